// Package statebackend builds what Terraform's S3 backend needs: a bucket for states, a table for locks and their key.
package statebackend

import (
	"landform/constructs/bucket"
	"landform/constructs/encryption"
	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dynamodbresourcepolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dynamodbtable"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// lockKey is the attribute that Terraform's backend locks by.
// https://developer.hashicorp.com/terraform/language/backend/s3#dynamodb-state-locking
const lockKey = "LockID"

// Props are what New cannot decide by itself.
type Props struct {
	Names      naming.Names
	Bucket     string // name, unique in all of AWS
	LockTable  string // name, unique in the account and region
	KeyPurpose string // what the key's alias calls it: see encryption.Props
	Tenants    []Tenant
}

// StateBackend is a bucket with Terraform states, and what guards them.
type StateBackend struct {
	Bucket *string // name
	Table  *string // name
	Key    *encryption.Key
}

// New creates the bucket, the lock table and the key. None of the three can be destroyed by Terraform.
func New(scope constructs.Construct, id string, props Props) *StateBackend {
	namespace := constructs.NewConstruct(scope, &id)
	b := &StateBackend{Key: encryption.New(namespace, "encryption", encryption.Props{
		Names:       props.Names,
		Purpose:     props.KeyPurpose,
		Description: "Terraform state encryption key",
		Services:    encryptionOfTenants(props),
		WindowDays:  10, // as documented
	})}
	b.bucket(namespace, props)
	b.table(namespace, props)
	return b
}

// bucket keeps every version of every state: history costs little, and a lost state costs days.
func (b *StateBackend) bucket(scope constructs.Construct, props Props) {
	built := bucket.New(scope, "bucket", bucket.Props{
		Names:     props.Names,
		Purpose:   "state",
		Key:       b.Key,
		Permanent: &bucket.Permanent{Name: props.Bucket, Title: "Terraform State Storage"},
	})
	if len(props.Tenants) > 0 {
		built.AddToPolicy(statesOfTenants(props)...)
	}
	b.Bucket = built.ID
}

func (b *StateBackend) table(scope constructs.Construct, props Props) {
	table := dynamodbtable.NewDynamodbTable(scope, new("lock-table"), &dynamodbtable.DynamodbTableConfig{
		Name:        &props.LockTable,
		BillingMode: new("PAY_PER_REQUEST"),
		HashKey:     new(lockKey),
		Attribute: []*dynamodbtable.DynamodbTableAttribute{
			{Name: new(lockKey), Type: new("S")},
		},
		PointInTimeRecovery:       &dynamodbtable.DynamodbTablePointInTimeRecovery{Enabled: true},
		ServerSideEncryption:      &dynamodbtable.DynamodbTableServerSideEncryption{Enabled: true, KmsKeyArn: b.Key.ARN},
		DeletionProtectionEnabled: true,
		Tags:                      props.Names.Tags("Terraform State Lock"),
		Lifecycle:                 undestroyable(),
	})
	b.Table = table.Name()
	if len(props.Tenants) > 0 {
		dynamodbresourcepolicy.NewDynamodbResourcePolicy(scope, new("lock-table-policy"), &dynamodbresourcepolicy.DynamodbResourcePolicyConfig{
			ResourceArn: table.Arn(),
			Policy:      new(policy.Document(locksOfTenants(props)...)),
		})
	}
}

func undestroyable() *cdktf.TerraformResourceLifecycle {
	return &cdktf.TerraformResourceLifecycle{PreventDestroy: new(true)}
}
