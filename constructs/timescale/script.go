package timescale

import (
	_ "embed"
	"net/netip"
	"strconv"
	"strings"
)

//go:embed setup.sh
var setup string

// The versions on the server. PostgreSQL's repository contains only the newest minor version, so the major version is
// pinned. TimescaleDB's repository contains all versions, so the exact version is pinned.
const (
	postgresMajor    = "17"
	timescaleVersion = "2.29.1"
	// The fingerprints of the keys that sign the packages.
	// https://packagecloud.io/timescale/timescaledb and
	// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/verify-CloudWatch-Agent-Package-Signature.html
	timescaleKey = "1005FB68604CE9B8F6879CF759F18EDF47F24417"
	agentKey     = "937616F3450B7D806CBD9725D58167303B789C72"
)

const (
	// archiveTimeout limits the data that is lost with the volume: PostgreSQL archives a WAL file after this time even if the
	// file is not full.
	archiveTimeout = "5min"
	// queueMax is the maximum amount of WAL that waits for upload. pgBackRest drops more, which leaves a gap in the backups.
	queueMax = "10GiB"
)

// Setup contains the arguments of Script. Values may be tokens; none of them is a secret.
type Setup struct {
	VolumeID            string // of the data
	SecretARN           string // of the secret with the user, the password and the database
	Region              string
	ProxyURL            string
	Clients             netip.Prefix // the network that may connect
	LogGroup            string
	InstanceType        string // for which PostgreSQL is tuned
	BackupBucket        string // name
	BackupRetentionDays int
}

// Script returns the user data of a server that installs and tunes PostgreSQL with TimescaleDB. Its data is on a separate
// volume, and its backups go to a bucket.
func Script(props Setup) string {
	return strings.NewReplacer(
		"@VOLUME@", props.VolumeID,
		"@SECRET@", props.SecretARN,
		"@REGION@", props.Region,
		"@PROXY@", props.ProxyURL,
		"@CLIENTS@", props.Clients.String(),
		"@LOG_GROUP@", props.LogGroup,
		"@TYPE@", props.InstanceType,
		"@BUCKET@", props.BackupBucket,
		"@BACKUP_DAYS@", strconv.Itoa(props.BackupRetentionDays),
		"@MAJOR@", postgresMajor,
		"@TIMESCALE@", timescaleVersion,
		"@TIMESCALE_KEY@", timescaleKey,
		"@AGENT_KEY@", agentKey,
		"@ARCHIVE_TIMEOUT@", archiveTimeout,
		"@QUEUE_MAX@", queueMax,
		"@DATA@", DataPath,
		"@FILESYSTEM@", Filesystem,
		"@NAMESPACE@", MetricNamespace,
		"@PROCESS@", process,
	).Replace(setup)
}

// Hosts returns the hosts outside the VPC that a server reaches through its proxy: package repositories with their keys,
// and AWS services. The bucket of the backups is not among them, since the network has a gateway endpoint for S3.
func Hosts(region string) []string {
	hosts := []string{
		".ubuntu.com",
		".snapcraft.io", ".snapcraftcontent.com", // the SSM agent is a snap
		"apt.postgresql.org",
		"packagecloud.io", ".cloudfront.net", // TimescaleDB's repository, which redirects to CloudFront
		"amazoncloudwatch-agent.s3.amazonaws.com",
	}
	for _, service := range []string{"ec2messages", "logs", "monitoring", "secretsmanager", "ssm", "ssmmessages"} {
		hosts = append(hosts, service+"."+region+".amazonaws.com")
	}
	return hosts
}
