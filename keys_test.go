package main

import (
	"strings"
	"testing"

	"landform/internal/synthesized"
)

// keptData tells of a resource that keeps data whether a destroy leaves some of it behind, encrypted: a final snapshot,
// or the resource itself, since Terraform refuses to destroy it.
var keptData = map[string]func(synthesized.Resource) bool{
	"aws_db_instance":                   func(r synthesized.Resource) bool { return !r.Get("skip_final_snapshot").Bool() },
	"aws_ebs_volume":                    undestroyable,
	"aws_dynamodb_table":                undestroyable,
	"aws_ecr_repository":                func(r synthesized.Resource) bool { return !r.Get("force_delete").Bool() },
	"aws_elasticache_replication_group": func(r synthesized.Resource) bool { return r.Get("final_snapshot_identifier").Exists() },
	"aws_s3_bucket":                     func(r synthesized.Resource) bool { return !r.Get("force_destroy").Bool() },
}

func undestroyable(r synthesized.Resource) bool { return r.Get("lifecycle.prevent_destroy").Bool() }

// TestKeysOutliveProtectedData: whoever destroys a stack keeps the keys of everything that stays.
func TestKeysOutliveProtectedData(t *testing.T) {
	checked := 0
	for _, stack := range shipped {
		for _, data := range stack.Resources {
			kept, ok := keptData[data.Type]
			if !ok || !kept(data) {
				continue
			}
			for _, key := range stack.OfType("aws_kms_key") {
				if !encrypts(stack, key, data) {
					continue
				}
				checked++
				if !undestroyable(key) {
					t.Errorf("%s: %s stays, and its key %s can be destroyed", stack.Name, data.Path, key.Path)
				}
			}
		}
	}
	if checked == 0 {
		t.Error("no key was checked: no stack protects data")
	}
}

// encrypts tells whether the data refers to the key; a bucket does by a resource of its own.
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

// TestKeysCanBeSaved: a key that was deleted by mistake takes everything with it that it encrypts.
func TestKeysCanBeSaved(t *testing.T) {
	for _, stack := range shipped {
		for _, key := range stack.OfType("aws_kms_key") {
			days := key.Get("deletion_window_in_days").Int()
			if !undestroyable(key) && days < 10 {
				t.Errorf("%s: %s can be saved for %d days, want at least the documented 10", stack.Name, key.Path, days)
			}
		}
	}
}
