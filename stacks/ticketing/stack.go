package ticketing

import (
	"slices"

	"landform/constructs/deletion"

	"landform/constructs/loadbalancer"
	"landform/constructs/logs"
	"landform/constructs/naming"

	"landform/constructs/securitygroup"
	"landform/constructs/stack"
	"landform/internal/synthesized"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// System is the name of the system, and the prefix of its resources' names.
const System = "ticketing"

// StackName returns the name of an environment's stack.
func StackName(environment string) string { return System + "-" + environment + "-stack" }

// Props are what New cannot decide by itself.
type Props struct {
	Target      stack.Target
	State       stack.State
	CI          *synthesized.CI
	Environment Environment
}

// builder adds the parts of one environment to its stack.
type builder struct {
	stack  *stack.Stack
	scope  cdktf.TerraformStack
	names  naming.Names
	env    Environment
	logs   logs.Retention
	inputs inputs
}

// New adds one environment's stack to the app, named "ticketing-<environment>-stack".
func New(app constructs.Construct, props Props) *stack.Stack {
	b := newBuilder(app, props)
	topics := b.topics()
	net := b.network()
	data := b.data(net, topics.Events)
	buckets := b.buckets()
	edge := b.edge(net, buckets)
	backend := b.backend(net, data, buckets, edge)

	monitored := b.monitoring(topics.Alarms, slices.Concat(
		edge.loadBalancer.Alarms(), backend.service.Alarms(), data.postgres.Alarms(), data.redis.Alarms(), net.Alarms(),
	))
	topics.Events.Report(b.scope, b.names, slices.Concat(data.postgres.Events(), edge.events(), backend.service.Events()))

	// The traffic matrix. The databases have no egress rules.
	anywhere := securitygroup.Anywhere()
	edge.loadBalancer.SecurityGroup.AllowFrom(anywhere, "Clients of the API")
	if edge.certificate != nil {
		edge.loadBalancer.SecurityGroup.AllowPortsFrom(anywhere, securitygroup.TCP(loadbalancer.HTTPPort), "Clients to redirect to HTTPS")
	}
	securitygroup.Connect(edge.loadBalancer.SecurityGroup, backend.service.SecurityGroup, "The API behind the load balancer")
	securitygroup.Connect(backend.service.SecurityGroup, data.postgres.SecurityGroup, "PostgreSQL of the backend")
	securitygroup.Connect(backend.service.SecurityGroup, data.redis.SecurityGroup, "Redis of the backend")
	backend.service.SecurityGroup.AllowPortsTo(anywhere, securitygroup.TCP(loadbalancer.HTTPSPort), "Images, S3 and the AWS APIs")

	b.publisher(buckets.frontend)

	b.dataOutputs(data)
	b.bucketOutputs(buckets)
	b.edgeOutputs(edge, buckets)
	b.backendOutputs(backend)
	b.monitoringOutputs(topics, monitored)
	b.protectionOutput(data, edge)
	return b.stack
}

func newBuilder(app constructs.Construct, props Props) *builder {
	env := props.Environment
	b := &builder{names: env.names(), env: env}
	b.stack = stack.New(app, stack.Props{
		Target:            props.Target,
		Name:              StackName(env.Name),
		Names:             b.names,
		State:             props.State,
		DeploymentRoleARN: env.Account.DeploymentRoleARN,
		Waivers:           env.Waivers,
		Metadata: synthesized.Metadata{
			Role:       synthesized.RoleEnvironment,
			Stage:      env.Stage,
			Position:   env.Position,
			Disposable: env.Protection == deletion.Disposable,
			CI:         props.CI,
			Outputs: map[synthesized.OutputUse]string{
				synthesized.OutputDotenv: variablesOutput, synthesized.OutputProtection: protectionOutput,
				synthesized.OutputAlarms: alarmTopicOutput,
			},
		},
	})
	b.stack.AddAWSProvider()
	b.stack.AddRandomProvider()
	b.scope, b.inputs = b.stack.Resource, addInputs(b.stack)
	b.logs = logs.NewRetention(b.scope, "log-encryption", logs.RetentionProps{
		Names: b.names, Days: env.Logs.RetentionDays, Protection: env.Protection,
	})
	return b
}

// secretName returns the name of a secret of the environment, for example "ticketing/dev/rds/password".
func (b *builder) secretName(purpose string) string { return System + "/" + b.env.Name + "/" + purpose }

func (e Environment) names() naming.Names {
	return naming.Names{
		System:       System,
		Environment:  e.Name,
		Region:       e.Region,
		AccountID:    e.Account.ID,
		ResourceTags: map[string]string{"Environment": e.Name},
		CommonTags:   map[string]string{"Environment": e.Name, "ManagedBy": "Terraform", "Project": "Ticketing"},
	}
}
