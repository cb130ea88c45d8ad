package timescale

import (
	_ "embed"
	"net/netip"
	"strings"
)

//go:embed setup.sh
var setup string

// Setup is what the server is told at its first boot. Values may refer to attributes; none of them is a secret.
type Setup struct {
	VolumeID  string // of the data
	SecretARN string // whose value names user, password and database
	Region    string
	ProxyURL  string
	Clients   netip.Prefix // that may connect
	LogGroup  string
}

// Script returns the user data of a server that installs and tunes PostgreSQL with TimescaleDB, with its data on a volume
// of its own.
func Script(told Setup) string {
	return strings.NewReplacer(
		"@VOLUME@", told.VolumeID,
		"@SECRET@", told.SecretARN,
		"@REGION@", told.Region,
		"@PROXY@", told.ProxyURL,
		"@CLIENTS@", told.Clients.String(),
		"@LOG_GROUP@", told.LogGroup,
		"@MAJOR@", postgresMajor,
		"@DATA@", DataPath,
		"@FILESYSTEM@", Filesystem,
		"@NAMESPACE@", MetricNamespace,
	).Replace(setup)
}

// Hosts are what a server reaches outside the VPC, through its proxy: packages and their keys, and the services of AWS
// that it calls. S3 is not among them: the network has an endpoint for it.
func Hosts(region string) []string {
	hosts := []string{
		".ubuntu.com",
		".snapcraft.io", ".snapcraftcontent.com", // Systems Manager's agent is a snap
		"apt.postgresql.org",
		"packagecloud.io", ".cloudfront.net", // TimescaleDB, and where its repository sends for the packages themselves
	}
	for _, service := range []string{"ec2messages", "logs", "monitoring", "secretsmanager", "ssm", "ssmmessages"} {
		hosts = append(hosts, service+"."+region+".amazonaws.com")
	}
	return hosts
}
