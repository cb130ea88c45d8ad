package rules

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	dbInstance = []string{"aws_db_instance"}
	dbStorage  = []string{"aws_db_instance", "aws_rds_cluster"}
)

var rdsRules = []rule{
	{
		ID: "rds-storage-encrypted", Class: refused, Types: dbStorage, Resource: RDSStorageEncrypted,
		Why:      "snapshots and replicas of an unencrypted instance are unencrypted too, and it cannot be encrypted later",
		Fix:      "StorageEncrypted: true",
		Aliases:  []string{"AWS-0080", "AWS-0079", "CKV_AWS_16", "CKV_AWS_96", "RDS.3", "CIS 2.3.1"},
		Violates: `{"aws_db_instance": {"main": {"storage_encrypted": false}}}`,
	},
	{
		ID: "rds-customer-key", Class: advice, Types: dbStorage, Resource: RDSCustomerKey,
		Why:      "only with a key of our own can a snapshot be shared or the access to it be seen",
		Fix:      "kms_key_id",
		Aliases:  []string{"CKV_AWS_327"},
		Violates: `{"aws_db_instance": {"main": {"kms_key_id": null}}}`,
	},
	{
		ID: "rds-not-public", Class: refused, Types: []string{"aws_db_instance", "aws_rds_cluster_instance"}, Resource: RDSNotPublic,
		Why:      "the database would have an address that the Internet reaches",
		Fix:      "publicly_accessible = false",
		Aliases:  []string{"AWS-0180", "CKV_AWS_17", "RDS.2", "CIS 2.3.3"},
		Violates: `{"aws_db_instance": {"main": {"publicly_accessible": true}}}`,
	},
	{
		ID: "rds-backups", Class: refused, Types: dbStorage, Resource: RDSBackups,
		Why:      "what was lost more than a few days ago cannot be brought back",
		Fix:      "backup_retention_period of 7 days or more",
		Aliases:  []string{"AWS-0077", "CKV_AWS_133", "RDS.11"},
		Violates: `{"aws_db_instance": {"main": {"backup_retention_period": 1}}}`,
	},
	{
		ID: "rds-deletion-protection", Class: refused, Types: dbStorage, Resource: RDSDeletionProtection,
		Why:      "one replaced argument would delete the database",
		Fix:      "deletion_protection = true",
		Aliases:  []string{"AWS-0177", "CKV_AWS_293", "CKV_AWS_139", "RDS.7", "RDS.8"},
		Violates: `{"aws_db_instance": {"main": {"deletion_protection": false}}}`,
	},
	{
		ID: "rds-final-snapshot", Class: refused, Types: dbStorage, Resource: RDSFinalSnapshot,
		Why:      "a deleted database is gone with its automated backups",
		Fix:      "skip_final_snapshot = false",
		Violates: `{"aws_db_instance": {"main": {"skip_final_snapshot": true}}}`,
	},
	{
		ID: "rds-final-snapshot-named", Class: refused, Types: dbStorage, Resource: RDSFinalSnapshotNamed,
		Why:      "Terraform cannot destroy the database without a name for the snapshot",
		Fix:      "final_snapshot_identifier",
		Violates: `{"aws_db_instance": {"main": {"final_snapshot_identifier": null}}}`,
	},
	{
		ID: "rds-multi-az", Class: advice, Types: dbInstance, Resource: RDSMultiAZ,
		Why:      "the loss of one zone takes the database down",
		Fix:      "multi_az = true",
		Aliases:  []string{"CKV_AWS_157", "RDS.5"},
		Violates: `{"aws_db_instance": {"main": {"multi_az": false}}}`,
	},
	{
		ID: "rds-log-exports", Class: advice, Types: dbStorage, Resource: RDSLogExports,
		Why:      "the logs of the engine are deleted after days",
		Fix:      "enabled_cloudwatch_logs_exports",
		Aliases:  []string{"CKV_AWS_129", "CKV_AWS_324", "RDS.9"},
		Violates: `{"aws_db_instance": {"main": {"enabled_cloudwatch_logs_exports": []}}}`,
	},
	{
		ID: "rds-iam-authentication", Class: advice, Types: dbStorage, Resource: RDSIAMAuthentication,
		Why:      "people would share the password, which never expires",
		Fix:      "iam_database_authentication_enabled = true",
		Aliases:  []string{"AWS-0176", "CKV_AWS_161", "CKV_AWS_162", "RDS.10", "RDS.12"},
		Violates: `{"aws_db_instance": {"main": {"iam_database_authentication_enabled": false}}}`,
	},
	{
		ID: "rds-performance-insights", Class: advice, Types: dbInstance, Resource: RDSPerformanceInsights,
		Why:      "nobody would know which statement the database waits for",
		Fix:      "performance_insights_enabled with performance_insights_kms_key_id, where the class has it",
		Aliases:  []string{"AWS-0078", "AWS-0133", "CKV_AWS_353", "CKV_AWS_354"},
		Violates: `{"aws_db_instance": {"main": {"performance_insights_enabled": false}}}`,
	},
	{
		ID: "rds-monitored", Class: advice, Types: dbInstance, Resource: RDSMonitored,
		Why:      "CloudWatch does not see the processes, the memory and the disks of the host",
		Fix:      "monitoring_interval of 60 or less, with monitoring_role_arn",
		Aliases:  []string{"CKV_AWS_118", "RDS.6"},
		Violates: `{"aws_db_instance": {"main": {"monitoring_interval": 0}}}`,
	},
	{
		ID: "rds-minor-upgrades", Class: advice, Types: []string{"aws_db_instance", "aws_rds_cluster_instance"}, Resource: RDSMinorUpgrades,
		Why:      "fixes of security holes would wait for somebody to notice",
		Fix:      "auto_minor_version_upgrade = true",
		Aliases:  []string{"CKV_AWS_226", "RDS.13", "CIS 2.3.2"},
		Violates: `{"aws_db_instance": {"main": {"auto_minor_version_upgrade": false}}}`,
	},
	{
		ID: "rds-tags-copied", Class: advice, Types: dbStorage, Resource: RDSTagsCopied,
		Why:      "nobody would know whose a snapshot is",
		Fix:      "copy_tags_to_snapshot = true",
		Aliases:  []string{"CKV2_AWS_60", "RDS.16", "RDS.17"},
		Violates: `{"aws_db_instance": {"main": {"copy_tags_to_snapshot": false}}}`,
	},
	{
		ID: "rds-admin-name", Class: refused, Types: dbStorage, Resource: RDSAdminName,
		Why:      "RDS refuses the names that the engine keeps for itself",
		Fix:      "a name of your own",
		Aliases:  []string{"RDS.24", "RDS.25"},
		Source:   "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html",
		Violates: `{"aws_db_instance": {"main": {"username": "admin"}}}`,
	},
	{
		ID: "rds-windows-apart", Class: refused, Types: []string{"aws_db_instance", "aws_rds_cluster"}, Resource: RDSWindowsApart,
		Why:      "RDS refuses a backup window that overlaps the maintenance window",
		Fix:      "other times, in UTC; each at least 30 minutes",
		Source:   "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupWindow.html",
		Violates: `{"aws_db_instance": {"main": {"maintenance_window": "mon:03:30-mon:04:30"}}}`,
	},
	{
		ID: "rds-identifier", Class: refused, Types: dbInstance, Resource: RDSIdentifier,
		Why:      "RDS takes 1 to 63 letters, digits and hyphens, a letter first, no hyphen last and no two in a row",
		Fix:      "another identifier",
		Source:   "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html",
		Violates: `{"aws_db_instance": {"main": {"identifier": "acme--main"}}}`,
	},
	{
		ID: "rds-storage-grows", Class: refused, Types: dbInstance, Resource: RDSStorageGrows,
		Why:      "RDS refuses a ceiling of the storage below what it starts with",
		Fix:      "max_allocated_storage above allocated_storage",
		Violates: `{"aws_db_instance": {"main": {"max_allocated_storage": 10}}}`,
	},
	{
		ID: "rds-engine-supported", Class: advice, Types: dbStorage, Resource: RDSEngineSupported,
		Why:      "RDS no longer creates the version, or upgrades it by force",
		Fix:      "a newer major version",
		Source:   "https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html, 2026-11",
		Violates: `{"aws_db_instance": {"main": {"engine_version": "12"}}}`,
	},
	{
		ID: "rds-class-exists", Class: refused, Types: []string{"aws_db_instance", "aws_rds_cluster_instance"}, Resource: RDSClassExists,
		Why:      "AWS has no such class, or creates none of it any more, or not for the engine",
		Fix:      "a class of a newer family",
		Source:   "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html, 2026-11",
		Violates: `{"aws_db_instance": {"main": {"instance_class": "db.m3.medium"}}}`,
	},
	{
		ID: "rds-certificate-current", Class: refused, Types: dbInstance, Resource: RDSCertificateCurrent,
		Why:      "the authority of 2019 has expired: clients that verify the certificate are refused",
		Fix:      "no ca_cert_identifier, or rds-ca-rsa2048-g1",
		Aliases:  []string{"CKV_AWS_211"},
		Violates: `{"aws_db_instance": {"main": {"ca_cert_identifier": "rds-ca-2019"}}}`,
	},
	{
		ID: "rds-tls-required", Class: refused, Types: []string{"aws_db_parameter_group", "aws_rds_cluster_parameter_group"}, Resource: RDSTLSRequired,
		Why:      "passwords and data could cross the network in plain text",
		Fix:      "rds.force_ssl = 1, or require_secure_transport = ON",
		Aliases:  []string{"CKV2_AWS_69", "RDS.38"},
		Violates: `{"aws_db_parameter_group": {"main": {"parameter": {"name": "rds.force_ssl", "value": "0"}}}}`,
	},
	{
		ID: "rds-snapshot-not-public", Class: refused, Types: []string{"aws_db_snapshot", "aws_db_cluster_snapshot", "aws_db_snapshot_copy"}, Resource: RDSSnapshotNotPublic,
		Why:      "everybody with an AWS account could restore the database",
		Fix:      "name the accounts",
		Aliases:  []string{"RDS.1"},
		Violates: `{"aws_db_snapshot": {"main": {"shared_accounts": ["all"]}}}`,
	},
}

// RDSStorageEncrypted wants encrypted storage. A replica takes its source's.
func RDSStorageEncrypted(db resource) answer {
	if db.Value("replicate_source_db").Exists() || db.Value("replication_source_identifier").Exists() {
		return skip
	}
	return isTrue(db, "storage_encrypted")
}

// RDSCustomerKey wants a key of our own.
func RDSCustomerKey(db resource) answer { return isSet(db, "kms_key_id") }

// RDSNotPublic wants no public address.
func RDSNotPublic(db resource) answer { return notTrue(db, "publicly_accessible") }

// RDSBackups wants a week of backups.
func RDSBackups(db resource) answer {
	if db.Value("replicate_source_db").Exists() {
		return skip
	}
	return atLeast(db, "backup_retention_period", 7)
}

// RDSDeletionProtection wants deleting to take two steps.
func RDSDeletionProtection(db resource) answer { return isTrue(db, "deletion_protection") }

// RDSFinalSnapshot wants a snapshot of what is deleted.
func RDSFinalSnapshot(db resource) answer { return notTrue(db, "skip_final_snapshot") }

// RDSFinalSnapshotNamed wants that snapshot to have a name.
func RDSFinalSnapshotNamed(db resource) answer {
	if db.Value("skip_final_snapshot").IsTrue() {
		return skip
	}
	return isSet(db, "final_snapshot_identifier")
}

// RDSMultiAZ wants a standby in another zone.
func RDSMultiAZ(db resource) answer { return isTrue(db, "multi_az") }

// RDSLogExports wants the engine's logs in CloudWatch.
func RDSLogExports(db resource) answer { return isSet(db, "enabled_cloudwatch_logs_exports") }

// RDSIAMAuthentication wants people to log in with their role.
func RDSIAMAuthentication(db resource) answer {
	return isTrue(db, "iam_database_authentication_enabled")
}

// withoutInsights are classes that Performance Insights does not know.
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Overview.Engines.html
var withoutInsights = []string{"db.t2.micro", "db.t2.small", "db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small"}

// RDSPerformanceInsights wants to know what a database waits for. The page above leaves the smallest classes out for
// MySQL and MariaDB alone.
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

// RDSMonitored wants to see the host.
func RDSMonitored(db resource) answer {
	return between(db, "monitoring_interval", 1, 60).And(isSet(db, "monitoring_interval"))
}

// RDSMinorUpgrades wants minor versions to be installed in the maintenance window.
func RDSMinorUpgrades(db resource) answer { return notFalse(db, "auto_minor_version_upgrade") }

// RDSTagsCopied wants snapshots with the tags of their instance.
func RDSTagsCopied(db resource) answer { return isTrue(db, "copy_tags_to_snapshot") }

// reservedUsers are names that engines keep for themselves.
var reservedUsers = []string{"admin", "administrator", "rdsadmin", "rdsrepladmin", "rds_superuser", "rdsproxyadmin", "postgres", "root", "sa", "public", "user"}

// RDSAdminName wants a user name that RDS takes and that nobody guesses.
func RDSAdminName(db resource) answer {
	return unset(db, "username", func(v value) bool {
		name := strings.ToLower(v.String())
		return !slices.Contains(reservedUsers, name) && !strings.HasPrefix(name, "pg_") && userName.MatchString(name)
	})
}

var userName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// RDSWindowsApart wants backups and maintenance at different times.
func RDSWindowsApart(db resource) answer {
	backup := "backup_window"
	if db.Type == "aws_rds_cluster" {
		backup = "preferred_backup_window"
	}
	maintenance := "maintenance_window"
	if db.Type == "aws_rds_cluster" {
		maintenance = "preferred_maintenance_window"
	}
	return windowsApart(db, backup, maintenance)
}

// windowsApart answers for a daily and a weekly window.
func windowsApart(r resource, dailyArgument, weeklyArgument string) answer {
	daily, weekly := r.Value(dailyArgument), r.Value(weeklyArgument)
	if !daily.Known() || !weekly.Known() {
		return skip
	}
	from, length, ok := window(daily.String())
	if !ok {
		return broken(dailyArgument, "%s", shown(dailyArgument, daily))
	}
	start, lasts, ok := window(weekly.String())
	if !ok {
		return broken(weeklyArgument, "%s", shown(weeklyArgument, weekly))
	}
	if distance(from, start) < length || distance(start, from) < lasts {
		return broken(weeklyArgument, "%s = %s overlaps %s = %s", weeklyArgument, weekly, dailyArgument, daily)
	}
	return pass
}

var windowPattern = regexp.MustCompile(`^(?:(?:mon|tue|wed|thu|fri|sat|sun):)?(\d\d):(\d\d)-(?:(?:mon|tue|wed|thu|fri|sat|sun):)?(\d\d):(\d\d)$`)

const minutesOfDay = 24 * 60

// window is the minute of the day at which a window begins, and its length. RDS and ElastiCache take at least half an hour.
func window(text string) (from, length int, ok bool) {
	parts := windowPattern.FindStringSubmatch(strings.ToLower(text))
	if parts == nil {
		return 0, 0, false
	}
	minute := func(hour, minute string) int {
		hours, _ := strconv.Atoi(hour)
		minutes, _ := strconv.Atoi(minute)
		return hours*60 + minutes
	}
	from = minute(parts[1], parts[2])
	length = distance(from, minute(parts[3], parts[4]))
	return from, length, length >= 30
}

// distance is the number of minutes from a time of day to the next other.
func distance(from, to int) int { return (to - from + minutesOfDay) % minutesOfDay }

var dbIdentifier = regexp.MustCompile(`^[A-Za-z](-?[A-Za-z0-9])*$`)

// RDSIdentifier wants an identifier that RDS takes.
func RDSIdentifier(db resource) answer {
	return unset(db, "identifier", func(v value) bool { return len(v.String()) <= 63 && dbIdentifier.MatchString(v.String()) })
}

// RDSStorageGrows wants a ceiling above the start.
func RDSStorageGrows(db resource) answer {
	start, ok := db.Value("allocated_storage").Number()
	if !ok || !db.Value("max_allocated_storage").Exists() {
		return skip
	}
	return holds(db, "max_allocated_storage", func(v value) bool {
		ceiling, ok := v.Number()
		return ok && (ceiling == 0 || ceiling > start)
	})
}

// oldestEngine are the oldest versions in standard support in November 2026.
// https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MariaDB.Concepts.VersionMgmt.html
var oldestEngine = map[string]string{"postgres": "14", "aurora-postgresql": "14", "mysql": "8.4", "mariadb": "10.11"}

// RDSEngineSupported wants a version that AWS supports without surcharge.
func RDSEngineSupported(db resource) answer {
	oldest, ok := oldestEngine[db.Value("engine").String()]
	if !ok {
		return skip
	}
	return unset(db, "engine_version", func(v value) bool { return notOlder(v.String(), oldest) })
}

var (
	dbClass = regexp.MustCompile(`^db\.([a-z0-9]+)\.(micro|small|medium|large|\d*xlarge|metal)$|^db\.serverless$`)
	// oldClasses are families that AWS creates no more.
	oldClasses = []string{"t1", "t2", "m1", "m2", "m3", "m4", "r3", "r4"}
)

// RDSClassExists wants a class that AWS creates for the engine: Aurora has neither the classes m nor db.t3.micro and db.t3.small.
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.SupportAurora.html
func RDSClassExists(db resource) answer {
	return unset(db, "instance_class", func(v value) bool {
		parts := dbClass.FindStringSubmatch(v.String())
		if parts == nil || slices.Contains(oldClasses, parts[1]) {
			return false
		}
		aurora := strings.HasPrefix(db.Value("engine").String(), "aurora")
		return !aurora || !strings.HasPrefix(parts[1], "m") && (parts[1] != "t3" && parts[1] != "t4g" || parts[2] == "medium" || parts[2] == "large")
	})
}

// RDSCertificateCurrent wants a certificate authority that is still trusted.
func RDSCertificateCurrent(db resource) answer {
	return isNone(db, "ca_cert_identifier", "rds-ca-2015", "rds-ca-2019")
}

// RDSTLSRequired wants parameters that refuse connections without TLS.
func RDSTLSRequired(group resource) answer {
	whole := pass
	for _, parameter := range group.All("parameter") {
		name, v := parameter.Field("name").String(), strings.ToLower(parameter.Field("value").String())
		if (name == "rds.force_ssl" || name == "require_secure_transport" || name == "tls") && slices.Contains([]string{"0", "off", "disabled"}, v) {
			whole = whole.And(broken("parameter", "%s = %s", name, v))
		}
	}
	return whole
}

// RDSSnapshotNotPublic wants snapshots to be shared with named accounts only.
func RDSSnapshotNotPublic(snapshot resource) answer {
	if slices.Contains(snapshot.Value("shared_accounts").Strings(), "all") {
		return broken("shared_accounts", "shared_accounts = all")
	}
	return pass
}
