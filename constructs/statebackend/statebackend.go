// Package statebackend builds what Terraform's S3 backend needs: a bucket for states, a table for locks and their key.
package statebackend

import (
	"landform/constructs/encryption"
	"landform/constructs/placement"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dynamodbresourcepolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dynamodbtable"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucket"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketownershipcontrols"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketpolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketpublicaccessblock"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketserversideencryptionconfiguration"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketversioning"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// lockKey is the attribute that Terraform's backend locks by.
// https://developer.hashicorp.com/terraform/language/backend/s3#dynamodb-state-locking
const lockKey = "LockID"

// Props are what New cannot decide by itself.
type Props struct {
	Placement placement.Placement
	Bucket    string // name, unique in all of AWS
	LockTable string // name, unique in the account and region
	KeyThing  string // what the key's alias calls it: see encryption.Props
	Tenants   []Tenant
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
		Placement:   props.Placement,
		Thing:       props.KeyThing,
		Description: "Terraform state encryption key",
		Services:    encryptionOfTenants(props),
		Undeletable: true,
	})}
	b.bucket(namespace, props)
	b.table(namespace, props)
	return b
}

func (b *StateBackend) bucket(scope constructs.Construct, props Props) {
	bucket := s3bucket.NewS3Bucket(scope, new("bucket"), &s3bucket.S3BucketConfig{
		Bucket:    &props.Bucket,
		Tags:      props.Placement.Tagged("Terraform State Storage"),
		Lifecycle: undestroyable(),
	})
	b.Bucket = bucket.Id()
	s3bucketversioning.NewS3BucketVersioningA(scope, new("versioning"), &s3bucketversioning.S3BucketVersioningAConfig{
		Bucket: b.Bucket,
		VersioningConfiguration: &s3bucketversioning.S3BucketVersioningVersioningConfiguration{
			Status: new("Enabled"),
		},
	})
	s3bucketserversideencryptionconfiguration.NewS3BucketServerSideEncryptionConfigurationA(scope, new("server-side-encryption"),
		&s3bucketserversideencryptionconfiguration.S3BucketServerSideEncryptionConfigurationAConfig{
			Bucket: b.Bucket,
			Rule: []*s3bucketserversideencryptionconfiguration.S3BucketServerSideEncryptionConfigurationRuleA{{
				ApplyServerSideEncryptionByDefault: &s3bucketserversideencryptionconfiguration.S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA{
					SseAlgorithm:   new("aws:kms"),
					KmsMasterKeyId: b.Key.ARN,
				},
				BucketKeyEnabled: true,
			}},
		})
	publicAccess := s3bucketpublicaccessblock.NewS3BucketPublicAccessBlock(scope, new("public-access-block"),
		&s3bucketpublicaccessblock.S3BucketPublicAccessBlockConfig{
			Bucket:                b.Bucket,
			BlockPublicAcls:       true,
			BlockPublicPolicy:     true,
			IgnorePublicAcls:      true,
			RestrictPublicBuckets: true,
		})
	s3bucketownershipcontrols.NewS3BucketOwnershipControls(scope, new("ownership"),
		&s3bucketownershipcontrols.S3BucketOwnershipControlsConfig{
			Bucket: b.Bucket,
			Rule:   &s3bucketownershipcontrols.S3BucketOwnershipControlsRule{ObjectOwnership: new("BucketOwnerEnforced")},
		})
	s3bucketpolicy.NewS3BucketPolicy(scope, new("policy"), &s3bucketpolicy.S3BucketPolicyConfig{
		Bucket: b.Bucket,
		Policy: new(policy.Document(append([]policy.Statement{policy.TLSOnly("arn:aws:s3:::" + props.Bucket)}, statesOfTenants(props)...)...)),
		// S3 refuses two changes of a bucket's access settings at the same time.
		DependsOn: &[]cdktf.ITerraformDependable{publicAccess},
	})
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
		Tags:                      props.Placement.Tagged("Terraform State Lock"),
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
