package deployment

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"landform/internal/awsconfig"
	"landform/internal/synthesized"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Ordered returns the stacks in the order of deployment.
func Ordered(stacks []synthesized.Stack) ([]synthesized.Stack, error) {
	ordered, err := tasks(stacks)
	if err != nil {
		return nil, err
	}
	var found []synthesized.Stack
	for _, task := range ordered {
		stack, err := synthesized.Find(stacks, task.Name)
		if err != nil {
			return nil, err
		}
		found = append(found, stack)
	}
	return found, nil
}

// LastDeployed returns when the stack's state was last written. It returns an error if the stack was never deployed, or
// if the caller may not read its state.
func LastDeployed(ctx context.Context, stack synthesized.Stack) (time.Time, error) {
	backend := stack.Get("terraform.backend.s3")
	if !backend.Exists() {
		info, err := os.Stat(filepath.Join(stack.Dir, "terraform.tfstate"))
		if err != nil {
			return time.Time{}, fmt.Errorf("state of %s: %w", stack.Name, err)
		}
		return info.ModTime(), nil
	}
	config, err := awsconfig.LoadBackend(ctx, stack)
	if err != nil {
		return time.Time{}, err
	}
	client := s3.NewFromConfig(config, func(options *s3.Options) { options.UsePathStyle = backend.Get("use_path_style").Bool() })
	head, err := client.HeadObject(ctx, &s3.HeadObjectInput{
		Bucket: aws.String(backend.Get("bucket").String()), Key: aws.String(backend.Get("key").String()),
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("state of %s: %w", stack.Name, err)
	}
	return aws.ToTime(head.LastModified), nil
}
