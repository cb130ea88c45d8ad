// Package encryption builds customer managed KMS keys that rotate every year.
package encryption

import (
	"cmp"
	"errors"
	"fmt"

	"landform/constructs/deletion"
	"landform/constructs/naming"
	"landform/constructs/policy"
	"landform/internal/problems"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/kmsalias"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/kmskey"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// The limits of the waiting period before KMS deletes a key, in days. Afterwards, everything that it encrypts is lost.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
const (
	minWindowDays = 7
	maxWindowDays = 30
)

// Props are the arguments of New.
type Props struct {
	Names       naming.Names
	Purpose     string // part of the alias: "eks" gives "alias/volteryde-dev-eks"
	Description string
	// Services are statements of the key policy for AWS services that use the key with their own principal. Most services
	// need none, because they use the key with the rights of their caller.
	Services []policy.Statement
	// Protection is the same as for the data that the key encrypts. Terraform never destroys a Protected key: without it,
	// final snapshots, backups and noncurrent versions of objects would be unreadable.
	Protection deletion.Protection
	// WindowDays is the waiting period in which the deletion of the key can be canceled, 7 to 30 days; 0 for 30.
	WindowDays int
}

// Validate returns every problem of the arguments at once, or nil. Each names the field, its value and what is allowed.
func (p Props) Validate() error {
	var list problems.List
	list.Unless(p.Purpose != "", "Purpose", `""`, `must name the key, for example "eks"`)
	list.Unless(p.WindowDays == 0 || p.WindowDays >= minWindowDays && p.WindowDays <= maxWindowDays, "WindowDays", p.WindowDays,
		fmt.Sprintf("must be %d to %d, or 0 for %d", minWindowDays, maxWindowDays, maxWindowDays))
	return errors.Join(list...)
}

// Key is a KMS key with its alias.
type Key struct {
	Resource kmskey.KmsKey
	ARN      *string
}

// New creates a key, its alias and its key policy: IAM policies of the account and the statements in props.Services decide
// who may use it. It panics unless props.Validate accepts the arguments.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
func New(scope constructs.Construct, id string, props Props) *Key {
	if err := props.Validate(); err != nil {
		panic(fmt.Sprintf("encryption: key %q: %s", props.Purpose, err))
	}
	namespace := constructs.NewConstruct(scope, &id)
	config := &kmskey.KmsKeyConfig{
		Description:          &props.Description,
		DeletionWindowInDays: jsii.Number(cmp.Or(props.WindowDays, maxWindowDays)),
		EnableKeyRotation:    true,
		Policy:               new(Policy(props.Names.AccountID, props.Services...)),
		Tags:                 props.Names.Tags(props.Names.Name(props.Purpose + "-kms")),
	}
	if props.Protection == deletion.Protected {
		config.Lifecycle = &cdktf.TerraformResourceLifecycle{PreventDestroy: new(true)}
	}
	resource := kmskey.NewKmsKey(namespace, new("key"), config)
	kmsalias.NewKmsAlias(namespace, new("alias"), &kmsalias.KmsAliasConfig{
		Name:        new(AliasName(props.Names, props.Purpose)),
		TargetKeyId: resource.KeyId(),
	})
	return &Key{Resource: resource, ARN: resource.Arn()}
}

// AliasName returns the alias of the key for a purpose, for example "alias/volteryde-dev-eks".
func AliasName(names naming.Names, purpose string) string { return "alias/" + names.Name(purpose) }

// Policy returns a key policy: IAM policies of the account decide who may use the key, beside the statements for services.
func Policy(accountID string, services ...policy.Statement) string {
	owner := policy.Statement{
		Sid:       "AccountPoliciesDecide",
		Effect:    policy.Allow,
		Principal: policy.Account(accountID),
		Actions:   []string{"kms:*"},
		Resources: []string{"*"},
	}
	return policy.Document(append([]policy.Statement{owner}, services...)...)
}

// ForLogs returns the statement that lets CloudWatch Logs encrypt the log groups of an environment's account and region.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
func ForLogs(names naming.Names) policy.Statement {
	return policy.Statement{
		Sid:       "CloudWatchLogs",
		Effect:    policy.Allow,
		Principal: policy.Service("logs." + names.Region + ".amazonaws.com"),
		Actions:   []string{"kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"},
		Resources: []string{"*"},
		Conditions: map[string]map[string][]string{
			"ArnLike": {"kms:EncryptionContext:aws:logs:arn": {names.ARN("logs", "*")}},
		},
	}
}
