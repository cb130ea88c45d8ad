package rules

import (
	"slices"
	"strings"
)

// encryption names the arguments that encrypt a type at rest: a switch, and the KMS key.
type encryption struct{ flag, key string }

// encryptedBy names these arguments for types that hold data and have no rules of their own.
var encryptedBy = map[string]encryption{
	"aws_redshift_cluster":              {"encrypted", "kms_key_id"},
	"aws_docdb_cluster":                 {"storage_encrypted", "kms_key_id"},
	"aws_neptune_cluster":               {"storage_encrypted", "kms_key_arn"},
	"aws_opensearch_domain":             {"encrypt_at_rest.enabled", "encrypt_at_rest.kms_key_id"},
	"aws_elasticsearch_domain":          {"encrypt_at_rest.enabled", "encrypt_at_rest.kms_key_id"},
	"aws_rds_global_cluster":            {"storage_encrypted", ""},
	"aws_dms_replication_instance":      {"", "kms_key_arn"},
	"aws_memorydb_cluster":              {"", "kms_key_arn"},
	"aws_timestreamwrite_database":      {"", "kms_key_id"},
	"aws_keyspaces_table":               {"", "encryption_specification.kms_key_identifier"},
	"aws_redshiftserverless_namespace":  {"", "kms_key_id"},
	"aws_efs_file_system":               {"encrypted", "kms_key_id"},
	"aws_fsx_lustre_file_system":        {"", "kms_key_id"},
	"aws_fsx_ontap_file_system":         {"", "kms_key_id"},
	"aws_fsx_openzfs_file_system":       {"", "kms_key_id"},
	"aws_fsx_windows_file_system":       {"", "kms_key_id"},
	"aws_backup_vault":                  {"", "kms_key_arn"},
	"aws_workspaces_workspace":          {"root_volume_encryption_enabled", "volume_encryption_key"},
	"aws_sagemaker_notebook_instance":   {"", "kms_key_id"},
	"aws_sagemaker_domain":              {"", "kms_key_id"},
	"aws_codebuild_project":             {"", "encryption_key"},
	"aws_codepipeline":                  {"", "artifact_store.encryption_key.id"},
	"aws_athena_database":               {"", "encryption_configuration.encryption_option"},
	"aws_athena_workgroup":              {"", "configuration.result_configuration.encryption_configuration.encryption_option"},
	"aws_glue_security_configuration":   {"", "encryption_configuration.s3_encryption.kms_key_arn"},
	"aws_kinesis_video_stream":          {"", "kms_key_id"},
	"aws_qldb_ledger":                   {"", "kms_key"},
	"aws_mwaa_environment":              {"", "kms_key"},
	"aws_emr_security_configuration":    {"", "configuration"},
	"aws_storagegateway_nfs_file_share": {"kms_encrypted", "kms_key_arn"},
	"aws_storagegateway_smb_file_share": {"kms_encrypted", "kms_key_arn"},
	"aws_xray_encryption_config":        {"", "key_id"},
}

var databaseRules = []rule{
	{
		ID: "stored-encrypted", Class: refused, Types: encryptedTypes(func(e encryption) bool { return e.flag != "" }), Resource: StoredEncrypted,
		Why:      "data, snapshots and backups would be stored unencrypted",
		Fix:      "turn on encryption; for most of these types, this replaces the resource",
		Aliases:  []string{"AWS-0037", "AWS-0046", "AWS-0048", "AWS-0076", "AWS-0084", "CKV_AWS_42", "CKV_AWS_44", "CKV_AWS_64", "CKV_AWS_74", "CKV_AWS_5", "EFS.1", "Redshift.10", "ES.1", "Opensearch.1", "DocumentDB.1", "Neptune.1"},
		Violates: `{"aws_efs_file_system": {"main": {"encrypted": false}}}`,
	},
	{
		ID: "stored-customer-key", Class: advice, Types: encryptedTypes(func(e encryption) bool { return e.key != "" }), Resource: StoredCustomerKey,
		Why:      "only a customer managed key lets us control, and see in CloudTrail, who decrypts the data",
		Fix:      "set the argument for the KMS key",
		Aliases:  []string{"CKV_AWS_142", "CKV_AWS_182", "CKV_AWS_184", "CKV_AWS_166", "CKV_AWS_190", "CKV_AWS_147", "CKV_AWS_212", "CKV_AWS_247"},
		Violates: `{"aws_efs_file_system": {"main": {"kms_key_id": null}}}`,
	},
	{
		ID: "database-not-public", Class: refused, Resource: DatabaseNotPublic,
		Types:    []string{"aws_redshift_cluster", "aws_dms_replication_instance", "aws_redshiftserverless_workgroup", "aws_lightsail_database", "aws_neptune_cluster_instance"},
		Why:      "the database would be reachable from the internet",
		Fix:      "set publicly_accessible to false",
		Aliases:  []string{"CKV_AWS_87", "CKV_AWS_89", "Redshift.1", "DMS.1"},
		Violates: `{"aws_redshift_cluster": {"main": {"publicly_accessible": true}}}`,
	},
	{
		ID: "database-deletion-protection", Class: refused, Types: []string{"aws_docdb_cluster", "aws_neptune_cluster", "aws_rds_global_cluster"}, Resource: DatabaseDeletionProtection,
		Why:      "a change of a single argument could replace, and so delete, the database",
		Fix:      "set deletion_protection to true",
		Aliases:  []string{"DocumentDB.5", "Neptune.4"},
		Violates: `{"aws_docdb_cluster": {"main": {"deletion_protection": false}}}`,
	},
	{
		ID: "database-backups", Class: refused, Types: []string{"aws_docdb_cluster", "aws_neptune_cluster", "aws_redshift_cluster"}, Resource: DatabaseBackups,
		Why:      "data lost more than a few days ago cannot be restored",
		Fix:      "set a retention of 7 days or more, and do not set skip_final_snapshot",
		Aliases:  []string{"CKV_AWS_343", "CKV_AWS_360", "CKV_AWS_361", "DocumentDB.2", "Neptune.5", "Redshift.3"},
		Violates: `{"aws_docdb_cluster": {"main": {"backup_retention_period": 1}}}`,
	},
	{
		ID: "redshift-logged", Class: advice, Types: []string{"aws_redshift_cluster"}, Resource: RedshiftLogged,
		Why:      "nobody could find out who queried what",
		Fix:      "set logging, or create an aws_redshift_logging",
		Aliases:  []string{"CKV_AWS_71", "Redshift.4"},
		Violates: `{"aws_redshift_cluster": {"main": {"logging": {"enable": false}}}}`,
	},
	{
		ID: "opensearch-in-transit", Class: refused, Types: searchDomain, Resource: OpenSearchInTransit,
		Why:      "documents and queries cross the network unencrypted",
		Fix:      "set node_to_node_encryption and enforce_https, with a TLS 1.2 policy",
		Aliases:  []string{"AWS-0043", "AWS-0046", "AWS-0126", "CKV_AWS_6", "CKV_AWS_83", "CKV_AWS_228", "ES.3", "Opensearch.3", "Opensearch.8"},
		Violates: `{"aws_opensearch_domain": {"main": {"node_to_node_encryption": {"enabled": false}}}}`,
	},
	{
		ID: "opensearch-private", Class: refused, Types: searchDomain, Resource: OpenSearchPrivate,
		Why:      "the domain is reachable from the internet",
		Fix:      "set vpc_options",
		Aliases:  []string{"CKV_AWS_137", "ES.2", "Opensearch.2"},
		Violates: `{"aws_opensearch_domain": {"main": {"vpc_options": null}}}`,
	},
	{
		ID: "opensearch-logged", Class: advice, Types: searchDomain, Resource: OpenSearchLogged,
		Why:      "nobody could find out who requested what",
		Fix:      "set log_publishing_options for AUDIT_LOGS",
		Aliases:  []string{"AWS-0042", "CKV_AWS_84", "CKV_AWS_317", "Opensearch.4", "Opensearch.5"},
		Violates: `{"aws_opensearch_domain": {"main": {"log_publishing_options": null}}}`,
	},
	{
		ID: "memorydb-in-transit", Class: refused, Types: []string{"aws_memorydb_cluster"}, Resource: MemoryDBInTransit,
		Why:      "data and passwords cross the network unencrypted",
		Fix:      "do not set tls_enabled to false, and use an access control list other than open-access",
		Aliases:  []string{"CKV_AWS_202"},
		Violates: `{"aws_memorydb_cluster": {"main": {"tls_enabled": false}}}`,
	},
	{
		ID: "cache-cluster-in-transit", Class: refused, Types: []string{"aws_elasticache_cluster", "aws_elasticache_serverless_cache"}, Resource: CacheClusterInTransit,
		Why:      "data crosses the network unencrypted, and a Redis node has no password",
		Fix:      "use an aws_elasticache_replication_group; for Memcached, set transit_encryption_enabled",
		Violates: `{"aws_elasticache_cluster": {"main": {"transit_encryption_enabled": false}}}`,
	},
	{
		ID: "efs-access-point-bound", Class: advice, Types: []string{"aws_efs_access_point"}, Resource: EFSAccessPointBound,
		Why:      "clients would see the whole file system, with any user id that they claim",
		Fix:      "set root_directory and posix_user",
		Aliases:  []string{"CKV_AWS_329", "CKV_AWS_330", "EFS.3", "EFS.4"},
		Violates: `{"aws_efs_access_point": {"main": {"posix_user": null}}}`,
	},
	{
		ID: "backup-vault-kept", Class: refused, Types: []string{"aws_backup_vault", "aws_backup_plan"}, Resource: BackupVaultKept,
		Why:      "destroying the stack would delete every backup; backups also need a sensible retention",
		Fix:      "do not set force_destroy; set lifecycle with delete_after in each rule",
		Violates: `{"aws_backup_vault": {"main": {"force_destroy": true}}}`,
	},
	{
		ID: "dlm-keeps", Class: refused, Types: []string{"aws_dlm_lifecycle_policy"}, Resource: DLMKeeps,
		Why:      "no snapshots are taken",
		Fix:      "set state to ENABLED, with a retain_rule in each schedule",
		Aliases:  []string{"CKV_AWS_253"},
		Violates: `{"aws_dlm_lifecycle_policy": {"main": {"state": "DISABLED"}}}`,
	},
}

var searchDomain = []string{"aws_opensearch_domain", "aws_elasticsearch_domain"}

func encryptedTypes(condition func(encryption) bool) []string {
	var types []string
	for kind, by := range encryptedBy {
		if condition(by) {
			types = append(types, kind)
		}
	}
	return sorted(types)
}

// StoredEncrypted requires encryption at rest.
func StoredEncrypted(r resource) answer { return isTrue(r, encryptedBy[r.Type].flag) }

// StoredCustomerKey requires a customer managed key.
func StoredCustomerKey(r resource) answer { return isSet(r, encryptedBy[r.Type].key) }

// DatabaseNotPublic forbids public addresses.
//
// A DMS replication instance has a public address by default.
func DatabaseNotPublic(db resource) answer {
	if db.Type == "aws_dms_replication_instance" {
		return holds(db, "publicly_accessible", value.IsFalse)
	}
	return notTrue(db, "publicly_accessible")
}

// DatabaseDeletionProtection requires that a deletion takes two steps.
func DatabaseDeletionProtection(db resource) answer { return isTrue(db, "deletion_protection") }

// DatabaseBackups requires a week of backups, and a final snapshot.
func DatabaseBackups(db resource) answer {
	argument := "backup_retention_period"
	if db.Type == "aws_redshift_cluster" {
		argument = "automated_snapshot_retention_period"
	}
	return atLeast(db, argument, 7).And(notTrue(db, "skip_final_snapshot"))
}

// RedshiftLogged requires logs of queries.
func RedshiftLogged(cluster resource) answer {
	if len(cluster.Companions("aws_redshift_logging", "cluster_identifier")) > 0 {
		return pass
	}
	return isTrue(cluster, "logging.enable")
}

// OpenSearchInTransit requires TLS everywhere.
func OpenSearchInTransit(domain resource) answer {
	const options = "domain_endpoint_options."
	return isTrue(domain, "node_to_node_encryption.enabled").And(isTrue(domain, options+"enforce_https")).
		And(holds(domain, options+"tls_security_policy", func(v value) bool { return strings.Contains(v.String(), "TLS-1-2") }))
}

// OpenSearchPrivate requires domains in a network of our own.
func OpenSearchPrivate(domain resource) answer { return isSet(domain, "vpc_options.subnet_ids") }

// OpenSearchLogged requires audit logs.
func OpenSearchLogged(domain resource) answer {
	for _, option := range domain.All("log_publishing_options") {
		if option.Field("log_type").String() == "AUDIT_LOGS" && !option.Field("enabled").IsFalse() {
			return pass
		}
	}
	return broken("log_publishing_options", "no AUDIT_LOGS")
}

// MemoryDBInTransit requires TLS and passwords.
func MemoryDBInTransit(cluster resource) answer {
	return notFalse(cluster, "tls_enabled").And(isNone(cluster, "acl_name", "open-access"))
}

// CacheClusterInTransit requires TLS. A Redis node alone cannot have it.
func CacheClusterInTransit(cluster resource) answer {
	if cluster.Type == "aws_elasticache_serverless_cache" || cluster.Value("replication_group_id").Exists() {
		return pass
	}
	if slices.Contains([]string{"redis", "valkey"}, cluster.Value("engine").String()) {
		return broken("engine", "a single node of %s", cluster.Value("engine"))
	}
	return isTrue(cluster, "transit_encryption_enabled")
}

// EFSAccessPointBound requires access points with a fixed root folder and user.
func EFSAccessPointBound(point resource) answer {
	if !point.Value("posix_user").Exists() {
		return broken("posix_user", "posix_user is not set")
	}
	if uid := point.Value("posix_user.uid"); uid.String() == "0" {
		return broken("posix_user.uid", "posix_user.uid = 0")
	}
	return isSet(point, "root_directory.path").And(isNone(point, "root_directory.path", "/"))
}

// BackupVaultKept requires backups that outlive the stack and expire some day.
func BackupVaultKept(r resource) answer {
	if r.Type == "aws_backup_vault" {
		return notTrue(r, "force_destroy")
	}
	return everyBlock(r, "rule", func(path string, rule value) answer {
		if days, ok := rule.Get("lifecycle.delete_after").Number(); ok && days < 1 || !rule.Get("lifecycle.delete_after").Exists() {
			return broken(path, "rule %s has no lifecycle.delete_after", rule.Field("rule_name"))
		}
		return pass
	})
}

// DLMKeeps requires an enabled policy that retains snapshots.
func DLMKeeps(policy resource) answer {
	return isNone(policy, "state", "DISABLED").And(everyBlock(policy, "policy_details.schedule", func(path string, schedule value) answer {
		if schedule.Field("retain_rule").Exists() {
			return pass
		}
		return broken(path, "schedule %s has no retain_rule", schedule.Field("name"))
	}))
}
