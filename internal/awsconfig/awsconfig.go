// Package awsconfig returns the AWS SDK configuration for a stack: the region, the credentials and the role of the
// stack's own provider.
package awsconfig

import (
	"context"
	"fmt"

	"landform/internal/synthesized"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/tidwall/gjson"
)

// Load returns the configuration for calls to a stack's resources: the stack's region, the credentials of the
// environment variables, and the role that its provider assumes.
// https://docs.aws.amazon.com/sdk-for-go/v2/developer-guide/configure-gosdk.html
func Load(ctx context.Context, stack synthesized.Stack) (aws.Config, error) {
	provider := stack.Get("provider.aws.0")
	loaded, err := load(ctx, provider)
	if err != nil {
		return aws.Config{}, fmt.Errorf("AWS configuration of %s: %w", stack.Name, err)
	}
	if role := provider.Get("assume_role.0.role_arn").String(); role != "" {
		loaded.Credentials = aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(sts.NewFromConfig(loaded), role))
	}
	return loaded, nil
}

// LoadBackend returns the configuration for calls to a stack's state backend: the region of its bucket, and the
// credentials of the environment variables.
func LoadBackend(ctx context.Context, stack synthesized.Stack) (aws.Config, error) {
	loaded, err := load(ctx, stack.Get("terraform.backend.s3"))
	if err != nil {
		return aws.Config{}, fmt.Errorf("AWS configuration of the state of %s: %w", stack.Name, err)
	}
	return loaded, nil
}

// load reads what a provider and a backend have in common: the region and, for an emulator, the credentials.
func load(ctx context.Context, from gjson.Result) (aws.Config, error) {
	options := []func(*config.LoadOptions) error{config.WithRegion(from.Get("region").String())}
	if key := from.Get("access_key").String(); key != "" {
		options = append(options, config.WithCredentialsProvider(
			credentials.NewStaticCredentialsProvider(key, from.Get("secret_key").String(), "")))
	}
	return config.LoadDefaultConfig(ctx, options...)
}
