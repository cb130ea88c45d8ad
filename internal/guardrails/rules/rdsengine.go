package rules

import (
	"slices"
	"strconv"
	"strings"

	"landform/internal/lazyregexp"
)

var rdsEngineRules = []rule{
	{
		ID: "rds-admin-name", Class: refused, Types: dbStorage, Resource: RDSAdminName,
		Why:      "RDS refuses user names that the engine reserves",
		Fix:      "choose another user name",
		Aliases:  []string{"RDS.24", "RDS.25"},
		Source:   "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html",
		Violates: `{"aws_db_instance": {"main": {"username": "admin"}}}`,
	},
	{
		ID: "rds-windows-apart", Class: refused, Types: []string{"aws_db_instance", "aws_rds_cluster"}, Resource: RDSWindowsApart,
		Why:      "RDS refuses a backup window that overlaps the maintenance window",
		Fix:      "choose other times, in UTC; each window must last at least 30 minutes",
		Source:   "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupWindow.html",
		Violates: `{"aws_db_instance": {"main": {"maintenance_window": "mon:03:30-mon:04:30"}}}`,
	},
	{
		ID: "rds-identifier", Class: refused, Types: dbInstance, Resource: RDSIdentifier,
		Why:      "an identifier must have 1 to 63 letters, digits and hyphens, begin with a letter, and have no hyphen at the end and no two in a row",
		Fix:      "choose another identifier",
		Source:   "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html",
		Violates: `{"aws_db_instance": {"main": {"identifier": "acme--main"}}}`,
	},
	{
		ID: "rds-storage-grows", Class: refused, Types: dbInstance, Resource: RDSStorageGrows,
		Why:      "RDS refuses a storage maximum below the initial storage",
		Fix:      "set max_allocated_storage above allocated_storage",
		Violates: `{"aws_db_instance": {"main": {"max_allocated_storage": 10}}}`,
	},
	{
		ID: "rds-engine-supported", Class: advice, Types: dbStorage, Resource: RDSEngineSupported,
		Why:      "RDS no longer creates this version, or upgrades it automatically",
		Fix:      "use a newer major version",
		Source:   "https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html, 2026-11",
		Violates: `{"aws_db_instance": {"main": {"engine_version": "12"}}, "aws_db_parameter_group": {"main": {"family": "postgres12"}}}`,
	},
	{
		ID: "rds-class-exists", Class: refused, Types: []string{"aws_db_instance", "aws_rds_cluster_instance"}, Resource: RDSClassExists,
		Why:      "AWS has no such instance class, no longer offers it, or does not offer it for this engine",
		Fix:      "choose a class of a newer family",
		Source:   "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html, 2026-11",
		Violates: `{"aws_db_instance": {"main": {"instance_class": "db.m3.medium"}}}`,
	},
	{
		ID: "rds-certificate-current", Class: refused, Types: dbInstance, Resource: RDSCertificateCurrent,
		Why:      "the certificate authority of 2019 has expired: clients that verify the certificate cannot connect",
		Fix:      "leave ca_cert_identifier out, or set it to rds-ca-rsa2048-g1",
		Aliases:  []string{"CKV_AWS_211"},
		Violates: `{"aws_db_instance": {"main": {"ca_cert_identifier": "rds-ca-2019"}}}`,
	},
	{
		ID: "rds-tls-required", Class: refused, Types: []string{"aws_db_parameter_group", "aws_rds_cluster_parameter_group"}, Resource: RDSTLSRequired,
		Why:      "passwords and data could cross the network unencrypted",
		Fix:      "set the parameter rds.force_ssl to 1, or require_secure_transport to ON",
		Aliases:  []string{"CKV2_AWS_69", "RDS.38"},
		Violates: `{"aws_db_parameter_group": {"main": {"parameter": {"name": "rds.force_ssl", "value": "0"}}}}`,
	},
}

// RDSTLSRequired forbids parameters that allow connections without TLS.
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

// RDSCertificateCurrent requires a current certificate authority.
func RDSCertificateCurrent(db resource) answer {
	return isNone(db, "ca_cert_identifier", "rds-ca-2015", "rds-ca-2019")
}

// RDSClassExists requires an instance class that AWS offers for the engine: Aurora has neither m classes nor
// db.t3.micro and db.t3.small.
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

// RDSEngineSupported requires a version in standard support.
func RDSEngineSupported(db resource) answer {
	oldest, ok := oldestEngine[db.Value("engine").String()]
	if !ok {
		return skip
	}
	return unset(db, "engine_version", func(v value) bool { return notOlder(v.String(), oldest) })
}

// RDSStorageGrows requires a storage maximum above the initial storage.
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

// RDSIdentifier requires an identifier that RDS accepts.
func RDSIdentifier(db resource) answer {
	return unset(db, "identifier", func(v value) bool { return len(v.String()) <= 63 && dbIdentifier.MatchString(v.String()) })
}

// RDSWindowsApart requires different windows for backups and maintenance.
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

// RDSAdminName forbids user names that RDS reserves or that are easily guessed.
func RDSAdminName(db resource) answer {
	argument := "username"
	if db.Type == "aws_rds_cluster" {
		argument = "master_username"
	}
	return unset(db, argument, func(v value) bool {
		name := strings.ToLower(v.String())
		return !slices.Contains(reservedUsers, name) && !strings.HasPrefix(name, "pg_") && len(name) <= 63 && userName.MatchString(name)
	})
}

// windowsApart checks a daily and a weekly window.
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

// window is a window's first minute of the day and its length in minutes. RDS and ElastiCache require at least half an
// hour.
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

// distance is the number of minutes from one time of day to the next occurrence of another.
func distance(from, to int) int { return (to - from + minutesOfDay) % minutesOfDay }

// reservedUsers are user names that the engines reserve.
var reservedUsers = []string{"admin", "administrator", "rdsadmin", "rdsrepladmin", "rds_superuser", "rdsproxyadmin", "postgres", "root", "sa", "public", "user"}

var userName = lazyregexp.New(`^[a-z][a-z0-9_]*$`)

var windowPattern = lazyregexp.New(`^(?:(?:mon|tue|wed|thu|fri|sat|sun):)?(\d\d):(\d\d)-(?:(?:mon|tue|wed|thu|fri|sat|sun):)?(\d\d):(\d\d)$`)

const minutesOfDay = 24 * 60

var dbIdentifier = lazyregexp.New(`^[A-Za-z](-?[A-Za-z0-9])*$`)

// oldestEngine are the oldest versions in standard support in November 2026.
// https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MariaDB.Concepts.VersionMgmt.html
var oldestEngine = map[string]string{"postgres": "14", "aurora-postgresql": "14", "mysql": "8.4", "mariadb": "10.11"}

var (
	dbClass = lazyregexp.New(`^db\.([a-z0-9]+)\.(micro|small|medium|large|\d*xlarge|metal)$|^db\.serverless$`)
	// oldClasses are instance families that AWS no longer offers.
	oldClasses = []string{"t1", "t2", "m1", "m2", "m3", "m4", "r3", "r4"}
)
