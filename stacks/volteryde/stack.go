package volteryde

import (
	"fmt"
	"slices"

	"landform/constructs/eks"
	"landform/constructs/encryption"
	"landform/constructs/logs"
	"landform/constructs/monitoring"
	"landform/constructs/naming"
	"landform/constructs/network"
	"landform/constructs/policy"
	"landform/constructs/postgres"
	"landform/constructs/redis"
	"landform/constructs/securitygroup"
	"landform/internal/settings"
	"landform/stacks/base"
	"landform/stacks/state"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const system = "volteryde"

// nodePorts are what Kubernetes hands out to NodePort services.
// https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
var nodePorts = securitygroup.TCPRange(30000, 32767)

// New adds one environment's stack to the app, named "<environment>-stack".
func New(app constructs.Construct, target base.Target, from settings.Volteryde, env Environment) cdktf.TerraformStack {
	names := env.names(from.Region)
	stack := base.NewStack(app, env.Name+"-stack", base.Props{
		Target: target,
		State:  state.Volteryde(from.Region, from.State.Account).Of(state.EnvironmentKey(env.Name)),
	})
	base.AddAWS(stack, target, names, base.Account(env.Account))
	base.AddRandom(stack)

	cluster := system + "-" + env.Name
	logging := encryption.New(stack, "log-encryption", encryption.Props{
		Names:       names,
		Purpose:     "logs",
		Description: "CloudWatch Logs encryption key for " + env.Name,
		Services:    []policy.Statement{encryption.ForLogs(names)},
		Protection:  env.Protection,
	})
	kept := logs.Retention{Days: env.Logs.RetentionDays, Key: logging}
	topic := monitoring.NewTopic(stack, "alarm-topic", monitoring.TopicProps{Names: names, Email: env.Alarms.Email})
	net := network.New(stack, "network", network.Props{
		Names:             names,
		CIDR:              env.VPC,
		Zones:             env.Zones,
		NAT:               env.NAT,
		Addresses:         network.OnLaunch, // as documented
		KubernetesCluster: cluster,
		Logs:              kept,
	})
	kubernetes := eks.New(stack, "eks", eks.Props{
		Names:          names,
		Network:        net,
		Name:           cluster,
		Version:        env.Cluster.Version,
		PublicAccess:   env.Cluster.PublicAccess,
		Administrators: env.Cluster.Administrators,
		Viewers:        env.Cluster.Viewers,
		Nodes:          env.Cluster.Nodes,
		Insights:       env.Cluster.Insights,
		Logs:           kept,
		Protection:     env.Protection,
	})
	database := postgres.New(stack, "postgres", postgres.Props{
		Names:               names,
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
		Names:                 names,
		Network:               net,
		NodeType:              env.Cache.NodeType,
		Nodes:                 env.Cache.Nodes,
		SnapshotRetentionDays: env.Cache.SnapshotRetentionDays,
		SecretName:            fmt.Sprintf("%s/%s/redis/auth-token", system, env.Name),
		Protection:            env.Protection,
	})
	stored := newStorage(stack, names, env)
	edge := newEdge(stack, target, names, env, net, kubernetes, stored, kept)
	telemetry := newTelemetry(stack, names, env, net, kept)
	pods := newWorkloads(kubernetes, stored, database.Secret, cache.Secret, telemetry.database.Secret)
	monitored := monitoring.New(stack, "monitoring", monitoring.Props{
		Names: names,
		Topic: topic,
		Targets: slices.Concat(
			kubernetes.Alarms(), edge.ingress.Alarms(), database.Alarms(), cache.Alarms(),
			telemetry.database.Alarms(), telemetry.proxy.Alarms(), net.Alarms(),
		),
		BudgetUSD: env.Alarms.BudgetUSD,
	})

	// Who may talk to whom: the document's security group table.
	vpc := securitygroup.CIDR(net.CIDR)
	edge.ingress.SecurityGroup.AllowFrom(securitygroup.Anywhere(), "HTTPS from the internet")
	edge.ingress.SecurityGroup.AllowAllTo(kubernetes.Nodes.SecurityGroup, "The nodes and nothing else")
	kubernetes.Nodes.SecurityGroup.AllowAllFrom(edge.ingress.SecurityGroup, "Anything from the load balancer")
	kubernetes.Nodes.SecurityGroup.AllowPortsFrom(vpc, nodePorts, "NodePort services from inside the VPC")
	kubernetes.Nodes.SecurityGroup.AllowAllTo(securitygroup.Anywhere(), "Images, AWS APIs and the internet")
	database.SecurityGroup.AllowFrom(vpc, "PostgreSQL from inside the VPC")
	database.SecurityGroup.AllowAllTo(securitygroup.Anywhere(), "Everything, as the security group table has it")
	cache.SecurityGroup.AllowFrom(vpc, "Redis from inside the VPC")
	cache.SecurityGroup.AllowAllTo(securitygroup.Anywhere(), "Everything, as the security group table has it")
	telemetry.database.SecurityGroup.AllowFrom(vpc, "TimescaleDB from inside the VPC")
	telemetry.database.SecurityGroup.AllowAllTo(securitygroup.Anywhere(), "Everything, as the security group table has it")
	telemetry.proxy.SecurityGroup.AllowFrom(telemetry.database.SecurityGroup, "Packages and AWS APIs for TimescaleDB")
	telemetry.proxy.SecurityGroup.AllowPortsTo(securitygroup.Anywhere(), securitygroup.TCP(80), "Package servers")
	telemetry.proxy.SecurityGroup.AllowPortsTo(securitygroup.Anywhere(), securitygroup.TCP(443), "Package servers and AWS APIs")

	addOutputs(stack, net, kubernetes, database, cache)
	addWorkloadOutputs(stack, pods)
	addStorageOutputs(stack, stored)
	addEdgeOutputs(stack, edge)
	addTelemetryOutputs(stack, telemetry)
	addMonitoringOutputs(stack, topic, monitored)
	return stack
}

func (e Environment) names(region string) naming.Names {
	return naming.Names{
		System:       system,
		Environment:  e.Name,
		Region:       region,
		AccountID:    e.Account.ID,
		ResourceTags: map[string]string{"Environment": e.Name},
		CommonTags:   map[string]string{"Environment": e.Name, "ManagedBy": "Terraform", "Project": "Volteryde"},
	}
}
