package volteryde

import (
	"fmt"

	"landform/constructs/eks"
	"landform/constructs/encryption"
	"landform/constructs/firewall"
	"landform/constructs/logs"
	"landform/constructs/monitoring"
	"landform/constructs/network"
	"landform/constructs/placement"
	"landform/constructs/policy"
	"landform/constructs/postgres"
	"landform/constructs/redis"
	"landform/internal/settings"
	"landform/stacks/base"
	"landform/stacks/state"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const system = "volteryde"

// nodePorts are what Kubernetes hands out to NodePort services.
// https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
var nodePorts = firewall.TCPRange(30000, 32767)

// New adds one environment's stack to the app, named "<environment>-stack".
func New(app constructs.Construct, target base.Target, from settings.Volteryde, env Environment) cdktf.TerraformStack {
	where := env.placement(from.Region)
	stack := base.NewStack(app, env.Name+"-stack", base.Props{
		Target: target,
		State:  state.Volteryde(from.Region, from.State.Account).Of(state.EnvironmentKey(env.Name)),
	})
	base.AddAWS(stack, target, where, base.Account(env.Account))
	base.AddRandom(stack)

	cluster := system + "-" + env.Name
	logging := encryption.New(stack, "log-encryption", encryption.Props{
		Placement:   where,
		Thing:       "logs",
		Description: "CloudWatch Logs encryption key for " + env.Name,
		Services:    []policy.Statement{encryption.ForLogs(where)},
	})
	kept := logs.Retention{Days: env.Logs.RetentionDays, Key: logging}
	topic := monitoring.NewTopic(stack, "alarm-topic", monitoring.TopicProps{Placement: where, Email: env.Alarms.Email})
	net := network.New(stack, "network", network.Props{
		Placement:         where,
		CIDR:              env.VPC,
		Zones:             env.Zones,
		NAT:               env.NAT,
		KubernetesCluster: cluster,
		Logs:              kept,
	})
	kubernetes := eks.New(stack, "eks", eks.Props{
		Placement:      where,
		Network:        net,
		Name:           cluster,
		Version:        env.Cluster.Version,
		PublicAccess:   env.Cluster.PublicAccess,
		Administrators: env.Cluster.Administrators,
		Nodes:          env.Cluster.Nodes,
		Logs:           kept,
	})
	database := postgres.New(stack, "postgres", postgres.Props{
		Placement:           where,
		Network:             net,
		Version:             "15",
		InstanceClass:       env.Database.InstanceClass,
		StorageGiB:          env.Database.StorageGiB,
		MaxStorageGiB:       env.Database.MaxStorageGiB,
		Database:            "volteryde",
		Username:            "volteryde",
		SecretName:          fmt.Sprintf("%s/%s/rds/password", system, env.Name),
		MultiAZ:             env.Database.MultiAZ,
		BackupRetentionDays: env.Database.BackupRetentionDays,
		Protection:          env.Database.Protection,
		Logs:                kept,
	})
	cache := redis.New(stack, "redis", redis.Props{
		Placement:             where,
		Network:               net,
		NodeType:              env.Cache.NodeType,
		Nodes:                 env.Cache.Nodes,
		SnapshotRetentionDays: env.Cache.SnapshotRetentionDays,
		SecretName:            fmt.Sprintf("%s/%s/redis/auth-token", system, env.Name),
	})
	stored := newStorage(stack, where, env)
	edge := newEdge(stack, target, where, env, net, kubernetes, stored, kept)
	telemetry := newTelemetry(stack, where, env, net, kept)
	monitored := monitoring.New(stack, "monitoring", monitoring.Props{
		Placement: where,
		Topic:     topic,
		Watched: monitoring.Watched{
			Network: net, Cluster: kubernetes, Balancer: edge.ingress, Database: database, Cache: cache,
			Timescale: telemetry.database, Proxy: telemetry.proxy,
		},
		BudgetUSD: env.Alarms.BudgetUSD,
	})

	// Who may talk to whom: the document's security group table.
	vpc := firewall.CIDR(net.CIDR)
	edge.ingress.Firewall.AllowFrom(firewall.Anywhere(), "HTTPS from the internet")
	edge.ingress.Firewall.AllowAllTo(kubernetes.Nodes.Firewall, "The nodes and nothing else")
	kubernetes.Nodes.Firewall.AllowAllFrom(edge.ingress.Firewall, "Anything from the load balancer")
	kubernetes.Nodes.Firewall.AllowPortsFrom(vpc, nodePorts, "NodePort services from inside the VPC")
	kubernetes.Nodes.Firewall.AllowAllTo(firewall.Anywhere(), "Images, AWS APIs and the internet")
	database.Firewall.AllowFrom(vpc, "PostgreSQL from inside the VPC")
	database.Firewall.AllowAllTo(firewall.Anywhere(), "Everything, as the security group table has it")
	cache.Firewall.AllowFrom(vpc, "Redis from inside the VPC")
	cache.Firewall.AllowAllTo(firewall.Anywhere(), "Everything, as the security group table has it")
	telemetry.database.Firewall.AllowFrom(vpc, "TimescaleDB from inside the VPC")
	telemetry.database.Firewall.AllowAllTo(firewall.Anywhere(), "Everything, as the security group table has it")
	telemetry.proxy.Firewall.AllowFrom(telemetry.database.Firewall, "Packages and AWS APIs for TimescaleDB")
	telemetry.proxy.Firewall.AllowPortsTo(firewall.Anywhere(), firewall.TCP(80), "Package servers")
	telemetry.proxy.Firewall.AllowPortsTo(firewall.Anywhere(), firewall.TCP(443), "Package servers and AWS APIs")

	addOutputs(stack, net, kubernetes, database, cache)
	addStorageOutputs(stack, stored)
	addEdgeOutputs(stack, edge)
	addTelemetryOutputs(stack, telemetry)
	addMonitoringOutputs(stack, topic, monitored)
	return stack
}

func (e Environment) placement(region string) placement.Placement {
	return placement.Placement{
		System:      system,
		Environment: e.Name,
		Region:      region,
		AccountID:   e.Account.ID,
		Tags:        map[string]string{"Environment": e.Name},
		CommonTags:  map[string]string{"Environment": e.Name, "ManagedBy": "Terraform", "Project": "Volteryde"},
	}
}
