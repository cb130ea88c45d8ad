package loadbalancer

import "landform/constructs/alarm"

// Alarms returns the alarms of the load balancer and of its targets.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
func (b *LoadBalancer) Alarms() []alarm.Target {
	balancer := alarm.Dimension{Name: "LoadBalancer", Value: *b.Resource.ArnSuffix()}
	group := alarm.Dimension{Name: "TargetGroup", Value: *b.TargetGroup.ArnSuffix()}
	return []alarm.Target{
		{
			Section: "Load balancer", Name: "alb", Namespace: "AWS/ApplicationELB",
			Dimensions: []alarm.Dimension{balancer}, Rules: balancerRules(),
		},
		{
			Section: "Load balancer targets", Name: "alb-targets", Namespace: "AWS/ApplicationELB",
			Dimensions: []alarm.Dimension{group, balancer},
			// While no target is healthy, the load balancer answers every request with 503, on which "alb-5xx" alarms. This
			// alarm therefore stays silent until an application is installed.
			Rules: []alarm.Rule{{
				Name: "unhealthy", Metric: "UnHealthyHostCount", Statistic: alarm.Maximum, Comparison: alarm.Above, Threshold: 0,
				Periods: 3, MissingData: alarm.NotBreaching, OnlyWhile: "HealthyHostCount",
				Reason: "A target fails its health checks while others pass them",
			}},
		},
	}
}

func balancerRules() []alarm.Rule {
	return []alarm.Rule{
		{
			Name: "5xx", Metric: "HTTPCode_ELB_5XX_Count", Statistic: alarm.Sum, Comparison: alarm.Above, Threshold: 10, Periods: 2,
			MissingData: alarm.NotBreaching, Reason: "The load balancer finds no target that answers",
		},
		{
			Name: "target-5xx", Metric: "HTTPCode_Target_5XX_Count", Statistic: alarm.Sum, Comparison: alarm.Above, Threshold: 25,
			Periods: 2, MissingData: alarm.NotBreaching, Reason: "The application fails",
		},
		{
			Name: "latency-p95", Metric: "TargetResponseTime", Statistic: "p95", Comparison: alarm.Above, Threshold: 1, Periods: 3,
			MissingData: alarm.NotBreaching, Reason: "One request in twenty takes more than a second",
		},
		{
			Name: "latency-p99", Metric: "TargetResponseTime", Statistic: "p99", Comparison: alarm.Above, Threshold: 3, Periods: 3,
			MissingData: alarm.NotBreaching, Reason: "One request in a hundred takes more than three seconds",
		},
	}
}
