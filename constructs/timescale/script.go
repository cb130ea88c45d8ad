package timescale

import (
	_ "embed"
	"net/netip"
	"strconv"
	"strings"
)

//go:embed setup.sh
var setup string

// What the server runs. PostgreSQL's minor versions come from its repository, which keeps only the newest; TimescaleDB's
// repository keeps all of them, and a database is to meet no other version than the one that it was tried with.
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
	// archiveTimeout is the most that is lost with the volume: how long a record can lie in a file that is not full yet.
	archiveTimeout = "5min"
	// queueMax is how much may wait for the bucket. What is beyond leaves a gap in the backups.
	queueMax = "10GiB"
)

// Setup is what the server is told at its first boot. Values may refer to attributes; none of them is a secret.
type Setup struct {
	VolumeID            string // of the data
	SecretARN           string // whose value names user, password and database
	Region              string
	ProxyURL            string
	Clients             netip.Prefix // that may connect
	LogGroup            string
	InstanceType        string // that PostgreSQL is tuned to
	BackupBucket        string // name
	BackupRetentionDays int
}

// Script returns the user data of a server that installs and tunes PostgreSQL with TimescaleDB, with its data on a volume
// of its own and its backups in a bucket.
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

// Hosts are what a server reaches outside the VPC, through its proxy: packages and their keys, and the services of AWS
// that it calls. The bucket of the backups is not among them: the network has an endpoint for S3.
func Hosts(region string) []string {
	hosts := []string{
		".ubuntu.com",
		".snapcraft.io", ".snapcraftcontent.com", // Systems Manager's agent is a snap
		"apt.postgresql.org",
		"packagecloud.io", ".cloudfront.net", // TimescaleDB, and where its repository sends for keys and packages
		"amazoncloudwatch-agent.s3.amazonaws.com",
	}
	for _, service := range []string{"ec2messages", "logs", "monitoring", "secretsmanager", "ssm", "ssmmessages"} {
		hosts = append(hosts, service+"."+region+".amazonaws.com")
	}
	return hosts
}
