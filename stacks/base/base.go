// Package base builds what every stack begins with: its remote state, its providers and their versions.
package base

import (
	"landform/constructs/dns"
	"landform/constructs/naming"
	"landform/internal/bindings"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/provider"
	random "github.com/cdktf/cdktf-provider-random-go/random/v11/provider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// The versions that a stack works with. They are ranges: the lock file pins.
const (
	terraformVersion      = ">= 1.6.0"
	awsProviderVersion    = "~> 5.0"
	randomProviderVersion = "~> 3.0"
)

// noSecret stands where a secret key must, for a target that checks none.
const noSecret = "none"

// Target is what a synthesis is for.
type Target int

const (
	// AWS is the real thing: remote state and real accounts.
	AWS Target = iota
	// Offline keeps state in the stack's own folder and makes no call to AWS: Terraform plans, and cannot apply.
	Offline
	// Emulator is an AWS emulator, found through AWS_ENDPOINT_URL: remote state as on AWS, with credentials that AWS
	// itself would refuse.
	Emulator
)

// State says where a stack's Terraform state lies.
// https://developer.hashicorp.com/terraform/language/backend/s3
type State struct {
	Bucket    string
	Key       string // of the object, for example "environments/dev/terraform.tfstate"
	Region    string
	LockTable string // DynamoDB
	KMSKeyARN string // of the key or its alias
	AccountID string // that owns all of it
}

// Account is where a stack's resources lie, and how Terraform gets there.
type Account struct {
	ID                string // 12 digits; the provider refuses every other account
	DeploymentRoleARN string // assumed before anything else; empty for the caller's own rights
}

// Props are what NewStack cannot decide by itself.
type Props struct {
	Target Target
	State  State
}

// NewApp starts the bindings and an app that writes to this folder. Logical ids carry no stack name, so that the same construct has the
// same address in every environment.
func NewApp(outdir string) cdktf.App {
	bindings.Load()
	return cdktf.NewApp(&cdktf.AppConfig{
		Outdir: &outdir,
		Context: &map[string]any{
			"excludeStackIdFromLogicalIds": "true",
			"allowSepCharsInLogicalIds":    "true",
		},
		StackTraces: new(false),
	})
}

// NewStack creates a stack with its state, and no provider yet.
func NewStack(app constructs.Construct, name string, props Props) cdktf.TerraformStack {
	stack := cdktf.NewTerraformStack(app, &name)
	stack.AddOverride(new("terraform.required_version"), terraformVersion)
	if props.Target == Offline {
		cdktf.NewLocalBackend(stack, &cdktf.LocalBackendConfig{Path: new("terraform.tfstate")})
		return stack
	}
	backend := &cdktf.S3BackendConfig{
		Bucket:        &props.State.Bucket,
		Key:           &props.State.Key,
		Region:        &props.State.Region,
		DynamodbTable: &props.State.LockTable,
		Encrypt:       new(true),
		KmsKeyId:      &props.State.KMSKeyARN,
	}
	if props.Target == Emulator {
		emulatedState(backend, props.State.AccountID)
	}
	cdktf.NewS3Backend(stack, backend)
	return stack
}

// AddAWS gives a stack the AWS provider for an account, with the environment's region and common tags.
func AddAWS(stack cdktf.TerraformStack, target Target, names naming.Names, account Account) provider.AwsProvider {
	built := provider.NewAwsProvider(stack, new("aws"), awsConfig(target, names, account))
	require(stack, "aws", awsProviderVersion)
	return built
}

// AddEdge gives a stack a second AWS provider, for what has to lie in dns.EdgeRegion. It returns nil where the environment
// lies there itself.
func AddEdge(stack cdktf.TerraformStack, target Target, names naming.Names, account Account) cdktf.TerraformProvider {
	if names.Region == dns.EdgeRegion {
		return nil
	}
	names.Region = dns.EdgeRegion
	config := awsConfig(target, names, account)
	config.Alias = new(dns.EdgeRegion)
	return provider.NewAwsProvider(stack, new("aws-"+dns.EdgeRegion), config)
}

func awsConfig(target Target, names naming.Names, account Account) *provider.AwsProviderConfig {
	config := &provider.AwsProviderConfig{
		Region:      &names.Region,
		DefaultTags: []*provider.AwsProviderDefaultTags{{Tags: pointers(names.CommonTags)}},
	}
	switch target {
	case Offline:
		withoutAWS(config, "offline")
	case Emulator:
		withoutAWS(config, account.ID)
		config.S3UsePathStyle = true
	default:
		config.AllowedAccountIds = jsii.Strings(account.ID)
		if account.DeploymentRoleARN != "" {
			config.AssumeRole = []*provider.AwsProviderAssumeRole{{RoleArn: &account.DeploymentRoleARN}}
		}
	}
	return config
}

// AddRandom gives a stack the random provider.
func AddRandom(stack cdktf.TerraformStack) {
	random.NewRandomProvider(stack, new("random"), nil)
	require(stack, "random", randomProviderVersion)
}

// withoutAWS makes the provider work without credentials. What it is given here is no secret, and nothing to AWS.
func withoutAWS(config *provider.AwsProviderConfig, accessKey string) {
	config.AccessKey = &accessKey
	config.SecretKey = new(noSecret)
	config.SkipCredentialsValidation = true
	config.SkipRequestingAccountId = true
	config.SkipMetadataApiCheck = new("true")
}

// emulatedState makes the backend work with an emulator. LocalStack takes an access key of 12 digits for the account
// that is calling, so that the ARNs of every stack name the account that they would on AWS.
// https://docs.localstack.cloud/aws/capabilities/config/multi-account-setups/
func emulatedState(backend *cdktf.S3BackendConfig, accountID string) {
	backend.AccessKey = &accountID
	backend.SecretKey = new(noSecret)
	backend.UsePathStyle = new(true)
	backend.SkipCredentialsValidation = new(true)
	backend.SkipRequestingAccountId = new(true)
	backend.SkipMetadataApiCheck = new(true)
}

// require replaces the exact version that the bindings were generated from: the JSON outlives them.
func require(stack cdktf.TerraformStack, name, version string) {
	stack.AddOverride(new("terraform.required_providers."+name), map[string]any{
		"source":  "hashicorp/" + name,
		"version": version,
	})
}

func pointers(tags map[string]string) *map[string]*string {
	result := make(map[string]*string, len(tags))
	for key, value := range tags {
		result[key] = new(value)
	}
	return &result
}
