package fargate

import (
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/appautoscalingpolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/appautoscalingtarget"
)

// The average utilization at which scaling keeps the tasks, in percent. The target for memory is higher: programs release
// memory slowly, long after the load has fallen.
const (
	cpuPercent    = 60
	memoryPercent = 75
)

// The cooldowns of scaling: tasks are added quickly and removed slowly.
const (
	scaleOutSeconds = 60
	scaleInSeconds  = 300
)

// scaling changes the number of tasks so that their average utilization stays at its target. If the two policies
// disagree, the larger number applies.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
func (s *Service) scaling(scope constructs.Construct, props Props) {
	target := appautoscalingtarget.NewAppautoscalingTarget(scope, new("scaling"),
		&appautoscalingtarget.AppautoscalingTargetConfig{
			ServiceNamespace:  new("ecs"),
			ScalableDimension: new("ecs:service:DesiredCount"),
			ResourceId:        new("service/" + *s.Cluster.Name() + "/" + *s.Resource.Name()),
			MinCapacity:       jsii.Number(props.Count.Min),
			MaxCapacity:       jsii.Number(props.Count.Max),
			Tags:              props.Names.Tags(s.Name),
		})
	track(scope, s.Name, target, "cpu", "ECSServiceAverageCPUUtilization", cpuPercent)
	track(scope, s.Name, target, "memory", "ECSServiceAverageMemoryUtilization", memoryPercent)
}

func track(scope constructs.Construct, service string, target appautoscalingtarget.AppautoscalingTarget,
	measure, metric string, percent int) {
	appautoscalingpolicy.NewAppautoscalingPolicy(scope, new("scaling-by-"+measure), &appautoscalingpolicy.AppautoscalingPolicyConfig{
		Name:              new(service + "-" + measure),
		PolicyType:        new("TargetTrackingScaling"),
		ServiceNamespace:  target.ServiceNamespace(),
		ScalableDimension: target.ScalableDimension(),
		ResourceId:        target.ResourceId(),
		TargetTrackingScalingPolicyConfiguration: &appautoscalingpolicy.AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration{
			PredefinedMetricSpecification: &appautoscalingpolicy.AppautoscalingPolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecification{
				PredefinedMetricType: &metric,
			},
			TargetValue:      jsii.Number(percent),
			ScaleOutCooldown: jsii.Number(scaleOutSeconds),
			ScaleInCooldown:  jsii.Number(scaleInSeconds),
		},
	})
}
