package statebackend

import (
	"fmt"
	"slices"
	"strings"

	"landform/constructs/policy"
	"landform/constructs/stack"
)

// Tenant is another account with states in the bucket. The policies of the bucket, the table and the key allow access to
// the account; IAM policies in the account must allow it to a role as well.
type Tenant struct {
	AccountID string   // 12 digits
	Objects   []string // object keys of its states, for example "environments/dev/terraform.tfstate"
	// Plans is the folder of the account's saved plans, for example "plans/dev/"; empty for an account without CI jobs.
	Plans string
	// Reviews is the folder of the redacted copies of its states, for example "reviews/dev/"; empty for an account without
	// CI jobs.
	Reviews string
}

// objects returns the ARNs of the objects of this tenant only. They may contain wildcards.
func (t Tenant) objects(bucketARN string) []string {
	var objects []string
	for _, object := range t.Objects {
		objects = append(objects, bucketARN+"/"+object)
	}
	return append(objects, below(bucketARN, t.Plans)...)
}

// lockFiles returns the ARNs of the tenant's lock files; none unless lock files are used.
func (t Tenant) lockFiles(bucketARN string, locking stack.Locking) []string {
	if !locking.File() {
		return nil
	}
	files := make([]string, len(t.Objects))
	for index, object := range t.Objects {
		files[index] = bucketARN + "/" + stack.LockFile(object)
	}
	return files
}

// below returns the ARN pattern of all objects in a folder; none if the folder is empty. It panics if the folder does not
// end in a slash: the wildcard would match other folders.
func below(bucketARN, folder string) []string {
	if folder == "" {
		return nil
	}
	if !strings.HasSuffix(folder, "/") {
		panic(fmt.Sprintf("statebackend: Plans or Reviews of a tenant is %q: must end in a slash", folder))
	}
	return []string{bucketARN + "/" + folder + "*"}
}

// statesOfTenants lets each tenant list the bucket, read and write its own states and plans, write its copies, and delete
// only its lock files. A deny statement keeps every third account out, whatever other statements allow.
func statesOfTenants(props Props) []policy.Statement {
	bucket := "arn:aws:s3:::" + props.Bucket
	var statements []policy.Statement
	for _, tenant := range props.Tenants {
		objects, files := tenant.objects(bucket), tenant.lockFiles(bucket, props.Locking)
		if len(files) > 0 {
			statements = append(statements, policy.Statement{
				Sid: "Unlock" + tenant.AccountID, Effect: policy.Allow, Principal: policy.Account(tenant.AccountID),
				Actions: LockFileActions, Resources: files,
			})
		}
		statements = append(statements,
			policy.Statement{
				Sid: "Find" + tenant.AccountID, Effect: policy.Allow, Principal: policy.Account(tenant.AccountID),
				Actions: []string{"s3:ListBucket"}, Resources: []string{bucket},
			},
			policy.Statement{
				Sid: "Keep" + tenant.AccountID, Effect: policy.Allow, Principal: policy.Account(tenant.AccountID),
				Actions: []string{"s3:GetObject", "s3:PutObject"}, Resources: objects,
			},
			policy.Statement{
				Sid: "Only" + tenant.AccountID, Effect: policy.Deny, Principal: policy.Anyone(),
				Actions: []string{"s3:*"}, Resources: slices.Concat(objects, files),
				Conditions: map[string]map[string][]string{
					"StringNotEquals": {"aws:PrincipalAccount": {tenant.AccountID, props.Names.AccountID}},
				},
			})
		if reviews := below(bucket, tenant.Reviews); reviews != nil {
			statements = append(statements, policy.Statement{
				Sid: "Review" + tenant.AccountID, Effect: policy.Allow, Principal: policy.Account(tenant.AccountID),
				Actions: []string{"s3:PutObject"}, Resources: reviews,
			})
		}
	}
	return statements
}

// LockFileActions are the actions that Terraform needs on lock files.
// https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions
var LockFileActions = []string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject"}

// locksOfTenants lets each tenant lock its own states. A tenant's backend must use the ARN of the table as its name.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-cross-account-access.html
func locksOfTenants(props Props) []policy.Statement {
	var statements []policy.Statement
	for _, tenant := range props.Tenants {
		statements = append(statements, policy.Statement{
			Sid: "Lock" + tenant.AccountID, Effect: policy.Allow, Principal: policy.Account(tenant.AccountID),
			Actions:    []string{"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"},
			Resources:  []string{props.Names.ARN("dynamodb", "table/"+props.LockTable)},
			Conditions: OnlyItems(LockItems(props.Bucket, tenant.Objects...)...),
		})
	}
	return statements
}

// LockItems returns the keys of all items of these states in the lock table: the lock of each state and its digest, the
// checksum of the last version.
// https://developer.hashicorp.com/terraform/language/backend/s3#dynamodb-table-permissions
func LockItems(bucket string, objects ...string) []string {
	var items []string
	for _, object := range objects {
		items = append(items, bucket+"/"+object)
	}
	return append(items, DigestItems(bucket, objects...)...)
}

// DigestItems returns the keys of the digests of these states in the lock table.
func DigestItems(bucket string, objects ...string) []string {
	var items []string
	for _, object := range objects {
		items = append(items, bucket+"/"+object+"-md5")
	}
	return items
}

// OnlyItems returns the condition that a request to DynamoDB contains at least one partition key, and no others than these.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
func OnlyItems(keys ...string) map[string]map[string][]string {
	return map[string]map[string][]string{
		"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": keys},
		"Null":                      {"dynamodb:LeadingKeys": {"false"}},
	}
}

// encryptionOfTenants lets each tenant use the key through S3 for its own objects, and through DynamoDB for the lock table.
// The encryption context of each call contains the ARN of the object or the name of the table.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
func encryptionOfTenants(props Props) []policy.Statement {
	bucket, region := "arn:aws:s3:::"+props.Bucket, props.Names.Region
	var statements []policy.Statement
	for _, tenant := range props.Tenants {
		use := policy.Statement{
			Effect: policy.Allow, Principal: policy.Account(tenant.AccountID),
			Actions: []string{"kms:Decrypt", "kms:GenerateDataKey"}, Resources: []string{"*"},
		}
		encrypted := slices.Concat(tenant.objects(bucket), below(bucket, tenant.Reviews), tenant.lockFiles(bucket, props.Locking))
		objects, locks := use, use
		objects.Sid, objects.Conditions = "Objects"+tenant.AccountID, ForObjects(region, encrypted...)
		locks.Sid, locks.Conditions = "Locks"+tenant.AccountID, ForTable(region, props.LockTable)
		statements = append(statements, objects)
		if props.Locking.Table() {
			statements = append(statements, locks)
		}
	}
	return statements
}

// ForObjects returns the condition that S3 uses a key for these objects. The ARNs may contain wildcards.
func ForObjects(region string, arns ...string) map[string]map[string][]string {
	return map[string]map[string][]string{
		"StringEquals": {"kms:ViaService": {"s3." + region + ".amazonaws.com"}},
		"StringLike":   {"kms:EncryptionContext:aws:s3:arn": arns},
	}
}

// ForTable returns the condition that DynamoDB uses a key for a table.
func ForTable(region, table string) map[string]map[string][]string {
	return map[string]map[string][]string{"StringEquals": {
		"kms:ViaService": {"dynamodb." + region + ".amazonaws.com"},
		"kms:EncryptionContext:aws:dynamodb:tableName": {table},
	}}
}
