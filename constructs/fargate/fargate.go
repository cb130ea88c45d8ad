// Package fargate builds an ECS cluster that runs one service on Fargate, behind a load balancer, with automatic scaling.
package fargate

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"landform/constructs/identity"
	"landform/constructs/loadbalancer"
	"landform/constructs/logs"
	"landform/constructs/naming"
	"landform/constructs/network"
	"landform/constructs/repository"
	"landform/constructs/secret"
	"landform/constructs/securitygroup"
	"landform/internal/problems"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ecscluster"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ecsservice"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// startSeconds is how long ECS ignores failed health checks of a new task.
const startSeconds = 60

// Props are the arguments of New.
type Props struct {
	Names       naming.Names
	Network     *network.Network
	Name        string // of the service and its container, for example "backend"
	Repository  *repository.Repository
	Tag         string // of the image in the repository
	Port        int    // that the container listens on
	Size        Size
	Count       Count
	Health      HealthCommand
	Environment map[string]string // plain variables
	Secrets     *secret.Version   // each of its fields becomes a variable as well; nil for none
	Balancer    *loadbalancer.LoadBalancer
	Logs        logs.Retention
}

// Count is the number of tasks that run.
type Count struct {
	Initial int // at creation; afterwards automatic scaling sets the number
	Min     int
	Max     int
}

// Service is an ECS service and its cluster.
type Service struct {
	Cluster       ecscluster.EcsCluster
	Resource      ecsservice.EcsService
	SecurityGroup *securitygroup.Group // listens on the container's port
	TaskRole      *identity.Role       // the role of the program in the container
	// ExecutionRole is the role with which ECS starts a task: it pulls the image, reads the secrets and writes the logs.
	ExecutionRole *identity.Role
	// ClusterName and Name are the dimensions of the service's metrics.
	ClusterName string
	Name        string

	purpose string
}

// Validate returns every problem of the counts at once, or nil. Each names the field, its value and what is allowed.
func (c Count) Validate() error {
	var list problems.List
	list.Unless(c.Min >= 1, "Min", c.Min, "must be at least 1")
	list.Unless(c.Initial >= c.Min, "Initial", c.Initial, fmt.Sprintf("must be at least Min, %d", c.Min))
	list.Unless(c.Max >= c.Initial, "Max", c.Max, fmt.Sprintf("must be at least Initial, %d", c.Initial))
	return errors.Join(list...)
}

// Validate returns every problem of the arguments at once, or nil. Each names the field, its value and what is allowed.
func (p Props) Validate() error {
	var list problems.List
	list.Unless(p.Name != "", "Name", `""`, `must name the service, for example "backend"`)
	list.Unless(p.Tag != "", "Tag", `""`, "must be the tag of an image")
	list.Unless(p.Port >= 1 && p.Port <= 65535, "Port", p.Port, "must be 1 to 65535")
	if p.Secrets != nil {
		for _, name := range p.Secrets.Fields {
			_, twice := p.Environment[name]
			list.Unless(!twice, "Environment", strconv.Quote(name), "must not be the name of a secret variable as well")
		}
	}
	return errors.Join(slices.Concat(list,
		problems.In("Size.", p.Size.Validate()), problems.In("Count.", p.Count.Validate()), problems.In("", p.Health.Validate()))...)
}

// New creates the cluster, the task with its roles and log group, the service and its scaling. It panics unless
// props.Validate accepts the arguments.
func New(scope constructs.Construct, id string, props Props) *Service {
	if err := props.Validate(); err != nil {
		panic(fmt.Sprintf("fargate: %s: %s", props.Name, err))
	}
	namespace := constructs.NewConstruct(scope, &id)
	s := &Service{purpose: props.Name, ClusterName: props.Names.Prefix(), Name: props.Names.Name(props.Name)}
	s.SecurityGroup = securitygroup.New(namespace, "security-group", securitygroup.Props{
		Names:       props.Names,
		Network:     props.Network,
		Name:        props.Names.Name("ecs-sg"),
		Description: "Security group for the ECS tasks",
		Listens:     securitygroup.TCP(props.Port),
	})
	s.cluster(namespace, props)
	task := s.task(namespace, props)
	s.service(namespace, props, task)
	s.scaling(namespace, props)
	return s
}

// cluster creates the log group that Container Insights would create by itself, and then the cluster that writes to it.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-reference-performance-logs-ECS.html
func (s *Service) cluster(scope constructs.Construct, props Props) {
	insights := logs.New(scope, "insights-logs", logs.Props{
		Names: props.Names, Name: "/aws/ecs/containerinsights/" + s.ClusterName + "/performance", Retention: props.Logs,
	})
	s.Cluster = ecscluster.NewEcsCluster(scope, new("cluster"), &ecscluster.EcsClusterConfig{
		Name: &s.ClusterName,
		Setting: []*ecscluster.EcsClusterSetting{
			{Name: new("containerInsights"), Value: new("enabled")},
		},
		Tags:      props.Names.Tags(s.ClusterName),
		DependsOn: &[]cdktf.ITerraformDependable{insights.Resource},
	})
}

// service creates the service. It starts the tasks of a new task definition beside the old ones, and rolls back if they
// do not become healthy.
func (s *Service) service(scope constructs.Construct, props Props, task *string) {
	s.Resource = ecsservice.NewEcsService(scope, new("service"), &ecsservice.EcsServiceConfig{
		Name:                            &s.Name,
		Cluster:                         s.Cluster.Id(),
		TaskDefinition:                  task,
		DesiredCount:                    jsii.Number(props.Count.Initial),
		LaunchType:                      new("FARGATE"),
		PlatformVersion:                 new("LATEST"),
		AvailabilityZoneRebalancing:     new("ENABLED"),
		DeploymentMinimumHealthyPercent: new(100.0),
		DeploymentMaximumPercent:        new(200.0),
		DeploymentCircuitBreaker:        &ecsservice.EcsServiceDeploymentCircuitBreaker{Enable: true, Rollback: true},
		HealthCheckGracePeriodSeconds:   jsii.Number(startSeconds),
		NetworkConfiguration: &ecsservice.EcsServiceNetworkConfiguration{
			Subnets:        network.IDs(props.Network.Private),
			SecurityGroups: &[]*string{s.SecurityGroup.ID},
			AssignPublicIp: false,
		},
		LoadBalancer: []*ecsservice.EcsServiceLoadBalancer{{
			TargetGroupArn: props.Balancer.TargetGroup.Arn(),
			ContainerName:  &props.Name,
			ContainerPort:  jsii.Number(props.Port),
		}},
		EnableEcsManagedTags: true,
		PropagateTags:        new("SERVICE"),
		Tags:                 props.Names.Tags(s.Name),
		// A task cannot start before its role may pull the image, nor register before the target group has a listener.
		DependsOn: new(append(s.ExecutionRole.Attachments, props.Balancer.Listener)),
		Lifecycle: &cdktf.TerraformResourceLifecycle{IgnoreChanges: jsii.Strings("desired_count")},
	})
}
