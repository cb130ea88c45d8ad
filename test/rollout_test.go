package test

import (
	"testing"

	"landform/internal/iameval"
	"landform/internal/synthesized"
	"landform/test/shipped"
)

// gateActions are the API calls of landform after an apply: it checks the health of the deployment and publishes a message.
var gateActions = []string{
	"ecs:DescribeServices", "ecr:DescribeImages", "elasticloadbalancing:DescribeTargetHealth", "eks:DescribeNodegroup",
	"autoscaling:DescribeAutoScalingGroups", "acm:DescribeCertificate", "sns:Publish",
}

// TestApplyRoleCanSeeWhetherItsDeploymentWorks checks that the apply role may make the API calls after an apply.
func TestApplyRoleCanSeeWhetherItsDeploymentWorks(t *testing.T) {
	for _, stack := range shipped.Stacks(t) {
		if !isEnvironment(stack) {
			continue
		}
		if stack.Metadata().Outputs[synthesized.OutputAlarms] == "" {
			t.Errorf("%s names no SNS topic for messages about deployments", stack.Name)
		}
		rights, ok := roleOf(t, stack, "apply")
		if !ok {
			t.Errorf("%s: its account has no apply role", stack.Name)
		}
		for _, action := range gateActions {
			decision, err := rights.Decide(iameval.Request{
				Action: action, Resource: "*", Context: map[string][]string{"aws:RequestedRegion": {stack.Metadata().Region}},
			})
			if err != nil {
				t.Fatal(err)
			}
			if !decision.Allowed {
				t.Errorf("%s: landform-apply is not allowed %s: %s", stack.Name, action, decision.Reason)
			}
		}
	}
}
