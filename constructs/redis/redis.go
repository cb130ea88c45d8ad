// Package redis builds an encrypted ElastiCache replication group with its token in Secrets Manager.
package redis

import (
	"landform/constructs/encryption"
	"landform/constructs/firewall"
	"landform/constructs/network"
	"landform/constructs/placement"
	"landform/constructs/secret"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/elasticachereplicationgroup"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/elasticachesubnetgroup"
)

// Port is where Redis listens.
const Port = 6379

const (
	engineVersion  = "7.0"
	parameterGroup = "default.redis7"
	snapshotWindow = "03:00-05:00" // UTC
)

// Props are what New cannot decide by itself.
type Props struct {
	Placement             placement.Placement
	Network               *network.Network
	NodeType              string // for example "cache.t3.micro"
	Nodes                 int    // with two or more, one is the primary and failover to the others is automatic
	SnapshotRetentionDays int
	SecretName            string // for example "volteryde/dev/redis/auth-token"
}

// Redis is a cache that other constructs can be allowed to reach.
type Redis struct {
	Firewall *firewall.Group // listens on 6379
	Secret   *secret.Secret  // JSON: primary_endpoint, auth_token, port
	Key      *encryption.Key
	Group    elasticachereplicationgroup.ElasticacheReplicationGroup
	Endpoint *string // of the primary
	// Identifier is the replication group's name, as alarms know it.
	Identifier string
}

// New creates the replication group with its subnet group, firewall, key and secret.
func New(scope constructs.Construct, id string, props Props) *Redis {
	namespace := constructs.NewConstruct(scope, &id)
	r := &Redis{Identifier: props.Placement.Bounded("redis", 40)}
	r.Key = encryption.New(namespace, "encryption", encryption.Props{
		Placement:   props.Placement,
		Thing:       "redis",
		Description: "Redis encryption key for " + props.Placement.Environment,
	})
	r.Firewall = firewall.New(namespace, "firewall", firewall.Props{
		Placement:   props.Placement,
		Network:     props.Network,
		Name:        props.Placement.Name("redis-sg"),
		Description: "Security group for Redis",
		Listens:     firewall.TCP(Port),
	})
	token := secret.Token(namespace, "auth-token")
	r.group(namespace, props, token)
	r.secret(namespace, props, token)
	return r
}

func (r *Redis) group(scope constructs.Construct, props Props, token *string) {
	replicated := props.Nodes > 1
	r.Group = elasticachereplicationgroup.NewElasticacheReplicationGroup(scope, new("group"),
		&elasticachereplicationgroup.ElasticacheReplicationGroupConfig{
			ReplicationGroupId:       &r.Identifier,
			Description:              new("Redis cluster for " + props.Placement.Environment),
			Engine:                   new("redis"),
			EngineVersion:            new(engineVersion),
			NodeType:                 &props.NodeType,
			NumCacheClusters:         new(float64(props.Nodes)),
			ParameterGroupName:       new(parameterGroup),
			Port:                     new(float64(Port)),
			SubnetGroupName:          subnetGroup(scope, props),
			SecurityGroupIds:         &[]*string{r.Firewall.ID},
			AutomaticFailoverEnabled: replicated,
			MultiAzEnabled:           replicated,
			AtRestEncryptionEnabled:  new("true"),
			KmsKeyId:                 r.Key.ARN,
			TransitEncryptionEnabled: true,
			AuthToken:                token,
			SnapshotRetentionLimit:   new(float64(props.SnapshotRetentionDays)),
			SnapshotWindow:           new(snapshotWindow),
			Tags:                     props.Placement.Tagged(r.Identifier),
		})
	r.Endpoint = r.Group.PrimaryEndpointAddress()
}

func (r *Redis) secret(scope constructs.Construct, props Props, token *string) {
	r.Secret = secret.New(scope, "secret", secret.Props{
		Placement:   props.Placement,
		Name:        props.SecretName,
		Thing:       "redis-auth",
		Description: "Token of " + r.Identifier,
		Key:         r.Key,
	})
	r.Secret.Store(map[string]any{
		"primary_endpoint": r.Endpoint,
		"auth_token":       token,
		"port":             Port,
	})
}

func subnetGroup(scope constructs.Construct, props Props) *string {
	name := props.Placement.Name("redis-subnet")
	return elasticachesubnetgroup.NewElasticacheSubnetGroup(scope, new("subnet-group"),
		&elasticachesubnetgroup.ElasticacheSubnetGroupConfig{
			Name:      &name,
			SubnetIds: network.IDs(props.Network.Database),
			Tags:      props.Placement.Tagged(name),
		}).Name()
}
