// Package stack builds what every stack begins with: its remote state, its providers with their versions, and its metadata.
package stack

import (
	"encoding/json"

	"landform/constructs/naming"
	"landform/internal/guardrails"
	"landform/internal/kernel"
	"landform/internal/synthesized"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/provider"
	random "github.com/cdktf/cdktf-provider-random-go/random/v11/provider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// The versions that a stack works with. They are ranges: the lock file pins.
const (
	terraformVersion      = ">= 1.6.1" // 1.6.0 refuses the alias ARNs of the backend's kms_key_id
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
	Locking   Locking
	KMSKeyARN string // of the key or its alias
	AccountID string // that owns all of it
}

// Props are the arguments of New.
type Props struct {
	Target Target
	Name   string // for example "dev-stack"
	Names  naming.Names
	State  State
	// DeploymentRoleARN is the role that Terraform assumes in the account before anything else; empty for the caller's own
	// rights.
	DeploymentRoleARN string
	// Metadata is what programs need to know of the stack. System, environment, account and region come from Names.
	Metadata synthesized.Metadata
	// Waivers are the findings of the guardrails that the stack lives with.
	Waivers []guardrails.Waiver
}

// Stack is a stack with its state, to which its providers are added.
type Stack struct {
	Resource cdktf.TerraformStack

	props Props
}

// NewApp loads the kernel and starts an app that writes to this folder. Logical ids carry no stack name, so that the same
// construct has the same address in every environment.
func NewApp(outdir string) cdktf.App {
	kernel.Load()
	return cdktf.NewApp(&cdktf.AppConfig{
		Outdir: &outdir,
		Context: &map[string]any{
			"excludeStackIdFromLogicalIds": "true",
			"allowSepCharsInLogicalIds":    "true",
		},
		StackTraces: new(false),
	})
}

// New adds a stack to the app, with its state and its metadata, and no provider yet.
func New(app constructs.Construct, props Props) *Stack {
	s := &Stack{Resource: cdktf.NewTerraformStack(app, &props.Name), props: props}
	s.Resource.AddOverride(new("terraform.required_version"), props.State.Locking.terraformVersion())
	s.backend()
	s.describe()
	return s
}

// Offline tells whether the stack is only planned: it has no secrets then.
func (s *Stack) Offline() bool { return s.props.Target == Offline }

func (s *Stack) backend() {
	if s.Offline() {
		cdktf.NewLocalBackend(s.Resource, &cdktf.LocalBackendConfig{Path: new("terraform.tfstate")})
		return
	}
	state := &s.props.State
	backend := &cdktf.S3BackendConfig{
		Bucket:   &state.Bucket,
		Key:      &state.Key,
		Region:   &state.Region,
		Encrypt:  new(true),
		KmsKeyId: &state.KMSKeyARN,
	}
	if state.Locking.Table() {
		backend.DynamodbTable = &state.LockTable
	}
	if s.props.Target == Emulator {
		emulatedState(backend, state.AccountID)
	}
	cdktf.NewS3Backend(s.Resource, backend)
	if state.Locking.File() { // newer than the bindings
		s.Resource.AddOverride(new("terraform.backend.s3.use_lockfile"), true)
	}
}

// describe writes the metadata, in the form that synthesized.Stack.Metadata reads.
func (s *Stack) describe() {
	metadata := s.props.Metadata
	metadata.System, metadata.Environment = s.props.Names.System, s.props.Names.Environment
	metadata.Account, metadata.Region = s.props.Names.AccountID, s.props.Names.Region
	s.Resource.AddOverride(new("//."+synthesized.MetadataKey), plain(metadata))
	if len(s.props.Waivers) > 0 {
		s.Resource.AddOverride(new("//."+guardrails.WaiversKey), plain(s.props.Waivers))
	}
}

// plain is a value as encoding/json decodes it: the bindings take no struct of ours.
func plain(value any) any {
	text, err := json.Marshal(value)
	if err != nil {
		panic("stack: " + err.Error())
	}
	var decoded any
	if err := json.Unmarshal(text, &decoded); err != nil {
		panic("stack: " + err.Error())
	}
	return decoded
}

// AddAWSProvider gives the stack the AWS provider, for the account and the region of its names.
func (s *Stack) AddAWSProvider() {
	provider.NewAwsProvider(s.Resource, new("aws"), s.awsConfig(s.props.Names.Region))
	s.require("aws", synthesized.AWSProviderVersion)
}

// AddEdgeProvider gives the stack a second AWS provider, for what has to lie in naming.EdgeRegion. It returns nil where the stack
// lies there itself.
func (s *Stack) AddEdgeProvider() cdktf.TerraformProvider {
	if s.props.Names.Region == naming.EdgeRegion {
		return nil
	}
	config := s.awsConfig(naming.EdgeRegion)
	config.Alias = new(naming.EdgeRegion)
	return provider.NewAwsProvider(s.Resource, new("aws-"+naming.EdgeRegion), config)
}

// AddRandomProvider gives the stack the random provider, which makes passwords.
func (s *Stack) AddRandomProvider() {
	random.NewRandomProvider(s.Resource, new("random"), nil)
	s.require("random", randomProviderVersion)
}

func (s *Stack) awsConfig(region string) *provider.AwsProviderConfig {
	config := &provider.AwsProviderConfig{
		Region:      &region,
		DefaultTags: []*provider.AwsProviderDefaultTags{{Tags: pointers(s.props.Names.CommonTags)}},
	}
	switch s.props.Target {
	case Offline:
		withoutAWS(config, "offline")
	case Emulator:
		withoutAWS(config, s.props.Names.AccountID)
		config.S3UsePathStyle = true
	default:
		config.AllowedAccountIds = jsii.Strings(s.props.Names.AccountID)
		if s.props.DeploymentRoleARN != "" {
			config.AssumeRole = []*provider.AwsProviderAssumeRole{{RoleArn: &s.props.DeploymentRoleARN}}
		}
	}
	return config
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
func (s *Stack) require(name, version string) {
	s.Resource.AddOverride(new("terraform.required_providers."+name), map[string]any{
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
