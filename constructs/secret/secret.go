// Package secret builds Secrets Manager secrets, and random passwords for them.
package secret

import (
	"maps"
	"slices"

	"landform/constructs/deletion"
	"landform/constructs/encryption"
	"landform/constructs/identity"
	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/secretsmanagersecret"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/secretsmanagersecretversion"
	"github.com/cdktf/cdktf-provider-random-go/random/v11/password"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// recoveryWindowDays is how long a deleted secret can be restored. During that time, no other secret can have its name.
const recoveryWindowDays = 7

// passwordLength is the length of generated passwords and tokens, in characters.
const passwordLength = 32

// rdsSpecial are the special characters of generated passwords. RDS refuses "/", "@", double quote and space.
// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
const rdsSpecial = "!#$%&*()-_=+[]{}<>:?"

// Props are the arguments of New.
type Props struct {
	Names       naming.Names
	Name        string // path-like, for example "volteryde/dev/rds/password"
	Purpose     string // part of the Name tag: "rds-password" gives "volteryde-dev-rds-password"
	Description string
	Key         *encryption.Key
	// Protection: a Disposable secret is deleted at once, so that a new one can have its name.
	Protection deletion.Protection
}

// Secret is a secret whose value Terraform writes.
type Secret struct {
	Resource secretsmanagersecret.SecretsmanagerSecret
	ARN      *string

	scope   constructs.Construct
	key     *encryption.Key
	purpose string
}

// New creates a secret without a value.
func New(scope constructs.Construct, id string, props Props) *Secret {
	namespace := constructs.NewConstruct(scope, &id)
	recovery := recoveryWindowDays
	if props.Protection == deletion.Disposable {
		recovery = 0
	}
	resource := secretsmanagersecret.NewSecretsmanagerSecret(namespace, new("secret"),
		&secretsmanagersecret.SecretsmanagerSecretConfig{
			Name:                 &props.Name,
			Description:          &props.Description,
			KmsKeyId:             props.Key.ARN,
			RecoveryWindowInDays: jsii.Number(recovery),
			Tags:                 props.Names.Tags(props.Names.Name(props.Purpose)),
		})
	return &Secret{Resource: resource, ARN: resource.Arn(), scope: namespace, key: props.Key, purpose: props.Purpose}
}

// Store sets the secret's value to a JSON object, and returns the version of the value. Every secret field must be a
// reference, since literals are readable in the synthesized JSON. Terraform refuses to plan unless the checks pass.
func (s *Secret) Store(fields map[string]any, checks ...*cdktf.Precondition) *Version {
	config := &secretsmanagersecretversion.SecretsmanagerSecretVersionConfig{
		SecretId:     s.ARN,
		SecretString: cdktf.Fn_Jsonencode(fields),
	}
	if len(checks) > 0 {
		config.Lifecycle = &cdktf.TerraformResourceLifecycle{Precondition: &checks}
	}
	resource := secretsmanagersecretversion.NewSecretsmanagerSecretVersion(s.scope, new("version"), config)
	return &Version{ID: resource.VersionId(), Secret: s, Fields: slices.Sorted(maps.Keys(fields))}
}

// Version is a version of a secret.
type Version struct {
	ID     *string
	Secret *Secret
	Fields []string // names of the value's fields, sorted
}

// Reference returns the valueFrom of a container definition for a field of the value. It contains the version, so that a
// new value changes the task definition and deploys the service again.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
func (v *Version) Reference(field string) string { return v.Secret.Reference(field) + *v.ID }

// Reference returns the valueFrom of a container definition for a field of the secret's current value: the ARN and the
// field, without a version stage and a version.
func (s *Secret) Reference(field string) string { return *s.ARN + ":" + field + "::" }

// GrantRead lets a role read the secret's value and decrypt it with the secret's key.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
func (s *Secret) GrantRead(role *identity.Role) {
	role.Allow(s.purpose+"-read",
		policy.Statement{Effect: policy.Allow, Actions: []string{"secretsmanager:GetSecretValue"}, Resources: []string{*s.ARN}},
		policy.Statement{Effect: policy.Allow, Actions: []string{"kms:Decrypt"}, Resources: []string{*s.key.ARN}},
	)
}

// Password creates a random password of 32 characters that RDS accepts, and returns a reference to it.
func Password(scope constructs.Construct, id string) *string {
	return password.NewPassword(scope, &id, &password.PasswordConfig{
		Length:          jsii.Number(passwordLength),
		Special:         true,
		OverrideSpecial: new(rdsSpecial),
		Lifecycle:       generatedOnce(),
	}).Result()
}

// Token creates a random token of 32 letters and digits, and returns a reference to it.
func Token(scope constructs.Construct, id string) *string {
	return password.NewPassword(scope, &id, &password.PasswordConfig{
		Length:    jsii.Number(passwordLength),
		Special:   false,
		Lifecycle: generatedOnce(),
	}).Result()
}

// generatedOnce ignores changes of the arguments, which would otherwise replace a password in use. To rotate one, use
// Terraform's option -replace.
func generatedOnce() *cdktf.TerraformResourceLifecycle {
	return &cdktf.TerraformResourceLifecycle{IgnoreChanges: jsii.Strings("length", "special", "override_special")}
}
