// Package stack builds what every stack contains: its backend, its providers with their versions, and its metadata.
package stack

import (
	"encoding/json"
	"fmt"

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

// The version constraints of Terraform and of the providers. The dependency lock file pins the exact versions.
const (
	terraformVersion      = ">= 1.6.1" // 1.6.0 refuses the ARN of an alias as the backend's kms_key_id
	randomProviderVersion = "~> 3.0"
)

// noSecret is a placeholder for the secret access key, for targets that do not check it.
const noSecret = "none"

// Target says where the synthesized stacks are planned and applied.
type Target int

const (
	// AWS uses real accounts and the remote state.
	AWS Target = iota
	// Offline uses a local state in the stack's folder, and makes no call to AWS. Terraform can plan but not apply.
	Offline
	// Emulator uses an AWS emulator at AWS_ENDPOINT_URL, with a remote state in it. Its credentials are invalid on AWS.
	Emulator
)

// State is the location of a stack's Terraform state.
// https://developer.hashicorp.com/terraform/language/backend/s3
type State struct {
	Bucket    string
	Key       string // of the object, for example "environments/dev/terraform.tfstate"
	Region    string
	LockTable string // name of the DynamoDB table
	Locking   Locking
	KMSKeyARN string // of the key or its alias
	AccountID string // of the bucket, the table and the key
}

// lockTableARN names the lock table for callers in other accounts; empty where files alone lock.
func (s State) lockTableARN() string {
	if !s.Locking.Table() {
		return ""
	}
	return fmt.Sprintf("arn:aws:dynamodb:%s:%s:table/%s", s.Region, s.AccountID, s.LockTable)
}

// Props are the arguments of New.
type Props struct {
	Target Target
	Name   string // for example "dev-stack"
	Names  naming.Names
	State  State
	// DeploymentRoleARN is the role that Terraform assumes; empty to use the caller's rights.
	DeploymentRoleARN string
	// Metadata describes the stack for programs. New sets System, Environment, Account and Region from Names.
	Metadata synthesized.Metadata
	// Waivers are the accepted findings of the guardrails.
	Waivers []guardrails.Waiver
}

// Stack is a Terraform stack with its backend and metadata. Its methods add providers, inputs and outputs.
type Stack struct {
	Resource cdktf.TerraformStack

	props Props
}

// NewApp loads the kernel and creates an app that writes to this folder. Logical IDs do not contain the stack's name, so
// that a construct has the same address in every environment.
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

// New adds a stack to the app, with its backend and metadata, but without providers.
func New(app constructs.Construct, props Props) *Stack {
	s := &Stack{Resource: cdktf.NewTerraformStack(app, &props.Name), props: props}
	s.Resource.AddOverride(new("terraform.required_version"), props.State.Locking.terraformVersion())
	s.backend()
	s.describe()
	return s
}

// Offline reports whether the target is Offline. Secret inputs have placeholder values then.
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
	if state.Locking.File() { // the bindings do not support the argument yet
		s.Resource.AddOverride(new("terraform.backend.s3.use_lockfile"), true)
	}
}

// describe writes the metadata into the stack's JSON, where synthesized.Stack.Metadata reads it.
func (s *Stack) describe() {
	metadata := s.props.Metadata
	metadata.System, metadata.Environment = s.props.Names.System, s.props.Names.Environment
	metadata.Account, metadata.Region = s.props.Names.AccountID, s.props.Names.Region
	if !s.Offline() {
		metadata.LockTable = s.props.State.lockTableARN()
	}
	s.Resource.AddOverride(new("//."+synthesized.MetadataKey), plain(metadata))
	if len(s.props.Waivers) > 0 {
		s.Resource.AddOverride(new("//."+guardrails.WaiversKey), plain(s.props.Waivers))
	}
}

// plain converts a value to maps and slices: the bindings accept no other structs than their own.
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

// AddAWSProvider adds the AWS provider for the stack's account and region.
func (s *Stack) AddAWSProvider() {
	provider.NewAwsProvider(s.Resource, new("aws"), s.awsConfig(s.props.Names.Region))
	s.require("aws", synthesized.AWSProviderVersion)
}

// AddEdgeProvider adds a second AWS provider, for resources that must be in naming.EdgeRegion. It returns nil if the stack
// is in that region.
func (s *Stack) AddEdgeProvider() cdktf.TerraformProvider {
	if s.props.Names.Region == naming.EdgeRegion {
		return nil
	}
	config := s.awsConfig(naming.EdgeRegion)
	config.Alias = new(naming.EdgeRegion)
	return provider.NewAwsProvider(s.Resource, new("aws-"+naming.EdgeRegion), config)
}

// AddRandomProvider adds the random provider, which creates passwords.
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
		config.SkipRequestingAccountId = true
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

// withoutAWS makes the provider work without credentials. The access key is a placeholder that is invalid on AWS. An
// emulator is asked for the account ID: a provider that knows none reads each security group that a rule refers to as
// another account's ("<account ID>/<group ID>"), so that every plan has a difference.
// https://github.com/hashicorp/terraform-provider-aws/blob/v5.82.2/internal/service/ec2/vpc_security_group_ingress_rule.go
func withoutAWS(config *provider.AwsProviderConfig, accessKey string) {
	config.AccessKey = &accessKey
	config.SecretKey = new(noSecret)
	config.SkipCredentialsValidation = true
	config.SkipMetadataApiCheck = new("true")
}

// emulatedState makes the backend work with an emulator. LocalStack uses an access key of 12 digits as the caller's account
// ID, so that ARNs contain the same account ID as on AWS.
// https://docs.localstack.cloud/aws/capabilities/config/multi-account-setups/
func emulatedState(backend *cdktf.S3BackendConfig, accountID string) {
	backend.AccessKey = &accountID
	backend.SecretKey = new(noSecret)
	backend.UsePathStyle = new(true)
	backend.SkipCredentialsValidation = new(true)
	backend.SkipRequestingAccountId = new(true)
	backend.SkipMetadataApiCheck = new(true)
}

// require replaces the exact provider version of the bindings with a constraint, so that the JSON also works with newer
// versions.
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
