package rules

import (
	"slices"
)

var (
	dbInstance = []string{"aws_db_instance"}
	dbStorage  = []string{"aws_db_instance", "aws_rds_cluster"}
)

var rdsRules = []rule{
	{
		ID: "rds-storage-encrypted", Class: refused, Types: dbStorage, Resource: RDSStorageEncrypted,
		Why:      "the database, its snapshots and replicas are stored unencrypted, and encryption cannot be turned on later",
		Fix:      "set storage_encrypted to true",
		Aliases:  []string{"AWS-0080", "AWS-0079", "CKV_AWS_16", "CKV_AWS_96", "RDS.3", "CIS 2.3.1"},
		Violates: `{"aws_db_instance": {"main": {"storage_encrypted": false}}}`,
	},
	{
		ID: "rds-customer-key", Class: advice, Types: dbStorage, Resource: RDSCustomerKey,
		Why:      "only with a customer managed key can snapshots be shared, and access to them be seen in CloudTrail",
		Fix:      "set kms_key_id",
		Aliases:  []string{"CKV_AWS_327"},
		Violates: `{"aws_db_instance": {"main": {"kms_key_id": null}}}`,
	},
	{
		ID: "rds-not-public", Class: refused, Types: []string{"aws_db_instance", "aws_rds_cluster_instance"}, Resource: RDSNotPublic,
		Why:      "the database would be reachable from the internet",
		Fix:      "set publicly_accessible to false",
		Aliases:  []string{"AWS-0180", "CKV_AWS_17", "RDS.2", "CIS 2.3.3"},
		Violates: `{"aws_db_instance": {"main": {"publicly_accessible": true}}}`,
	},
	{
		ID: "rds-backups", Class: refused, Types: dbStorage, Resource: RDSBackups,
		Why:      "data lost more than a few days ago cannot be restored",
		Fix:      "set backup_retention_period to 7 days or more",
		Aliases:  []string{"AWS-0077", "CKV_AWS_133", "RDS.11"},
		Violates: `{"aws_db_instance": {"main": {"backup_retention_period": 1}}}`,
	},
	{
		ID: "rds-deletion-protection", Class: refused, Types: dbStorage, Resource: RDSDeletionProtection,
		Why:      "a change of a single argument could replace, and so delete, the database",
		Fix:      "set deletion_protection to true",
		Aliases:  []string{"AWS-0177", "CKV_AWS_293", "CKV_AWS_139", "RDS.7", "RDS.8"},
		Violates: `{"aws_db_instance": {"main": {"deletion_protection": false}}}`,
	},
	{
		ID: "rds-final-snapshot", Class: refused, Types: dbStorage, Resource: RDSFinalSnapshot,
		Why:      "deleting the database also deletes its automated backups",
		Fix:      "set skip_final_snapshot to false",
		Violates: `{"aws_db_instance": {"main": {"skip_final_snapshot": true}}}`,
	},
	{
		ID: "rds-final-snapshot-named", Class: refused, Types: dbStorage, Resource: RDSFinalSnapshotNamed,
		Why:      "Terraform cannot destroy the database without a name for the final snapshot",
		Fix:      "set final_snapshot_identifier",
		Violates: `{"aws_db_instance": {"main": {"final_snapshot_identifier": null}}}`,
	},
	{
		ID: "rds-multi-az", Class: advice, Types: dbInstance, Resource: RDSMultiAZ,
		Why:      "the failure of one availability zone takes the database down",
		Fix:      "set multi_az to true",
		Aliases:  []string{"CKV_AWS_157", "RDS.5"},
		Violates: `{"aws_db_instance": {"main": {"multi_az": false}}}`,
	},
	{
		ID: "rds-log-exports", Class: advice, Types: dbStorage, Resource: RDSLogExports,
		Why:      "RDS deletes the engine's logs after a few days",
		Fix:      "set enabled_cloudwatch_logs_exports",
		Aliases:  []string{"CKV_AWS_129", "CKV_AWS_324", "RDS.9"},
		Violates: `{"aws_db_instance": {"main": {"enabled_cloudwatch_logs_exports": []}}}`,
	},
	{
		ID: "rds-iam-authentication", Class: advice, Types: dbStorage, Resource: RDSIAMAuthentication,
		Why:      "people would share the password, which never expires",
		Fix:      "set iam_database_authentication_enabled to true",
		Aliases:  []string{"AWS-0176", "CKV_AWS_161", "CKV_AWS_162", "RDS.10", "RDS.12"},
		Violates: `{"aws_db_instance": {"main": {"iam_database_authentication_enabled": false}}}`,
	},
	{
		ID: "rds-performance-insights", Class: advice, Types: dbInstance, Resource: RDSPerformanceInsights,
		Why:      "nobody could find out which statements the database spends its time on",
		Fix:      "set performance_insights_enabled with performance_insights_kms_key_id, if the instance class supports it",
		Aliases:  []string{"AWS-0078", "AWS-0133", "CKV_AWS_353", "CKV_AWS_354"},
		Violates: `{"aws_db_instance": {"main": {"performance_insights_enabled": false}}}`,
	},
	{
		ID: "rds-monitored", Class: advice, Types: dbInstance, Resource: RDSMonitored,
		Why:      "CloudWatch alone does not show processes, memory and disks of the host",
		Fix:      "set monitoring_interval to 60 or less, with monitoring_role_arn",
		Aliases:  []string{"CKV_AWS_118", "RDS.6"},
		Violates: `{"aws_db_instance": {"main": {"monitoring_interval": 0}}}`,
	},
	{
		ID: "rds-minor-upgrades", Class: advice, Types: []string{"aws_db_instance", "aws_rds_cluster_instance"}, Resource: RDSMinorUpgrades,
		Why:      "security fixes would only be installed when somebody notices them",
		Fix:      "set auto_minor_version_upgrade to true",
		Aliases:  []string{"CKV_AWS_226", "RDS.13", "CIS 2.3.2"},
		Violates: `{"aws_db_instance": {"main": {"auto_minor_version_upgrade": false}}}`,
	},
	{
		ID: "rds-tags-copied", Class: advice, Types: dbStorage, Resource: RDSTagsCopied,
		Why:      "nobody could find out who owns a snapshot",
		Fix:      "set copy_tags_to_snapshot to true",
		Aliases:  []string{"CKV2_AWS_60", "RDS.16", "RDS.17"},
		Violates: `{"aws_db_instance": {"main": {"copy_tags_to_snapshot": false}}}`,
	},
	{
		ID: "rds-snapshot-not-public", Class: refused, Types: []string{"aws_db_snapshot", "aws_db_cluster_snapshot", "aws_db_snapshot_copy"}, Resource: RDSSnapshotNotPublic,
		Why:      "everybody with an AWS account could restore the database",
		Fix:      "share with named accounts",
		Aliases:  []string{"RDS.1"},
		Violates: `{"aws_db_snapshot": {"main": {"shared_accounts": ["all"]}}}`,
	},
}

// RDSStorageEncrypted requires encrypted storage. A replica has the encryption of its source.
func RDSStorageEncrypted(db resource) answer {
	if db.Value("replicate_source_db").Exists() || db.Value("replication_source_identifier").Exists() {
		return skip
	}
	return isTrue(db, "storage_encrypted")
}

// RDSCustomerKey requires a customer managed key.
func RDSCustomerKey(db resource) answer { return isSet(db, "kms_key_id") }

// RDSNotPublic forbids public addresses.
func RDSNotPublic(db resource) answer { return notTrue(db, "publicly_accessible") }

// RDSBackups requires a week of backups.
func RDSBackups(db resource) answer {
	if db.Value("replicate_source_db").Exists() {
		return skip
	}
	return atLeast(db, "backup_retention_period", 7)
}

// RDSDeletionProtection requires that a deletion takes two steps.
func RDSDeletionProtection(db resource) answer { return isTrue(db, "deletion_protection") }

// RDSFinalSnapshot requires a final snapshot.
func RDSFinalSnapshot(db resource) answer { return notTrue(db, "skip_final_snapshot") }

// RDSFinalSnapshotNamed requires a name for the final snapshot.
func RDSFinalSnapshotNamed(db resource) answer {
	if db.Value("skip_final_snapshot").IsTrue() {
		return skip
	}
	return isSet(db, "final_snapshot_identifier")
}

// RDSMultiAZ requires a standby in another zone.
func RDSMultiAZ(db resource) answer { return isTrue(db, "multi_az") }

// RDSLogExports requires the engine's logs in CloudWatch.
func RDSLogExports(db resource) answer { return isSet(db, "enabled_cloudwatch_logs_exports") }

// RDSIAMAuthentication requires that people can log in with an IAM role.
func RDSIAMAuthentication(db resource) answer {
	return isTrue(db, "iam_database_authentication_enabled")
}

// withoutInsights are instance classes without Performance Insights.
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Overview.Engines.html
var withoutInsights = []string{"db.t2.micro", "db.t2.small", "db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small"}

// RDSPerformanceInsights requires Performance Insights. The page above excludes the smallest classes
// for MySQL and MariaDB only.
func RDSPerformanceInsights(db resource) answer {
	engine := db.Value("engine").String()
	if (engine == "mysql" || engine == "mariadb") && slices.Contains(withoutInsights, db.Value("instance_class").String()) {
		return skip
	}
	if whole := isTrue(db, "performance_insights_enabled"); len(whole.Violations)+len(whole.Unknown) > 0 {
		return whole
	}
	return isSet(db, "performance_insights_kms_key_id")
}

// RDSMonitored requires enhanced monitoring.
func RDSMonitored(db resource) answer {
	return between(db, "monitoring_interval", 1, 60).And(isSet(db, "monitoring_interval"))
}

// RDSMinorUpgrades requires minor versions to be installed in the maintenance window.
func RDSMinorUpgrades(db resource) answer { return notFalse(db, "auto_minor_version_upgrade") }

// RDSTagsCopied requires snapshots with the tags of their instance.
func RDSTagsCopied(db resource) answer { return isTrue(db, "copy_tags_to_snapshot") }

// RDSSnapshotNotPublic requires snapshots to be shared with named accounts only.
func RDSSnapshotNotPublic(snapshot resource) answer {
	if slices.Contains(snapshot.Value("shared_accounts").Strings(), "all") {
		return broken("shared_accounts", "shared_accounts = all")
	}
	return pass
}
