package statebackend_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/statebackend"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func build(t *testing.T) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		statebackend.New(stack, "state", statebackend.Props{
			Names:      constructtest.Names(),
			Bucket:     "acme-terraform-state",
			LockTable:  "terraform-state-lock",
			KeyPurpose: "terraform-state",
		})
	})
}

func TestBucketKeepsEveryVersionEncryptedAndPrivate(t *testing.T) {
	stack := build(t)
	constructtest.Expect(t, constructtest.Find(t, stack, "state/bucket/bucket"), map[string]any{
		"bucket": "acme-terraform-state", "lifecycle.prevent_destroy": true, "force_destroy": false,
		"tags.Name": "Terraform State Storage",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "state/bucket/versioning"), map[string]any{
		"versioning_configuration.status": "Enabled",
	})
	const rule = "rule.0.apply_server_side_encryption_by_default."
	constructtest.Expect(t, constructtest.Find(t, stack, "state/bucket/server-side-encryption"), map[string]any{
		rule + "sse_algorithm":     "aws:kms",
		rule + "kms_master_key_id": constructtest.Find(t, stack, "state/encryption/key").Reference("arn"),
		// With a bucket key, the key policy could not distinguish the environments.
		"rule.0.bucket_key_enabled": false,
	})
	// States never expire. Plans do: they contain secrets, and are useless after a week.
	constructtest.Expect(t, constructtest.Find(t, stack, "state/bucket/lifecycle"), map[string]any{
		"rule.#": 2, "rule.0.expiration": nil, "rule.0.noncurrent_version_expiration": nil,
		"rule.1.filter.0.prefix": "plans/", "rule.1.expiration.0.days": 7, "rule.1.noncurrent_version_expiration.0.noncurrent_days": 1,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "state/bucket/public-access-block"), map[string]any{
		"block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "state/bucket/ownership"), map[string]any{
		"rule.object_ownership": "BucketOwnerEnforced",
	})
}

func TestAccessToStatesIsLogged(t *testing.T) {
	stack := build(t)
	logs := constructtest.Find(t, stack, "state/access-logs/bucket")
	constructtest.Expect(t, logs, map[string]any{
		"bucket": "acme-test-state-access-logs-123456789012", "lifecycle.prevent_destroy": true, "force_destroy": false,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "state/bucket/access-logs"), map[string]any{
		"bucket": constructtest.Find(t, stack, "state/bucket/bucket").Reference("id"), "target_bucket": logs.Reference("id"),
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "state/access-logs/lifecycle"), map[string]any{"rule.0.expiration.0.days": 365})
}

func TestLockTable(t *testing.T) {
	stack := build(t)
	constructtest.Expect(t, constructtest.Find(t, stack, "state/lock-table"), map[string]any{
		"name": "terraform-state-lock", "billing_mode": "PAY_PER_REQUEST", "hash_key": "LockID",
		"attribute.0.name": "LockID", "attribute.0.type": "S", "tags.Name": "Terraform State Lock",
		"point_in_time_recovery.enabled": true, "server_side_encryption.enabled": true,
		"server_side_encryption.kms_key_arn": constructtest.Find(t, stack, "state/encryption/key").Reference("arn"),
		"deletion_protection_enabled":        true, "lifecycle.prevent_destroy": true,
	})
}

func TestKeyCannotBeDestroyed(t *testing.T) {
	constructtest.Expect(t, constructtest.Find(t, build(t), "state/encryption/key"), map[string]any{
		"lifecycle.prevent_destroy": true, "enable_key_rotation": true, "deletion_window_in_days": 10,
	})
	constructtest.Expect(t, constructtest.Find(t, build(t), "state/encryption/alias"), map[string]any{
		"name": "alias/acme-test-terraform-state",
	})
}
