package test

import (
	"testing"

	"landform/internal/iameval"
	"landform/internal/synthesized"
	"landform/test/shipped"
)

// gateActions are what the tool calls after an apply: to see whether everything works, and to note the deployment.
var gateActions = []string{
	"ecs:DescribeServices", "ecr:DescribeImages", "elasticloadbalancing:DescribeTargetHealth", "eks:DescribeNodegroup",
	"autoscaling:DescribeAutoScalingGroups", "acm:DescribeCertificate", "sns:Publish",
}

// TestApplyRoleCanSeeWhetherItsDeploymentWorks holds the role against what waits behind every apply.
func TestApplyRoleCanSeeWhetherItsDeploymentWorks(t *testing.T) {
	for _, stack := range shipped.Stacks(t) {
		if !isEnvironment(stack) {
			continue
		}
		if stack.Metadata().Outputs[synthesized.OutputAlarms] == "" {
			t.Errorf("%s names no topic at which its deployments are noted", stack.Name)
		}
		rights, ok := roleOf(t, stack, "apply")
		if !ok {
			t.Errorf("%s: no role of its account deploys it", stack.Name)
		}
		for _, action := range gateActions {
			decision, err := rights.Decide(iameval.Request{
				Action: action, Resource: "*", Context: map[string][]string{"aws:RequestedRegion": {stack.Metadata().Region}},
			})
			if err != nil {
				t.Fatal(err)
			}
			if !decision.Allowed {
				t.Errorf("%s: landform-apply may not %s: %s", stack.Name, action, decision.Reason)
			}
		}
	}
}
