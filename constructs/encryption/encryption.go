// Package encryption builds customer managed KMS keys that rotate every year.
package encryption

import (
	"cmp"
	"errors"
	"fmt"

	"landform/constructs/deletion"
	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/kmsalias"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/kmskey"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// The days for which KMS can keep a key that was deleted, before everything that it encrypts is lost.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
const (
	minWindowDays = 7
	maxWindowDays = 30
)

// Props are what New cannot decide by itself.
type Props struct {
	Names       naming.Names
	Purpose     string // what the key is for, as it stands in its alias: "eks" gives "alias/volteryde-dev-eks"
	Description string
	// Services may use the key on behalf of whoever calls them; most services need none of it, because they use the
	// rights of their caller.
	Services []policy.Statement
	// Protection is that of the data which the key encrypts. Terraform never destroys a Protected key: a final snapshot,
	// a backup or an older version of an object would be there, and unreadable.
	Protection deletion.Protection
	// WindowDays is how long a deleted key can still be saved, 7 to 30 days; 0 for 30.
	WindowDays int
}

// Validate says what KMS would refuse.
func (p Props) Validate() error {
	if p.WindowDays != 0 && (p.WindowDays < minWindowDays || p.WindowDays > maxWindowDays) {
		return fmt.Errorf("encryption: key %s: WindowDays is %d: must be %d to %d", p.Purpose, p.WindowDays, minWindowDays, maxWindowDays)
	}
	if p.Purpose == "" {
		return errors.New("encryption: Purpose is empty: must be a word for what the key is for")
	}
	return nil
}

// Key is a KMS key with its alias.
type Key struct {
	Resource kmskey.KmsKey
	ARN      *string
}

// New creates a key, its alias and a key policy that leaves access to the account's IAM policies, beside the services
// in props. It panics if the props are not valid.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
func New(scope constructs.Construct, id string, props Props) *Key {
	if err := props.Validate(); err != nil {
		panic(err)
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

// AliasName is the alias of the key for a thing, for example "alias/volteryde-dev-eks".
func AliasName(names naming.Names, thing string) string { return "alias/" + names.Name(thing) }

// Policy is the policy of a key in an account: its IAM policies decide who may use the key, and the services in the
// statements may as they say.
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

// ForLogs lets CloudWatch Logs encrypt the log groups of an environment's account and region.
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
