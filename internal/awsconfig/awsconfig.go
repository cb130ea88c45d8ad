// Package awsconfig says how this program reaches AWS for a stack: as the stack's own provider does.
package awsconfig

import (
	"cmp"
	"context"
	"fmt"

	"landform/internal/synthesized"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Load returns the configuration with which a stack's resources are reached: in its region, with the environment's
// credentials, and through the role that its provider assumes.
// https://docs.aws.amazon.com/sdk-for-go/v2/developer-guide/configure-gosdk.html
func Load(ctx context.Context, stack synthesized.Stack) (aws.Config, error) {
	provider := stack.Get("provider.aws.0")
	options := []func(*config.LoadOptions) error{config.WithRegion(provider.Get("region").String())}
	if key := provider.Get("access_key").String(); key != "" { // an emulator's
		options = append(options, config.WithCredentialsProvider(
			credentials.NewStaticCredentialsProvider(key, provider.Get("secret_key").String(), "")))
	}
	loaded, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return aws.Config{}, fmt.Errorf("AWS configuration of %s: %w", stack.Name, err)
	}
	if role := provider.Get("assume_role.0.role_arn").String(); role != "" {
		loaded.Credentials = aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(sts.NewFromConfig(loaded), role))
	}
	return loaded, nil
}

// LoadBackend returns the configuration with which a stack's state is reached: in the region of its bucket, with the
// environment's own credentials.
func LoadBackend(ctx context.Context, stack synthesized.Stack) (aws.Config, error) {
	backend := stack.Get("terraform.backend.s3")
	loaded, err := config.LoadDefaultConfig(ctx,
		config.WithRegion(cmp.Or(backend.Get("region").String(), "us-east-1")))
	if err != nil {
		return aws.Config{}, fmt.Errorf("AWS configuration of the state of %s: %w", stack.Name, err)
	}
	return loaded, nil
}
