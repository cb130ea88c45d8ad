// Package postgres builds an encrypted RDS for PostgreSQL instance with its password in Secrets Manager.
package postgres

import (
	"landform/constructs/deletion"
	"landform/constructs/encryption"
	"landform/constructs/logs"
	"landform/constructs/naming"
	"landform/constructs/network"
	"landform/constructs/secret"
	"landform/constructs/securitygroup"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dbinstance"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dbsubnetgroup"
	randomid "github.com/cdktf/cdktf-provider-random-go/random/v11/id"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// Port is the TCP port of PostgreSQL.
const Port = 5432

// The backup and maintenance windows, in UTC. RDS refuses windows that overlap.
const (
	backupWindow      = "03:00-04:00"
	maintenanceWindow = "mon:04:00-mon:05:00"
)

// exportedLogs are the logs that RDS sends to CloudWatch.
var exportedLogs = []string{"postgresql", "upgrade"}

// Props are the arguments of New.
type Props struct {
	Names            naming.Names
	Network          *network.Network
	Version          string // a major version, for example "15"; RDS installs minor versions itself
	Size             Size
	Database         string  // name of the first database
	Username         string  // of the master user; RDS reserves "admin"
	Password         *string // reference to the master user's password; nil to generate one
	SecretName       string  // for example "volteryde/dev/rds/password"
	SecretProtection deletion.Protection
	// ApplyImmediately applies changes that interrupt the service at once instead of in the next maintenance window.
	ApplyImmediately bool
	Protection       deletion.Protection
	Logs             logs.Retention
}

// Postgres is an RDS for PostgreSQL instance.
type Postgres struct {
	SecurityGroup *securitygroup.Group // listens on 5432
	Secret        *secret.Secret       // JSON: username, password, host, port, dbname
	Key           *encryption.Key
	Resource      dbinstance.DbInstance
	// Identifier is the instance's identifier, which is also part of its log groups' names.
	Identifier string

	props    Props
	password *string
}

// New creates the instance with its subnet group, parameter group, security group, key, log groups and secret. It panics
// unless props.Size.Validate accepts the size.
func New(scope constructs.Construct, id string, props Props) *Postgres {
	if err := props.Size.Validate(); err != nil {
		panic("postgres: " + err.Error())
	}
	namespace := constructs.NewConstruct(scope, &id)
	p := &Postgres{Identifier: props.Names.NameWithin("postgres", 63), props: props, password: props.Password}
	p.Key = encryption.New(namespace, "encryption", encryption.Props{
		Names:       props.Names,
		Purpose:     "rds",
		Description: "RDS encryption key for " + props.Names.Environment,
		Protection:  props.Protection,
		WindowDays:  10, // from the requirement document
	})
	p.SecurityGroup = securitygroup.New(namespace, "security-group", securitygroup.Props{
		Names:       props.Names,
		Network:     props.Network,
		Name:        props.Names.Name("rds-sg"),
		Description: "Security group for RDS PostgreSQL",
		Listens:     securitygroup.TCP(Port),
	})
	if p.password == nil {
		p.password = secret.Password(namespace, "password")
	}
	p.instance(namespace, props)
	p.secret(namespace, props)
	return p
}

// URL returns the connection URI with user and password, which is a secret. The password is escaped, and TLS is required.
// https://www.postgresql.org/docs/16/libpq-connect.html#LIBPQ-CONNSTRING-URIS
func (p *Postgres) URL() *string {
	user := p.props.Username + ":" + *cdktf.Fn_Urlencode(p.password)
	return new("postgres://" + user + "@" + *p.Resource.Endpoint() + "/" + p.props.Database + "?sslmode=require")
}

func (p *Postgres) instance(scope constructs.Construct, props Props) {
	config := &dbinstance.DbInstanceConfig{
		// Database users with the role rds_iam log in with an IAM token instead of a password.
		// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
		IamDatabaseAuthenticationEnabled: true,

		Identifier:                   &p.Identifier,
		Engine:                       new("postgres"),
		EngineVersion:                &props.Version,
		AutoMinorVersionUpgrade:      true,
		EngineLifecycleSupport:       new(noExtendedSupport),
		ParameterGroupName:           parameterGroup(scope, props),
		InstanceClass:                &props.Size.InstanceClass,
		AllocatedStorage:             jsii.Number(props.Size.StorageGiB),
		MaxAllocatedStorage:          jsii.Number(props.Size.MaxStorageGiB),
		StorageType:                  new("gp3"),
		StorageEncrypted:             true,
		KmsKeyId:                     p.Key.ARN,
		DbName:                       &props.Database,
		Username:                     &props.Username,
		Password:                     p.password,
		MultiAz:                      props.Size.MultiAZ,
		DbSubnetGroupName:            subnetGroup(scope, props),
		VpcSecurityGroupIds:          &[]*string{p.SecurityGroup.ID},
		PubliclyAccessible:           false,
		BackupRetentionPeriod:        jsii.Number(props.Size.BackupRetentionDays),
		BackupWindow:                 new(backupWindow),
		MaintenanceWindow:            new(maintenanceWindow),
		ApplyImmediately:             props.ApplyImmediately,
		CopyTagsToSnapshot:           true,
		EnabledCloudwatchLogsExports: jsii.Strings(exportedLogs...),
		Tags:                         props.Names.Tags(p.Identifier),
		Lifecycle:                    lifecycle(props),
	}
	insights(config, p.Key)
	protect(scope, config, props, p.Identifier)
	groups, role := p.logGroups(scope, props), monitoringRole(scope, props)
	config.MonitoringInterval, config.MonitoringRoleArn = jsii.Number(monitoringSeconds), role.ARN
	config.DependsOn = new(append(groups, role.Attachments...))
	p.Resource = dbinstance.NewDbInstance(scope, new("instance"), config)
}

// noExtendedSupport lets AWS upgrade the major version at the end of its standard support. Otherwise, AWS charges for RDS
// Extended Support, for up to three years. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html
const noExtendedSupport = "open-source-rds-extended-support-disabled"

// protect sets the deletion protection and the final snapshot. The snapshot's name ends in a random ID that lives as long
// as the instance, so that the snapshots of two successive instances have different names.
func protect(scope constructs.Construct, config *dbinstance.DbInstanceConfig, props Props, identifier string) {
	config.DeletionProtection = props.Protection == deletion.Protected
	config.SkipFinalSnapshot = props.Protection == deletion.Disposable
	if props.Protection != deletion.Protected {
		return
	}
	config.DeleteAutomatedBackups = false
	suffix := randomid.NewId(scope, new("final-snapshot"), &randomid.IdConfig{ByteLength: jsii.Number(finalSnapshotBytes)})
	config.FinalSnapshotIdentifier = new(identifier + "-final-" + *suffix.Hex())
}

// finalSnapshotBytes is the number of random bytes in the name of a final snapshot.
const finalSnapshotBytes = 4

// lifecycle ignores changes of the user name, and checks the password that the deployment supplies.
func lifecycle(props Props) *cdktf.TerraformResourceLifecycle {
	// RDS cannot rename the master user: a change would replace the database and its data.
	rules := &cdktf.TerraformResourceLifecycle{IgnoreChanges: jsii.Strings("username")}
	if props.Password != nil {
		rules.Precondition = new(secret.PasswordForRDS(props.Password))
	}
	return rules
}

// logGroups creates the log groups that RDS would otherwise create itself, without a key and without a retention. The
// instance depends on them.
func (p *Postgres) logGroups(scope constructs.Construct, props Props) []cdktf.ITerraformDependable {
	var groups []cdktf.ITerraformDependable
	for _, export := range exportedLogs {
		name := "/aws/rds/instance/" + p.Identifier + "/" + export
		groups = append(groups, logs.New(scope, "logs-"+export, logs.Props{Names: props.Names, Name: name, Retention: props.Logs}).Resource)
	}
	return groups
}

func (p *Postgres) secret(scope constructs.Construct, props Props) {
	p.Secret = secret.New(scope, "secret", secret.Props{
		Names:       props.Names,
		Name:        props.SecretName,
		Purpose:     "rds-password",
		Description: "Master user of " + p.Identifier,
		Key:         p.Key,
		Protection:  props.SecretProtection,
	})
	p.Secret.Store(map[string]any{
		"username": p.Resource.Username(),
		"password": p.password,
		"host":     p.Resource.Address(),
		"port":     p.Resource.Port(),
		"dbname":   p.Resource.DbName(),
	})
}

func subnetGroup(scope constructs.Construct, props Props) *string {
	name := props.Names.Name("db-subnet-group")
	return dbsubnetgroup.NewDbSubnetGroup(scope, new("subnet-group"), &dbsubnetgroup.DbSubnetGroupConfig{
		Name:      &name,
		SubnetIds: network.IDs(props.Network.Database),
		Tags:      props.Names.Tags(name),
	}).Name()
}
