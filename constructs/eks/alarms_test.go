package eks_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/eks"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func TestAlarms(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		burstable := props(stack)
		burstable.Nodes.InstanceTypes = []string{"t3.medium"}
		constructtest.Monitor(stack, eks.New(stack, "eks", burstable).Alarms())
	})
	group := constructtest.Find(t, stack, "eks/node-group").Reference("resources[0].autoscaling_groups[0].name")
	for path, want := range map[string]map[string]any{
		"nodes-cpu": {
			"namespace": "AWS/EC2", "metric_name": "CPUUtilization", "treat_missing_data": "breaching",
			"dimensions.AutoScalingGroupName": group,
		},
		"nodes-credits": {"metric_name": "CPUSurplusCreditsCharged", "dimensions.AutoScalingGroupName": group},
		"nodes-status":  {"metric_name": "StatusCheckFailed", "threshold": 0, "dimensions.AutoScalingGroupName": group},
		"eks-pending": {
			"namespace": "AWS/EKS", "metric_name": "scheduler_pending_pods_UNSCHEDULABLE", "treat_missing_data": "notBreaching",
			"dimensions.ClusterName": constructtest.Find(t, stack, "eks/cluster").Reference("name"),
		},
	} {
		constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/"+path), want)
	}
}
