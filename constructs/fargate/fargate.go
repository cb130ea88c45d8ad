// Package fargate builds an ECS cluster that runs one service on Fargate, behind a load balancer and scaled by its load.
package fargate

import (
	"cmp"
	"fmt"

	"landform/constructs/identity"
	"landform/constructs/loadbalancer"
	"landform/constructs/logs"
	"landform/constructs/naming"
	"landform/constructs/network"
	"landform/constructs/repository"
	"landform/constructs/secret"
	"landform/constructs/securitygroup"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ecscluster"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ecsservice"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// startSeconds is how long a new task may fail the load balancer's health checks before it counts.
const startSeconds = 60

// Props are what New cannot decide by itself.
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
	Secrets     *secret.Version   // whose fields become variables as well; nil for none
	Balancer    *loadbalancer.LoadBalancer
	Logs        logs.Retention
}

// Count is how many tasks run.
type Count struct {
	Initial int // at creation: afterwards the load decides
	Min     int
	Max     int
}

// Service is a service whose tasks other constructs can be allowed to talk to.
type Service struct {
	Cluster       ecscluster.EcsCluster
	Resource      ecsservice.EcsService
	SecurityGroup *securitygroup.Group // listens on the container's port
	TaskRole      *identity.Role       // what the program in the container may do
	// ExecutionRole is what ECS may do to start a task: pull its image, read its secrets, write its logs.
	ExecutionRole *identity.Role
	// ClusterName and Name are what alarms know the service by.
	ClusterName string
	Name        string

	purpose string
}

// Problem is what is wrong with the counts, in words; empty if nothing is.
func (c Count) Problem() string {
	if c.Min < 1 || c.Initial < c.Min || c.Max < c.Initial {
		return "the number of tasks must be 1 <= Min <= Initial <= Max"
	}
	return ""
}

// New creates the cluster, the task with its roles and log group, the service and its scaling. It panics if the size, the
// count or the health command has a problem.
func New(scope constructs.Construct, id string, props Props) *Service {
	if problem := cmp.Or(props.Size.Problem(), props.Count.Problem()); problem != "" {
		panic(fmt.Sprintf("fargate: %s: %s", props.Name, problem))
	}
	if err := props.Health.Validate(); err != nil {
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

// cluster creates the log group that Container Insights would create by itself, and then the cluster that fills it.
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

// service rolls a new task definition out beside the old one, and back when its tasks do not become healthy.
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
		// A task can start when its role may pull the image, and register when the target group has a listener.
		DependsOn: new(append(s.ExecutionRole.Attachments, props.Balancer.Listener)),
		Lifecycle: &cdktf.TerraformResourceLifecycle{IgnoreChanges: jsii.Strings("desired_count")},
	})
}
