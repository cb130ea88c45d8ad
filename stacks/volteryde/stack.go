package volteryde

import (
	"landform/constructs/deletion"

	"landform/constructs/logs"
	"landform/constructs/naming"

	"landform/constructs/securitygroup"
	"landform/constructs/stack"
	"landform/internal/synthesized"
	"slices"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// System is the name of the system, and the prefix of its resources' names.
const System = "volteryde"

// StackName returns the name of an environment's stack.
func StackName(environment string) string { return environment + "-stack" }

// Props are what New cannot decide by itself.
type Props struct {
	Target      stack.Target
	State       stack.State
	CI          *synthesized.CI
	Environment Environment
}

// builder adds the parts of one environment to its stack.
type builder struct {
	stack *stack.Stack
	scope cdktf.TerraformStack
	names naming.Names
	env   Environment
	logs  logs.Retention
}

// New adds one environment's stack to the app, named "<environment>-stack".
func New(app constructs.Construct, props Props) *stack.Stack {
	b := newBuilder(app, props)
	topics := b.topics()
	net := b.network()
	cluster := b.cluster(net)
	data := b.data(net, topics.Events)
	storage := b.storage()
	telemetry := b.telemetry(net, storage)
	edge := b.edge(net, cluster, storage)
	workloads := b.workloads(cluster, data, storage, telemetry)
	monitored := b.monitoring(topics.Alarms, slices.Concat(
		cluster.Alarms(), edge.ingress.Alarms(), data.postgres.Alarms(), data.redis.Alarms(),
		telemetry.database.Alarms(), telemetry.proxy.Alarms(), net.Alarms(),
	))
	topics.Events.Report(b.scope, b.names, slices.Concat(data.postgres.Events(), telemetry.database.Events(), edge.zone.Events()))

	// The traffic matrix: the document's security group table.
	vpc := securitygroup.CIDR(net.CIDR)
	anywhere := securitygroup.Anywhere()
	edge.ingress.SecurityGroup.AllowFrom(anywhere, "HTTPS from the internet")
	edge.ingress.SecurityGroup.AllowAllTo(cluster.Nodes.SecurityGroup, "The nodes and nothing else")
	cluster.Nodes.SecurityGroup.AllowAllFrom(edge.ingress.SecurityGroup, "Anything from the load balancer")
	cluster.Nodes.SecurityGroup.AllowPortsFrom(vpc, nodePorts, "NodePort services from inside the VPC")
	cluster.Nodes.SecurityGroup.AllowAllTo(anywhere, "Images, AWS APIs and the internet")
	data.postgres.SecurityGroup.AllowFrom(vpc, "PostgreSQL from inside the VPC")
	data.postgres.SecurityGroup.AllowAllTo(anywhere, "Everything, as the security group table has it")
	data.redis.SecurityGroup.AllowFrom(vpc, "Redis from inside the VPC")
	data.redis.SecurityGroup.AllowAllTo(anywhere, "Everything, as the security group table has it")
	telemetry.database.SecurityGroup.AllowFrom(vpc, "TimescaleDB from inside the VPC")
	telemetry.database.SecurityGroup.AllowAllTo(anywhere, "Everything, as the security group table has it")
	telemetry.proxy.SecurityGroup.AllowFrom(telemetry.database.SecurityGroup, "Packages and AWS APIs for TimescaleDB")
	telemetry.proxy.SecurityGroup.AllowPortsTo(anywhere, securitygroup.TCP(80), "Package servers")
	telemetry.proxy.SecurityGroup.AllowPortsTo(anywhere, securitygroup.TCP(443), "Package servers and AWS APIs")

	b.publisher(edge.cdn)

	b.networkOutputs(net)
	b.clusterOutputs(cluster)
	b.workloadOutputs(workloads)
	b.dataOutputs(data)
	b.storageOutputs(storage)
	b.edgeOutputs(edge)
	b.telemetryOutputs(telemetry)
	b.monitoringOutputs(topics, monitored)
	return b.stack
}

// nodePorts is the default range of ports for NodePort services.
// https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
var nodePorts = securitygroup.TCPRange(30000, 32767)

func newBuilder(app constructs.Construct, props Props) *builder {
	env := props.Environment
	b := &builder{names: env.names(), env: env}
	b.stack = stack.New(app, stack.Props{
		Target:            props.Target,
		Name:              StackName(env.Name),
		Names:             b.names,
		State:             props.State,
		DeploymentRoleARN: env.Account.DeploymentRoleARN,
		Waivers:           env.Waivers.Stack,
		Metadata: synthesized.Metadata{
			Role:       synthesized.RoleEnvironment,
			Stage:      env.Stage,
			Position:   env.Position,
			Disposable: env.Protection == deletion.Disposable,
			CI:         props.CI,
			Outputs:    map[synthesized.OutputUse]string{synthesized.OutputAlarms: alarmTopicOutput},
		},
	})
	b.stack.AddAWSProvider()
	b.stack.AddRandomProvider()
	b.scope = b.stack.Resource
	b.logs = logs.NewRetention(b.scope, "log-encryption", logs.RetentionProps{
		Names: b.names, Days: env.Logs.RetentionDays, Protection: env.Protection,
	})
	return b
}

// secretName returns the name of a secret of the environment, for example "volteryde/dev/rds/password".
func (b *builder) secretName(purpose string) string { return System + "/" + b.env.Name + "/" + purpose }

func (e Environment) names() naming.Names {
	return naming.Names{
		System:       System,
		Environment:  e.Name,
		Region:       e.Region,
		AccountID:    e.Account.ID,
		ResourceTags: map[string]string{"Environment": e.Name},
		CommonTags:   map[string]string{"Environment": e.Name, "ManagedBy": "Terraform", "Project": "Volteryde"},
	}
}
