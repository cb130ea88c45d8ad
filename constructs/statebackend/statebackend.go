// Package statebackend builds the resources of Terraform's S3 backend: a bucket for states, a lock table and their key.
package statebackend

import (
	"landform/constructs/bucket"
	"landform/constructs/encryption"
	"landform/constructs/naming"
	"landform/constructs/policy"
	"landform/constructs/stack"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dynamodbresourcepolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dynamodbtable"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// lockKey is the partition key that Terraform's backend requires.
// https://developer.hashicorp.com/terraform/language/backend/s3#dynamodb-state-locking
const lockKey = "LockID"

// accessLogDays is the retention of the access logs, which show who read or wrote a state.
const accessLogDays = 365

// The folders of the bucket that contain no states.
const (
	PlansFolder   = "plans/"   // saved plans, with a folder for each account
	ReviewsFolder = "reviews/" // redacted copies of states, for pull requests
)

// Props are the arguments of New.
type Props struct {
	Names      naming.Names
	Bucket     string // name, unique in all of AWS
	LockTable  string // name, unique in the account and region
	Locking    stack.Locking
	KeyPurpose string // the purpose in the key's alias: see encryption.Props
	Tenants    []Tenant
}

// StateBackend is the bucket of Terraform states with its lock table and key.
type StateBackend struct {
	Bucket *string // name
	Table  *string // name
	Key    *encryption.Key
}

// New creates the bucket of states, the bucket of its access logs, the lock table and the key. Terraform can destroy none
// of them. It panics if a folder of a tenant does not end in a slash.
func New(scope constructs.Construct, id string, props Props) *StateBackend {
	namespace := constructs.NewConstruct(scope, &id)
	b := &StateBackend{Key: encryption.New(namespace, "encryption", encryption.Props{
		Names:       props.Names,
		Purpose:     props.KeyPurpose,
		Description: "Terraform state encryption key",
		Services:    encryptionOfTenants(props),
		WindowDays:  10, // from the requirement document
	})}
	b.bucket(namespace, props)
	b.table(namespace, props)
	return b
}

// bucket creates the bucket of states. It keeps every version of every state: storage is cheap, and a lost state costs
// days. Saved plans, which contain the same secrets as states, expire. Each object has its own data key, so that the key
// policy can distinguish the environments.
func (b *StateBackend) bucket(scope constructs.Construct, props Props) {
	built := bucket.New(scope, "bucket", bucket.Props{
		Names:      props.Names,
		Purpose:    "state",
		Encryption: bucket.KMSPerObject,
		Key:        b.Key,
		AccessLogs: accessLogs(scope, props.Names),
		Lifecycle: bucket.Lifecycle{Temporary: []bucket.Temporary{
			{Folder: PlansFolder, ExpireAfterDays: 7, ForgetVersionsAfterDays: 1},
		}},
		Permanent: &bucket.Permanent{Name: props.Bucket, Title: "Terraform State Storage"},
	})
	if len(props.Tenants) > 0 {
		built.AddToPolicy(statesOfTenants(props)...)
	}
	b.Bucket = built.ID
}

// accessLogs creates the bucket of the access logs. S3 delivers them only to a bucket with S3 managed encryption. https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
func accessLogs(scope constructs.Construct, names naming.Names) *bucket.Bucket {
	const purpose = "state-access-logs"
	return bucket.New(scope, "access-logs", bucket.Props{
		Names:      names,
		Purpose:    purpose,
		Encryption: bucket.S3Managed,
		Lifecycle:  bucket.Lifecycle{ExpireAfterDays: accessLogDays, ForgetVersionsAfterDays: 1},
		Permanent:  &bucket.Permanent{Name: bucket.Name(names, purpose), Title: "Terraform State Access Logs"},
	})
}

// table creates the lock table, also if lock files are used: it costs nothing then, and is needed to return to DynamoDB.
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
	if len(props.Tenants) > 0 && props.Locking.Table() {
		dynamodbresourcepolicy.NewDynamodbResourcePolicy(scope, new("lock-table-policy"), &dynamodbresourcepolicy.DynamodbResourcePolicyConfig{
			ResourceArn: table.Arn(),
			Policy:      new(policy.Document(locksOfTenants(props)...)),
		})
	}
}

func undestroyable() *cdktf.TerraformResourceLifecycle {
	return &cdktf.TerraformResourceLifecycle{PreventDestroy: new(true)}
}
