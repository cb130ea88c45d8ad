package loadbalancer_test

import (
	"testing"

	"landform/constructs/bucket"
	"landform/constructs/constructtest"
	"landform/constructs/loadbalancer"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func TestAlarms(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		balancer := loadbalancer.New(stack, "ingress", loadbalancer.Props{
			Names: constructtest.Names(), Network: constructtest.Network(stack), Listeners: loadbalancer.PlainHTTP,
			Targets: loadbalancer.Targets{
				Name: "nodes", Kind: loadbalancer.Instances, TargetProtocol: loadbalancer.TLS, Port: 30443, HealthPath: "/healthz",
			},
			Logs: loadbalancer.Logs{RetentionDays: 30, AccessLogs: bucket.New(stack, "requests", bucket.Props{
				Names: constructtest.Names(), Purpose: "logs", Encryption: bucket.S3Managed,
			})},
		})
		constructtest.Monitor(stack, balancer.Alarms())
	})
	balancer := constructtest.Find(t, stack, "ingress/balancer").Reference("arn_suffix")
	constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/alb-latency-p99"), map[string]any{
		"namespace": "AWS/ApplicationELB", "extended_statistic": "p99", "threshold": 3, "dimensions.LoadBalancer": balancer,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/alb-5xx"), map[string]any{
		"metric_name": "HTTPCode_ELB_5XX_Count", "statistic": "Sum", "dimensions.LoadBalancer": balancer,
	})
	// A new environment has no healthy target until an application is installed, and must not alarm until then.
	constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/alb-targets-unhealthy"), map[string]any{
		"metric_query.0.expression":                     "IF(condition > 0, value, 0)",
		"metric_query.1.metric.metric_name":             "UnHealthyHostCount",
		"metric_query.1.metric.dimensions.TargetGroup":  constructtest.Find(t, stack, "ingress/target-group").Reference("arn_suffix"),
		"metric_query.2.metric.metric_name":             "HealthyHostCount",
		"metric_query.2.metric.dimensions.LoadBalancer": balancer,
	})
}
