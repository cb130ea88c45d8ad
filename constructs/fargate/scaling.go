package fargate

import (
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/appautoscalingpolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/appautoscalingtarget"
)

// The load that scaling keeps a task at, in percent of what it has. Memory falls slower than load does, and is asked
// for later.
const (
	cpuPercent    = 60
	memoryPercent = 75
)

// Tasks are added quickly and taken away slowly.
const (
	scaleOutSeconds = 60
	scaleInSeconds  = 300
)

// scaling keeps the average load of the tasks at its target by their number: whichever policy asks for more wins.
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
	what, metric string, percent int) {
	appautoscalingpolicy.NewAppautoscalingPolicy(scope, new("scaling-by-"+what), &appautoscalingpolicy.AppautoscalingPolicyConfig{
		Name:              new(service + "-" + what),
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
