package eks

import (
	"slices"
	"strings"

	"landform/constructs/alarm"
)

// Alarms returns the alarms of the Kubernetes scheduler and of the node group.
func (c *Cluster) Alarms() []alarm.Target {
	return []alarm.Target{
		{
			Section: "Kubernetes", Name: "eks", Namespace: "AWS/EKS",
			Dimensions: []alarm.Dimension{{Name: "ClusterName", Value: *c.Name}},
			// https://docs.aws.amazon.com/eks/latest/userguide/cloudwatch.html
			Rules: []alarm.Rule{{
				Name: "pending", Metric: "scheduler_pending_pods_UNSCHEDULABLE", Statistic: alarm.Maximum, Comparison: alarm.Above,
				Threshold: 0, Periods: 3, MissingData: alarm.NotBreaching,
				Reason: "Pods find no node: the group has reached its maximum, or does not grow",
			}},
		},
		{
			// EKS does not enable the group metrics of the Auto Scaling group, but EC2 aggregates the metrics of its instances.
			// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html
			Section: "Worker nodes", Name: "nodes", Namespace: "AWS/EC2",
			Dimensions: []alarm.Dimension{{Name: "AutoScalingGroupName", Value: *c.Nodes.AutoScalingGroup()}},
			Rules:      c.Nodes.rules(),
		},
	}
}

func (n *Nodes) rules() []alarm.Rule {
	rules := []alarm.Rule{
		{
			Name: "cpu", Metric: "CPUUtilization", Statistic: alarm.Average, Comparison: alarm.Above, Threshold: 80,
			Periods: 3, MissingData: alarm.Breaching, Reason: "The nodes are busy, or there is none",
		},
		{
			Name: "status", Metric: "StatusCheckFailed", Statistic: alarm.Maximum, Comparison: alarm.Above, Threshold: 0,
			Periods: 2, MissingData: alarm.Missing, Reason: "A node does not pass EC2's status checks",
		},
	}
	if slices.ContainsFunc(n.instanceTypes, isBurstable) {
		rules = append(rules, alarm.SurplusCredits())
	}
	return rules
}

// isBurstable reports whether an instance type uses CPU credits.
func isBurstable(instanceType string) bool { return strings.HasPrefix(instanceType, "t") }
