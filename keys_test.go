package main

import (
	"strings"
	"testing"

	"landform/internal/synthesized"
)

// keptData reports, by type of resource, whether encrypted data remains after "terraform destroy": a final snapshot, or the
// resource itself, since Terraform refuses to destroy it.
var keptData = map[string]func(synthesized.Resource) bool{
	"aws_db_instance":                   func(r synthesized.Resource) bool { return !r.Get("skip_final_snapshot").Bool() },
	"aws_ebs_volume":                    undestroyable,
	"aws_dynamodb_table":                undestroyable,
	"aws_ecr_repository":                func(r synthesized.Resource) bool { return !r.Get("force_delete").Bool() },
	"aws_elasticache_replication_group": func(r synthesized.Resource) bool { return r.Get("final_snapshot_identifier").Exists() },
	"aws_s3_bucket":                     func(r synthesized.Resource) bool { return !r.Get("force_destroy").Bool() },
}

func undestroyable(r synthesized.Resource) bool { return r.Get("lifecycle.prevent_destroy").Bool() }

// TestKeysOfProtectedDataCannotBeDestroyed: otherwise, the data that remains after "terraform destroy" would be unreadable.
func TestKeysOfProtectedDataCannotBeDestroyed(t *testing.T) {
	checked := 0
	for _, stack := range shipped {
		for _, data := range stack.Resources {
			remains, ok := keptData[data.Type]
			if !ok || !remains(data) {
				continue
			}
			for _, key := range stack.OfType("aws_kms_key") {
				if !encrypts(stack, key, data) {
					continue
				}
				checked++
				if !undestroyable(key) {
					t.Errorf("%s: the data of %s remains, but its key %s can be destroyed", stack.Name, data.Path, key.Path)
				}
			}
		}
	}
	if checked == 0 {
		t.Error("no key is checked: no stack protects data")
	}
}

// encrypts reports whether the key encrypts the data. The encryption of a bucket is a separate resource.
func encrypts(stack synthesized.Stack, key, data synthesized.Resource) bool {
	if data.Type != "aws_s3_bucket" {
		return strings.Contains(data.JSON.Raw, key.Reference("arn"))
	}
	for _, encryption := range stack.OfType("aws_s3_bucket_server_side_encryption_configuration") {
		if encryption.Get("bucket").String() == data.Reference("id") {
			return strings.Contains(encryption.JSON.Raw, key.Reference("arn"))
		}
	}
	return false
}

// TestDeletionOfKeysCanBeCanceled: without a deleted key, everything that it encrypts is lost.
func TestDeletionOfKeysCanBeCanceled(t *testing.T) {
	for _, stack := range shipped {
		for _, key := range stack.OfType("aws_kms_key") {
			days := key.Get("deletion_window_in_days").Int()
			if !undestroyable(key) && days < 10 {
				t.Errorf("%s: the waiting period of %s is %d days, want at least the documented 10", stack.Name, key.Path, days)
			}
		}
	}
}
