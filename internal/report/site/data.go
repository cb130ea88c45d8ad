package site

import (
	"slices"
	"strings"

	"landform/internal/synthesized"
)

// store is a resource that stores data.
type store struct{ Address, Name, Encryption, Key, Backups, Protection, Restore string }

// data adds the resources that store data.
func (v *view) data() {
	for _, one := range v.Resources {
		describe, stores := backups[resourceType(one.Address)]
		if !stores {
			continue
		}
		found, _ := v.Stack.Resource(one.Address)
		encryption, key := encryption(v.Stack, found)
		v.Data = append(v.Data, store{one.Address, one.Name, encryption, key, describe(v.Stack, found), protection(found), one.Restore})
	}
}

func resourceType(address string) string {
	kind, _, _ := strings.Cut(address, ".")
	return kind
}

// backups describes, for each resource type that stores data, how the stack backs up a resource.
var backups = map[string]func(synthesized.Stack, synthesized.Resource) string{
	"aws_db_instance": func(_ synthesized.Stack, r synthesized.Resource) string {
		return text(r, "backup_retention_period") + " days, point-in-time recovery"
	},
	"aws_elasticache_replication_group": func(_ synthesized.Stack, r synthesized.Resource) string {
		return text(r, "snapshot_retention_limit") + " days of snapshots"
	},
	"aws_ebs_volume": snapshots,
	"aws_dynamodb_table": func(_ synthesized.Stack, r synthesized.Resource) string {
		if r.Value("point_in_time_recovery.enabled").IsTrue() {
			return "35 days, point-in-time recovery"
		}
		return "none"
	},
	"aws_s3_bucket": func(_ synthesized.Stack, r synthesized.Resource) string {
		for _, versioning := range r.Companions("aws_s3_bucket_versioning", "bucket") {
			if text(versioning, "versioning_configuration.status") == "Enabled" {
				return "object versions"
			}
		}
		return "none"
	},
	"aws_ecr_repository": func(_ synthesized.Stack, r synthesized.Resource) string {
		if text(r, "image_tag_mutability") == "IMMUTABLE" {
			return "none; tags are immutable"
		}
		return "none"
	},
	"aws_secretsmanager_secret": func(_ synthesized.Stack, r synthesized.Resource) string {
		switch days := text(r, "recovery_window_in_days"); days {
		case "0":
			return "none: deletion is immediate"
		case "":
			return "30 days to cancel a deletion"
		default:
			return days + " days to cancel a deletion"
		}
	},
}

// snapshots describes the snapshots by the lifecycle policy that selects a volume by its tags.
func snapshots(stack synthesized.Stack, volume synthesized.Resource) string {
	for _, policy := range stack.OfType("aws_dlm_lifecycle_policy") {
		tagged := true
		for name, value := range policy.Get("policy_details.target_tags").Map() {
			tagged = tagged && text(volume, "tags."+name) == value.String()
		}
		if tagged {
			return "a snapshot every " + text(policy, "policy_details.schedule.create_rule.interval") + " hours, " +
				"kept for " + text(policy, "policy_details.schedule.retain_rule.interval") + " days"
		}
	}
	return "none"
}

// encryption returns the name of a store's encryption key, and its address if the key is in the stack.
func encryption(stack synthesized.Stack, one synthesized.Resource) (name, address string) {
	companions := one.Companions("aws_s3_bucket_server_side_encryption_configuration", "bucket")
	for _, holder := range append([]synthesized.Resource{one}, companions...) {
		for _, reference := range holder.References() {
			if key, ok := stack.Resource(reference.To); ok && key.Type == "aws_kms_key" {
				for _, alias := range key.Companions("aws_kms_alias", "target_key_id") {
					return strings.TrimPrefix(text(alias, "name"), "alias/"), reference.To
				}
				return reference.To, reference.To
			}
		}
	}
	if len(companions) > 0 {
		return "S3 managed key", ""
	}
	return "AWS managed key", ""
}

// protection describes what protects a store from deletion.
func protection(one synthesized.Resource) string {
	var by []string
	if one.Value("deletion_protection").IsTrue() || one.Value("deletion_protection_enabled").IsTrue() {
		by = append(by, "deletion protection")
	}
	if one.Value("lifecycle.prevent_destroy").IsTrue() {
		by = append(by, "prevent_destroy")
	}
	if one.Value("force_destroy").IsFalse() || one.Value("force_delete").IsFalse() {
		by = append(by, "only deleted when empty")
	}
	slices.Sort(by)
	if len(by) == 0 {
		return "none"
	}
	return strings.Join(by, ", ")
}
