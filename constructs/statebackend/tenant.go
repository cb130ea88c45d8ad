package statebackend

import (
	"fmt"
	"slices"
	"strings"

	"landform/constructs/policy"
	"landform/constructs/stack"
)

// Tenant is another account that keeps states in the bucket. What is allowed to the account, its own IAM policies must
// allow to somebody in it.
type Tenant struct {
	AccountID string   // 12 digits
	Objects   []string // keys of its states, for example "environments/dev/terraform.tfstate"
	// Plans is the folder in which a plan of the account waits for its approval, for example "plans/dev/"; empty for an
	// account that no job gets into.
	Plans string
	// Reviews is the folder of the copies of its states that pull requests are planned against, for example "reviews/dev/";
	// empty as Plans.
	Reviews string
}

// objects are the ARNs of what belongs to the tenant alone, with wildcards.
func (t Tenant) objects(bucketARN string) []string {
	var objects []string
	for _, object := range t.Objects {
		objects = append(objects, bucketARN+"/"+object)
	}
	return append(objects, below(bucketARN, t.Plans)...)
}

// lockFiles are the ARNs of the files that lock the tenant's states; none where no files lock.
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

// below is the ARN of everything in a folder; none without a folder. It panics for one that does not end in a slash, whose
// wildcard would reach other folders.
func below(bucketARN, folder string) []string {
	if folder == "" {
		return nil
	}
	if !strings.HasSuffix(folder, "/") {
		panic(fmt.Sprintf("statebackend: the folder %q of a tenant must end in a slash", folder))
	}
	return []string{bucketARN + "/" + folder + "*"}
}

// statesOfTenants lets each tenant find, read and write its own states and plans, leave its copies for review, and delete
// nothing but its lock files. Whatever else is ever allowed, no third account reaches what belongs to a tenant.
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

// LockFileActions are what locking by a file and releasing it takes.
// https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions
var LockFileActions = []string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject"}

// locksOfTenants lets each tenant lock its own states. The table must then be named by its ARN.
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

// LockItems are the keys of the items that Terraform keeps in the lock table for states of a bucket: a state's lock, and
// beside it the checksum of the state that was written last.
// https://developer.hashicorp.com/terraform/language/backend/s3#dynamodb-table-permissions
func LockItems(bucket string, objects ...string) []string {
	var items []string
	for _, object := range objects {
		items = append(items, bucket+"/"+object)
	}
	return append(items, DigestItems(bucket, objects...)...)
}

// DigestItems are the keys of the items that hold the checksums of states.
func DigestItems(bucket string, objects ...string) []string {
	var items []string
	for _, object := range objects {
		items = append(items, bucket+"/"+object+"-md5")
	}
	return items
}

// OnlyItems is the condition that a request names at least one item of a table, and none but these.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
func OnlyItems(keys ...string) map[string]map[string][]string {
	return map[string]map[string][]string{
		"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": keys},
		"Null":                      {"dynamodb:LeadingKeys": {"false"}},
	}
}

// encryptionOfTenants lets each tenant use the key for its own objects and for the lock table, through the two services
// that it encrypts for. The services name what they encrypt as the context of each call.
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

// ForObjects is the condition that S3 uses a key for these objects. The ARNs may hold wildcards.
func ForObjects(region string, arns ...string) map[string]map[string][]string {
	return map[string]map[string][]string{
		"StringEquals": {"kms:ViaService": {"s3." + region + ".amazonaws.com"}},
		"StringLike":   {"kms:EncryptionContext:aws:s3:arn": arns},
	}
}

// ForTable is the condition that DynamoDB uses a key for a table.
func ForTable(region, table string) map[string]map[string][]string {
	return map[string]map[string][]string{"StringEquals": {
		"kms:ViaService": {"dynamodb." + region + ".amazonaws.com"},
		"kms:EncryptionContext:aws:dynamodb:tableName": {table},
	}}
}
