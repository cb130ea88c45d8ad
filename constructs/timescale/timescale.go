// Package timescale builds a TimescaleDB on an EC2 instance: RDS does not support the extension.
package timescale

import (
	"landform/constructs/bucket"
	"landform/constructs/deletion"
	"landform/constructs/egress"
	"landform/constructs/encryption"
	"landform/constructs/identity"
	"landform/constructs/logs"
	"landform/constructs/naming"
	"landform/constructs/network"
	"landform/constructs/policy"
	"landform/constructs/secret"
	"landform/constructs/securitygroup"
	"landform/constructs/server"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dlmlifecyclepolicy"
)

// Port is the TCP port of PostgreSQL.
const Port = 5432

// The CloudWatch agent on the server publishes metrics in this namespace. DataPath and Filesystem are dimensions of
// "disk_used_percent".
const (
	MetricNamespace = "CWAgent"
	DataPath        = "/var/lib/postgresql"
	Filesystem      = "ext4"
	process         = "postgres"
)

const purpose = "timescale"

// Props are the arguments of New.
type Props struct {
	Names              naming.Names
	Network            *network.Network
	Key                *encryption.Key
	Egress             *egress.Proxy // must allow Hosts
	Size               Size
	Database           string // name of the first database
	Username           string // of its owner
	SecretName         string // for example "volteryde/dev/timescale/password"
	Backups            *bucket.Bucket
	Protection         deletion.Protection
	Logs               logs.Retention
	DetailedMonitoring bool // of the server: see server.Props
}

// Timescale is a TimescaleDB server.
type Timescale struct {
	SecurityGroup *securitygroup.Group // listens on 5432
	Secret        *secret.Secret       // JSON: username, password, host, port, dbname
	Server        *server.Server
	Snapshots     dlmlifecyclepolicy.DlmLifecyclePolicy
	Host          *string // private address; it stays when the server is replaced
}

// New creates the server in the first database subnet, with its data volume, snapshots, security group and secret. It panics
// unless props.Size.Validate accepts the size.
func New(scope constructs.Construct, id string, props Props) *Timescale {
	if err := props.Size.Validate(); err != nil {
		panic("timescale: " + err.Error())
	}
	namespace := constructs.NewConstruct(scope, &id)
	subnet := props.Network.Database[0]
	t := &Timescale{SecurityGroup: securitygroup.New(namespace, "security-group", securitygroup.Props{
		Names:       props.Names,
		Network:     props.Network,
		Name:        props.Names.Name("timescale-sg"),
		Description: "Security group for TimescaleDB",
		Listens:     securitygroup.TCP(Port),
	})}
	address := server.NewAddress(namespace, "address", server.AddressProps{
		Names: props.Names, Purpose: purpose, Subnet: subnet, SecurityGroup: t.SecurityGroup,
	})
	t.Host = address.PrivateIP
	t.secret(namespace, props)
	group := logs.New(namespace, "logs", logs.Props{Names: props.Names, Name: "/" + props.Names.Name(purpose), Retention: props.Logs})
	countBackupErrors(namespace, props.Names, group)
	data := volume(namespace, props, subnet)
	t.Snapshots = snapshots(namespace, props)
	t.Server = server.New(namespace, "server", server.Props{
		Names:        props.Names,
		Purpose:      purpose,
		InstanceType: props.Size.InstanceType,
		Address:      address,
		Role:         t.role(namespace, props, group),
		Key:          props.Key,

		DetailedMonitoring: props.DetailedMonitoring,

		UserData: Script(Setup{
			VolumeID:  *data,
			SecretARN: *t.Secret.ARN,
			Region:    props.Names.Region,
			ProxyURL:  props.Egress.URL,
			Clients:   props.Network.CIDR,
			LogGroup:  group.Name,

			InstanceType:        props.Size.InstanceType,
			BackupBucket:        *props.Backups.ID,
			BackupRetentionDays: props.Size.BackupRetentionDays,
		}),
	})
	attach(namespace, data, t.Server)
	return t
}

func (t *Timescale) secret(scope constructs.Construct, props Props) {
	t.Secret = secret.New(scope, "secret", secret.Props{
		Names:       props.Names,
		Name:        props.SecretName,
		Purpose:     "timescale-password",
		Description: "Owner of the database on " + props.Names.Name(purpose),
		Key:         props.Key,
	})
	t.Secret.Store(map[string]any{
		"username": props.Username,
		"password": secret.Password(scope, "password"),
		"host":     t.Host,
		"port":     Port,
		"dbname":   props.Database,
	})
}

// role creates the server's role: it may read its own secret, use the bucket of the backups, and write metrics and its log.
func (t *Timescale) role(scope constructs.Construct, props Props, group *logs.Group) *identity.Role {
	role := server.NewRole(scope, "role", server.RoleProps{Names: props.Names, Purpose: purpose})
	t.Secret.GrantRead(role)
	role.Allow("report", reportRights(*group.ARN)...)
	props.Backups.GrantReadWrite(role)
	return role
}

// reportRights returns the rights of the CloudWatch agent.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/create-iam-roles-for-cloudwatch-agent.html
func reportRights(logGroupARN string) []policy.Statement {
	return []policy.Statement{
		{
			Sid:       "WriteMetrics", // IAM cannot restrict this action to a resource
			Effect:    policy.Allow,
			Actions:   []string{"cloudwatch:PutMetricData"},
			Resources: []string{"*"},
			Conditions: map[string]map[string][]string{
				"StringEquals": {"cloudwatch:namespace": {MetricNamespace}},
			},
		},
		{
			Sid:       "WriteLog",
			Effect:    policy.Allow,
			Actions:   []string{"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"},
			Resources: []string{logGroupARN + ":*"},
		},
	}
}
