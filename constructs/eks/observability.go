package eks

import (
	"landform/constructs/logs"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// Insights says whether Container Insights collects metrics of nodes, pods and containers.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/container-insights-detailed-metrics.html
type Insights int

const (
	// InsightsOn enables Container Insights, which AWS charges for by the number of observations.
	InsightsOn Insights = iota
	// InsightsOff disables it. The logs of pods are collected nevertheless.
	InsightsOff
)

// podLogs are the log groups to which the add-on writes, with the prefix "/aws/containerinsights/<cluster>/".
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-EKS-logs.html
var podLogs = []string{"application", "dataplane", "host", "performance"}

// observability installs the add-on that sends logs and metrics of pods to CloudWatch. It depends on the log groups, which
// the add-on would otherwise create without a key and a retention.
func (c *Cluster) observability(scope constructs.Construct, props Props) {
	after := []cdktf.ITerraformDependable{c.Nodes.Resource}
	for _, kind := range podLogs {
		group := logs.New(scope, "pod-logs-"+kind, logs.Props{Names: props.Names, Name: "/aws/containerinsights/" + props.Name + "/" + kind, Retention: props.Logs})
		after = append(after, group.Resource)
	}
	c.addon(scope, addon{
		name:            "amazon-cloudwatch-observability",
		account:         ServiceAccount{"amazon-cloudwatch", "cloudwatch-agent"},
		managedPolicies: []string{"CloudWatchAgentServerPolicy"},
		configuration: map[string]any{
			"containerLogs":     map[string]bool{"enabled": true},
			"containerInsights": map[string]bool{"enabled": props.Insights == InsightsOn},
			// Application Signals restarts pods to inject its agent. An application that wants it enables it with an annotation.
			"applicationSignals": map[string]bool{"enabled": false},
			"manager": map[string]any{
				"applicationSignals": map[string]any{"autoMonitor": map[string]bool{"monitorAllServices": false}},
			},
		},
	}, after...)
}
