package site

import (
	"slices"
	"strings"

	"landform/internal/synthesized"
)

// store is a resource that keeps data.
type store struct{ Address, Name, Encryption, Key, Backups, Protection, Restore string }

// data are the resources that keep data.
func (v *view) data() {
	for _, one := range v.Resources {
		backups, keeps := kept[resourceType(one.Address)]
		if !keeps {
			continue
		}
		found, _ := v.Stack.Resource(one.Address)
		encryption, key := encryption(v.Stack, found)
		v.Data = append(v.Data, store{one.Address, one.Name, encryption, key, backups(v.Stack, found), protection(found), one.Restore})
	}
}

func resourceType(address string) string {
	kind, _, _ := strings.Cut(address, ".")
	return kind
}

// kept says how the data of a type is backed up, as its stack has it.
var kept = map[string]func(synthesized.Stack, synthesized.Resource) string{
	"aws_db_instance": func(_ synthesized.Stack, r synthesized.Resource) string {
		return text(r, "backup_retention_period") + " days, to any moment"
	},
	"aws_elasticache_replication_group": func(_ synthesized.Stack, r synthesized.Resource) string {
		return text(r, "snapshot_retention_limit") + " days of snapshots"
	},
	"aws_ebs_volume": snapshots,
	"aws_dynamodb_table": func(_ synthesized.Stack, r synthesized.Resource) string {
		if r.Value("point_in_time_recovery.enabled").IsTrue() {
			return "35 days, to any moment"
		}
		return "none"
	},
	"aws_s3_bucket": func(_ synthesized.Stack, r synthesized.Resource) string {
		for _, versioning := range r.Companions("aws_s3_bucket_versioning", "bucket") {
			if text(versioning, "versioning_configuration.status") == "Enabled" {
				return "versions of objects"
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
			return "none: a deletion is final"
		case "":
			return "30 days to undo a deletion"
		default:
			return days + " days to undo a deletion"
		}
	},
}

// snapshots are those that a lifecycle policy makes of the volumes with its tags.
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

// encryption is the key of a store, with its address where it is one of the stack.
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
		return "S3's own key", ""
	}
	return "AWS's own key", ""
}

// protection is what stands between a destroy and the data.
func protection(one synthesized.Resource) string {
	var by []string
	if one.Value("deletion_protection").IsTrue() || one.Value("deletion_protection_enabled").IsTrue() {
		by = append(by, "deletion protection")
	}
	if one.Value("lifecycle.prevent_destroy").IsTrue() {
		by = append(by, "Terraform refuses")
	}
	if one.Value("force_destroy").IsFalse() || one.Value("force_delete").IsFalse() {
		by = append(by, "not deleted while it holds anything")
	}
	slices.Sort(by)
	if len(by) == 0 {
		return "none"
	}
	return strings.Join(by, ", ")
}
