package bucket_test

import (
	"strings"
	"testing"

	"landform/constructs/bucket"
	"landform/constructs/constructtest"
	"landform/constructs/deletion"
	"landform/constructs/encryption"
	"landform/constructs/identity"
	"landform/constructs/policy"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const arn = "arn:aws:s3:::acme-test-documents-123456789012"

func key(stack cdktf.TerraformStack) *encryption.Key {
	return encryption.New(stack, "encryption", encryption.Props{
		Names: constructtest.Names(), Purpose: "s3", Description: "Objects",
	})
}

// build synthesizes a documents bucket that is encrypted with a KMS key, with the props as change leaves them.
func build(t *testing.T, change func(*bucket.Props)) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		props := bucket.Props{Names: constructtest.Names(), Purpose: "documents", Key: key(stack)}
		if change != nil {
			change(&props)
		}
		bucket.New(stack, "documents", props)
	})
}

// statement returns the statement with a Sid in a bucket policy.
func statement(t *testing.T, resource synthesized.Resource, sid string) synthesized.Resource {
	t.Helper()
	return constructtest.Statement(t, resource, "policy", sid)
}

func TestBucketIsPrivateVersionedAndEncryptedWithTheKey(t *testing.T) {
	stack := build(t, nil)
	constructtest.Expect(t, constructtest.Find(t, stack, "documents/bucket"), map[string]any{
		"bucket": "acme-test-documents-123456789012", "force_destroy": false,
		"tags.Name": "acme-test-documents-123456789012",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "documents/versioning"), map[string]any{
		"versioning_configuration.status": "Enabled",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "documents/server-side-encryption"), map[string]any{
		"rule.0.apply_server_side_encryption_by_default.sse_algorithm":     "aws:kms",
		"rule.0.apply_server_side_encryption_by_default.kms_master_key_id": constructtest.Find(t, stack, "encryption/key").Reference("arn"),
		"rule.0.bucket_key_enabled":                                        true,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "documents/ownership"), map[string]any{
		"rule.object_ownership": "BucketOwnerEnforced",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "documents/public-access-block"), map[string]any{
		"block_public_acls": true, "block_public_policy": true,
		"ignore_public_acls": true, "restrict_public_buckets": true,
	})
}

func TestRequestsWithoutTLSAreRefused(t *testing.T) {
	stack := build(t, nil)
	constructtest.Expect(t, statement(t, constructtest.Find(t, stack, "documents/policy"), "DenyInsecureTransport"), map[string]any{
		"Effect": "Deny", "Action.0": "s3:*", "Principal.AWS.0": "*", "Resource.0": arn, "Resource.1": arn + "/*",
		`Condition.Bool.aws:SecureTransport.0`: "false",
	})
}

func TestEncryptionWithS3ManagedKeys(t *testing.T) {
	stack := build(t, func(props *bucket.Props) { props.Encryption, props.Key = bucket.S3Managed, nil })
	constructtest.Expect(t, constructtest.Find(t, stack, "documents/server-side-encryption"), map[string]any{
		"rule.0.apply_server_side_encryption_by_default.sse_algorithm":     "AES256",
		"rule.0.apply_server_side_encryption_by_default.kms_master_key_id": nil,
		"rule.0.bucket_key_enabled":                                        false,
	})
}

// TestEachObjectCanHaveAKeyOfItsOwn: a bucket key would make the bucket's ARN the encryption context of every object.
func TestEachObjectCanHaveAKeyOfItsOwn(t *testing.T) {
	stack := build(t, func(props *bucket.Props) { props.Encryption = bucket.KMSPerObject })
	constructtest.Expect(t, constructtest.Find(t, stack, "documents/server-side-encryption"), map[string]any{
		"rule.0.apply_server_side_encryption_by_default.sse_algorithm":     "aws:kms",
		"rule.0.apply_server_side_encryption_by_default.kms_master_key_id": constructtest.Find(t, stack, "encryption/key").Reference("arn"),
		"rule.0.bucket_key_enabled":                                        false,
	})
}

func TestObjectsInTemporaryFoldersExpire(t *testing.T) {
	stack := build(t, func(props *bucket.Props) {
		props.Lifecycle.Temporary = []bucket.Temporary{{Folder: "plans/", ExpireAfterDays: 7, ForgetVersionsAfterDays: 1}}
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "documents/lifecycle"), map[string]any{
		"rule.#": 2, "rule.0.id": "all-objects", "rule.0.expiration": nil, "rule.0.noncurrent_version_expiration": nil,
		"rule.1.id": "temporary-plans", "rule.1.filter.0.prefix": "plans/", "rule.1.status": "Enabled",
		"rule.1.expiration.0.days": 7, "rule.1.noncurrent_version_expiration.0.noncurrent_days": 1,
	})
}

func TestPolicyIsCreatedAfterTheOtherAccessSettings(t *testing.T) {
	stack := build(t, nil)
	waits := constructtest.Find(t, stack, "documents/policy").Get("depends_on").Raw
	for _, path := range []string{"documents/ownership", "documents/public-access-block"} {
		if address := constructtest.Find(t, stack, path).Address(); !strings.Contains(waits, address) {
			t.Errorf("the policy does not depend on %s", address)
		}
	}
}

func TestAccessControlListsCanBeEnabled(t *testing.T) {
	stack := build(t, func(props *bucket.Props) { props.Ownership = bucket.Preferred })
	constructtest.Expect(t, constructtest.Find(t, stack, "documents/ownership"), map[string]any{
		"rule.object_ownership": "BucketOwnerPreferred",
	})
}

func TestDisposableBucketIsDestroyedWithItsObjects(t *testing.T) {
	stack := build(t, func(props *bucket.Props) { props.Protection = deletion.Disposable })
	constructtest.Expect(t, constructtest.Find(t, stack, "documents/bucket"), map[string]any{"force_destroy": true})
}

func TestIncompleteUploadsAreAlwaysAborted(t *testing.T) {
	stack := build(t, nil)
	constructtest.Expect(t, constructtest.Find(t, stack, "documents/lifecycle"), map[string]any{
		"rule.0.status": "Enabled",
		"rule.0.abort_incomplete_multipart_upload.0.days_after_initiation": 7,
		"rule.0.transition": nil, "rule.0.expiration": nil, "rule.0.noncurrent_version_expiration": nil,
		"depends_on.0": constructtest.Find(t, stack, "documents/versioning").Address(),
	})
}

func TestLifecycle(t *testing.T) {
	cases := map[string]struct {
		ages bucket.Lifecycle
		want map[string]any
	}{
		"move at once": {
			bucket.Lifecycle{MoveTo: bucket.IntelligentTiering},
			map[string]any{"rule.0.transition.0.storage_class": "INTELLIGENT_TIERING", "rule.0.transition.0.days": 0},
		},
		"archive, then expire": {
			bucket.Lifecycle{MoveTo: bucket.Glacier, MoveAfterDays: 30, ExpireAfterDays: 365},
			map[string]any{
				"transition_default_minimum_object_size": "all_storage_classes_128K",
				"rule.0.transition.0.storage_class":      "GLACIER", "rule.0.transition.0.days": 30,
				"rule.0.expiration.0.days": 365, "rule.0.expiration.0.expired_object_delete_marker": nil,
			},
		},
		"delete noncurrent versions and expired delete markers": {
			bucket.Lifecycle{ForgetVersionsAfterDays: 90},
			map[string]any{
				"rule.0.noncurrent_version_expiration.0.noncurrent_days": 90,
				"rule.0.expiration.0.expired_object_delete_marker":       true, "rule.0.expiration.0.days": nil,
			},
		},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			stack := build(t, func(props *bucket.Props) { props.Lifecycle = test.ages })
			constructtest.Expect(t, constructtest.Find(t, stack, "documents/lifecycle"), test.want)
		})
	}
}

func TestAccessLogsGoToAnotherBucket(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		names, key := constructtest.Names(), key(stack)
		logs := bucket.New(stack, "logs", bucket.Props{Names: names, Purpose: "logs", Encryption: bucket.S3Managed})
		for _, purpose := range []string{"documents", "old-backups"} {
			bucket.New(stack, purpose, bucket.Props{Names: names, Purpose: purpose, Key: key, AccessLogs: logs})
		}
	})
	received := constructtest.Find(t, stack, "logs/policy")
	constructtest.Expect(t, constructtest.Find(t, stack, "documents/access-logs"), map[string]any{
		"bucket":        constructtest.Find(t, stack, "documents/bucket").Reference("id"),
		"target_bucket": constructtest.Find(t, stack, "logs/bucket").Reference("id"),
		"target_prefix": "s3-access/",
		"target_object_key_format.partitioned_prefix.partition_date_source": "EventTime",
		"depends_on.0": received.Address(),
	})
	constructtest.Expect(t, statement(t, received, "AccessLogsOfdocuments"), map[string]any{
		"Effect": "Allow", "Principal.Service.0": "logging.s3.amazonaws.com", "Action.0": "s3:PutObject", "Action.1": nil,
		"Resource.0":                                 "arn:aws:s3:::acme-test-logs-123456789012/s3-access/*",
		"Condition.ArnLike.aws:SourceArn.0":          arn,
		"Condition.StringEquals.aws:SourceAccount.0": "123456789012",
	})
	statement(t, received, "AccessLogsOfoldbackups")
	statement(t, received, "DenyInsecureTransport")
}

func TestGrantReadWriteAllowsOnlyThisBucketAndItsKey(t *testing.T) {
	stack := granted(t, bucket.KMS)
	role := constructtest.Find(t, stack, "role/policy-documents-read-write")
	constructtest.Expect(t, constructtest.Document(t, role, "policy"), map[string]any{
		"Statement.#":          3,
		"Statement.0.Resource": `["` + arn + `"]`,
		"Statement.1.Resource": `["` + arn + `/*"]`,
		"Statement.1.Action":   `["s3:GetObject","s3:PutObject","s3:DeleteObject","s3:AbortMultipartUpload","s3:ListMultipartUploadParts"]`,
		"Statement.2.Resource": `["` + constructtest.Find(t, stack, "encryption/key").Reference("arn") + `"]`,
		"Statement.2.Action":   `["kms:Decrypt","kms:GenerateDataKey"]`,
		"Statement.2.Condition.StringEquals.kms:ViaService.0": "s3.eu-west-1.amazonaws.com",
	})
}

func TestGrantReadAllowsNoChange(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		props := bucket.Props{Names: constructtest.Names(), Purpose: "documents", Encryption: bucket.KMS, Key: key(stack)}
		bucket.New(stack, "documents", props).GrantRead(identity.NewRole(stack, "role", identity.RoleProps{
			Names: constructtest.Names(), Name: "acme-test-app", TrustPolicy: policy.AssumableBy("ecs-tasks.amazonaws.com"),
		}))
	})
	role := constructtest.Find(t, stack, "role/policy-documents-read")
	constructtest.Expect(t, constructtest.Document(t, role, "policy"), map[string]any{
		"Statement.#":          3,
		"Statement.0.Action":   `["s3:GetBucketLocation","s3:ListBucket"]`,
		"Statement.1.Resource": `["` + arn + `/*"]`,
		"Statement.1.Action":   `["s3:GetObject"]`,
		"Statement.2.Action":   `["kms:Decrypt"]`,
	})
}

func TestGrantReadWriteWithoutKey(t *testing.T) {
	stack := granted(t, bucket.S3Managed)
	role := constructtest.Find(t, stack, "role/policy-documents-read-write")
	constructtest.Expect(t, constructtest.Document(t, role, "policy"), map[string]any{"Statement.#": 2})
}

func granted(t *testing.T, encrypted bucket.Encryption) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		props := bucket.Props{Names: constructtest.Names(), Purpose: "documents", Encryption: encrypted}
		if encrypted == bucket.KMS {
			props.Key = key(stack)
		}
		bucket.New(stack, "documents", props).GrantReadWrite(identity.NewRole(stack, "role", identity.RoleProps{
			Names: constructtest.Names(), Name: "acme-test-app",
			TrustPolicy: policy.AssumableBy("ecs-tasks.amazonaws.com"),
		}))
	})
}

func TestLongNamesAreShortenedAndStayDifferent(t *testing.T) {
	names := constructtest.Names()
	long := strings.Repeat("very-", 12) + "long"
	one, other := bucket.Name(names, long), bucket.Name(names, long+"er")
	if len(one) > 63 || len(other) > 63 || one == other {
		t.Errorf("%q and %q: want two names of at most 63 characters", one, other)
	}
}

func TestMisuseIsRefused(t *testing.T) {
	cases := map[string]struct {
		words  string
		change func(*bucket.Props)
	}{
		"a temporary folder without a slash": {`Lifecycle.Temporary["plans"].Folder is "plans": must end in a slash`,
			func(props *bucket.Props) {
				props.Lifecycle.Temporary = []bucket.Temporary{{Folder: "plans", ExpireAfterDays: 7, ForgetVersionsAfterDays: 1}}
			}},
		"a temporary folder that expires after 0 days": {`Lifecycle.Temporary["plans/"].ExpireAfterDays is 0: must be at least 1`,
			func(props *bucket.Props) {
				props.Lifecycle.Temporary = []bucket.Temporary{{Folder: "plans/", ForgetVersionsAfterDays: 1}}
			}},
		"KMS without a key": {"Key is nil: must be set",
			func(props *bucket.Props) { props.Key = nil }},
		"a key that would not be used": {"Key is set: must be nil with S3Managed encryption",
			func(props *bucket.Props) { props.Encryption = bucket.S3Managed }},
		"expiry before the move": {"Lifecycle.ExpireAfterDays is 30: must be more than MoveAfterDays, 30, or 0",
			func(props *bucket.Props) {
				props.Lifecycle = bucket.Lifecycle{MoveTo: bucket.Glacier, MoveAfterDays: 30, ExpireAfterDays: 30}
			}},
		"a move without a storage class": {"Lifecycle.MoveAfterDays is 30: must be 0 unless MoveTo names a storage class",
			func(props *bucket.Props) { props.Lifecycle = bucket.Lifecycle{MoveAfterDays: 30} }},
		"negative days": {"Lifecycle.ExpireAfterDays is -1: must not be negative",
			func(props *bucket.Props) { props.Lifecycle = bucket.Lifecycle{ExpireAfterDays: -1} }},
		"several problems": {"Key is nil: must be set, except with S3Managed encryption\nLifecycle.ForgetVersionsAfterDays is -1",
			func(props *bucket.Props) { props.Key, props.Lifecycle.ForgetVersionsAfterDays = nil, -1 }},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			constructtest.Refused(t, test.words, func() { build(t, test.change) })
		})
	}
}

func TestAccessLogsIntoABucketWithAKeyAreRefused(t *testing.T) {
	constructtest.Refused(t, "AccessLogs is acme-test-logs-123456789012: must be a bucket with S3Managed encryption", func() {
		constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
			names, key := constructtest.Names(), key(stack)
			logs := bucket.New(stack, "logs", bucket.Props{Names: names, Purpose: "logs", Key: key})
			bucket.New(stack, "documents", bucket.Props{Names: names, Purpose: "documents", Key: key, AccessLogs: logs})
		})
	})
}
