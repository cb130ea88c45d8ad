package eks

import (
	"landform/constructs/logs"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// Insights is whether CloudWatch gets the metrics of nodes, pods and containers.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/container-insights-detailed-metrics.html
type Insights int

const (
	// InsightsOn sends them, at a price for every pod.
	InsightsOn Insights = iota
	// InsightsOff sends none; the logs of pods reach CloudWatch all the same.
	InsightsOff
)

// podLogs are the log groups that the add-on writes to, below "/aws/containerinsights/<cluster>/".
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-EKS-logs.html
var podLogs = []string{"application", "dataplane", "host", "performance"}

// observability installs the add-on that brings the pods' logs and metrics to CloudWatch, after the log groups that it
// would otherwise make without a key and a retention.
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
			// Tracing restarts pods to add its agent to them: an application that wants it asks for it.
			"applicationSignals": map[string]bool{"enabled": false},
			"manager": map[string]any{
				"applicationSignals": map[string]any{"autoMonitor": map[string]bool{"monitorAllServices": false}},
			},
		},
	}, after...)
}
