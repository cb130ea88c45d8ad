// Package redis builds an encrypted ElastiCache for Redis replication group with its auth token in Secrets Manager.
package redis

import (
	"fmt"
	"strconv"

	"landform/constructs/deletion"
	"landform/constructs/encryption"
	"landform/constructs/monitoring"
	"landform/constructs/naming"
	"landform/constructs/network"
	"landform/constructs/secret"
	"landform/constructs/securitygroup"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/elasticachereplicationgroup"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/elasticachesubnetgroup"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// Port is the TCP port of Redis.
const Port = 6379

const (
	engineVersion           = "7.0"
	parameterGroup          = "default.redis7"
	clusteredParameterGroup = "default.redis7.cluster.on"
	// The snapshot and maintenance windows, in UTC. ElastiCache refuses windows that overlap, and selects a random maintenance
	// window if none is set. https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/maintenance-window.html
	snapshotWindow    = "03:00-05:00"
	maintenanceWindow = "mon:05:00-mon:06:00"
)

// keepOldToken is the update strategy that keeps the previous auth token valid until the next rotation, so that clients
// have time to read the new one.
// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html#auth-modifyng-token
const keepOldToken = "ROTATE"

// Props are the arguments of New.
type Props struct {
	Names            naming.Names
	Network          *network.Network
	Size             Size
	SecretName       string // for example "volteryde/dev/redis/auth-token"
	SecretProtection deletion.Protection
	Protection       deletion.Protection // of the key, and so of the snapshots
	// ApplyImmediately applies changes at once instead of in the next maintenance window.
	ApplyImmediately bool
	// Events receives the events of the nodes: failovers, replacements and maintenance.
	Events *monitoring.EventTopic
}

// Redis is an ElastiCache for Redis replication group.
type Redis struct {
	SecurityGroup *securitygroup.Group // listens on 6379
	Secret        *secret.Secret       // JSON: primary_endpoint or, in cluster mode, configuration_endpoint; auth_token, port
	Key           *encryption.Key
	Resource      elasticachereplicationgroup.ElasticacheReplicationGroup
	Endpoint      *string // the primary endpoint or, in cluster mode, the configuration endpoint
	// Identifier is the replication group's ID.
	Identifier string

	token *string
	size  Size
}

// New creates the replication group with its subnet group, security group, key and secret. It panics unless
// props.Size.Validate accepts the size.
func New(scope constructs.Construct, id string, props Props) *Redis {
	if err := props.Size.Validate(); err != nil {
		panic("redis: " + err.Error())
	}
	namespace := constructs.NewConstruct(scope, &id)
	r := &Redis{Identifier: props.Names.NameWithin("redis", 40), size: props.Size}
	r.Key = encryption.New(namespace, "encryption", encryption.Props{
		Names:       props.Names,
		Purpose:     "redis",
		Description: "Redis encryption key for " + props.Names.Environment,
		Protection:  props.Protection,
	})
	r.SecurityGroup = securitygroup.New(namespace, "security-group", securitygroup.Props{
		Names:       props.Names,
		Network:     props.Network,
		Name:        props.Names.Name("redis-sg"),
		Description: "Security group for Redis",
		Listens:     securitygroup.TCP(Port),
	})
	r.token = secret.Token(namespace, "auth-token")
	r.group(namespace, props)
	r.secret(namespace, props)
	return r
}

// URL returns the connection URL with the auth token, which is a secret. The scheme rediss requires TLS. The token contains
// only letters and digits, and needs no escaping.
// https://www.iana.org/assignments/uri-schemes/prov/rediss
func (r *Redis) URL() *string {
	return new("rediss://:" + *r.token + "@" + *r.Endpoint + ":" + strconv.Itoa(Port))
}

// NodeNames returns the suffixes that ElastiCache adds to the replication group's ID for the names of the nodes: "001", or
// "0001-001" in cluster mode.
func (r *Redis) NodeNames() []string {
	var names []string
	for shard := 1; shard <= max(r.size.Shards, 1); shard++ {
		for node := 1; node <= r.size.Nodes; node++ {
			name := fmt.Sprintf("%03d", node)
			if r.size.Shards > 0 {
				name = fmt.Sprintf("%04d-%s", shard, name)
			}
			names = append(names, name)
		}
	}
	return names
}

func (r *Redis) group(scope constructs.Construct, props Props) {
	replicated := props.Size.Nodes > 1
	config := &elasticachereplicationgroup.ElasticacheReplicationGroupConfig{
		ReplicationGroupId:       &r.Identifier,
		Description:              new("Redis cluster for " + props.Names.Environment),
		Engine:                   new("redis"),
		EngineVersion:            new(engineVersion),
		NodeType:                 &props.Size.NodeType,
		Port:                     jsii.Number(Port),
		SubnetGroupName:          subnetGroup(scope, props),
		SecurityGroupIds:         &[]*string{r.SecurityGroup.ID},
		AutomaticFailoverEnabled: replicated,
		MultiAzEnabled:           replicated,
		AtRestEncryptionEnabled:  new("true"),
		KmsKeyId:                 r.Key.ARN,
		TransitEncryptionEnabled: true,
		AuthToken:                r.token,
		AuthTokenUpdateStrategy:  new(keepOldToken),
		SnapshotRetentionLimit:   jsii.Number(props.Size.SnapshotRetentionDays),
		SnapshotWindow:           new(snapshotWindow),
		MaintenanceWindow:        new(maintenanceWindow),
		ApplyImmediately:         props.ApplyImmediately,
		AutoMinorVersionUpgrade:  new("true"),
		NotificationTopicArn:     props.Events.ARN,
		DependsOn:                &[]cdktf.ITerraformDependable{props.Events.Policy},
		Tags:                     props.Names.Tags(r.Identifier),
		// AWS upgrades to 7.1 itself. The next plan would otherwise replace the group to return to 7.0.
		// https://registry.terraform.io/providers/hashicorp/aws/5.82.2/docs/resources/elasticache_replication_group#engine_version-1
		Lifecycle: &cdktf.TerraformResourceLifecycle{IgnoreChanges: jsii.Strings("engine_version")},
	}
	if props.Size.Shards > 0 {
		config.ParameterGroupName = new(clusteredParameterGroup)
		config.NumNodeGroups = jsii.Number(props.Size.Shards)
		config.ReplicasPerNodeGroup = jsii.Number(props.Size.Nodes - 1)
		r.Resource = elasticachereplicationgroup.NewElasticacheReplicationGroup(scope, new("group"), config)
		r.Endpoint = r.Resource.ConfigurationEndpointAddress()
		return
	}
	config.ParameterGroupName = new(parameterGroup)
	config.NumCacheClusters = jsii.Number(props.Size.Nodes)
	r.Resource = elasticachereplicationgroup.NewElasticacheReplicationGroup(scope, new("group"), config)
	r.Endpoint = r.Resource.PrimaryEndpointAddress()
}

func (r *Redis) secret(scope constructs.Construct, props Props) {
	r.Secret = secret.New(scope, "secret", secret.Props{
		Names:       props.Names,
		Name:        props.SecretName,
		Purpose:     "redis-auth",
		Description: "Token of " + r.Identifier,
		Key:         r.Key,
		Protection:  props.SecretProtection,
	})
	endpoint := "primary_endpoint"
	if props.Size.Shards > 0 {
		endpoint = "configuration_endpoint"
	}
	r.Secret.Store(map[string]any{
		endpoint:     r.Endpoint,
		"auth_token": r.token,
		"port":       Port,
	})
}

func subnetGroup(scope constructs.Construct, props Props) *string {
	name := props.Names.Name("redis-subnet")
	return elasticachesubnetgroup.NewElasticacheSubnetGroup(scope, new("subnet-group"),
		&elasticachesubnetgroup.ElasticacheSubnetGroupConfig{
			Name:      &name,
			SubnetIds: network.IDs(props.Network.Database),
			Tags:      props.Names.Tags(name),
		}).Name()
}
