// Package secret builds Secrets Manager secrets, and the random passwords that they hold.
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

// recoveryWindowDays is how long a deleted secret can still be restored, and its name is taken.
const recoveryWindowDays = 7

// passwordLength is the number of characters of generated passwords and tokens.
const passwordLength = 32

// rdsSpecial are the special characters of a password that RDS and a connection URL's parser accept: no "/", "@",
// double quote or space.
// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
const rdsSpecial = "!#$%&*()-_=+[]{}<>:?"

// Props are the arguments of New.
type Props struct {
	Names       naming.Names
	Name        string // path-like, for example "volteryde/dev/rds/password"
	Purpose     string // what the Name tag calls it: "rds-password" gives "volteryde-dev-rds-password"
	Description string
	Key         *encryption.Key
	// Protection of Disposable deletes the secret at once, so that a new one can bear its name.
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

// Store gives the secret a JSON object as its value. Every value must be a reference: what is written here stands in
// the synthesized JSON. Terraform refuses to plan unless the value passes the checks. It returns the version that the
// value makes.
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

// Version is one value of a secret.
type Version struct {
	ID     *string
	Secret *Secret
	Fields []string // names of the value's fields, in their order
}

// Reference is how a container definition refers to a field of the value. It names the version, so that a new value is
// a new definition, and the service that runs it is deployed anew.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
func (v *Version) Reference(field string) string { return v.Secret.Reference(field) + *v.ID }

// Reference refers to a field of the secret's current value: its ARN, the field, and no stage and no version.
func (s *Secret) Reference(field string) string { return *s.ARN + ":" + field + "::" }

// GrantRead lets a role read the secret's value and decrypt it with the secret's key.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
func (s *Secret) GrantRead(role *identity.Role) {
	role.Allow(s.purpose+"-read",
		policy.Statement{Effect: policy.Allow, Actions: []string{"secretsmanager:GetSecretValue"}, Resources: []string{*s.ARN}},
		policy.Statement{Effect: policy.Allow, Actions: []string{"kms:Decrypt"}, Resources: []string{*s.key.ARN}},
	)
}

// Password generates a password of 32 characters that RDS accepts. It returns a reference to it.
func Password(scope constructs.Construct, id string) *string {
	return password.NewPassword(scope, &id, &password.PasswordConfig{
		Length:          jsii.Number(passwordLength),
		Special:         true,
		OverrideSpecial: new(rdsSpecial),
		Lifecycle:       generatedOnce(),
	}).Result()
}

// Token generates a token of 32 letters and digits. It returns a reference to it.
func Token(scope constructs.Construct, id string) *string {
	return password.NewPassword(scope, &id, &password.PasswordConfig{
		Length:    jsii.Number(passwordLength),
		Special:   false,
		Lifecycle: generatedOnce(),
	}).Result()
}

// generatedOnce keeps a change of the rules from changing a password in use: a new one is asked for with Terraform's
// -replace.
func generatedOnce() *cdktf.TerraformResourceLifecycle {
	return &cdktf.TerraformResourceLifecycle{IgnoreChanges: jsii.Strings("length", "special", "override_special")}
}
