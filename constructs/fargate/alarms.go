package fargate

import "landform/constructs/alarm"

// Alarms are those of the service: the load that scaling does not take away.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
func (s *Service) Alarms() []alarm.Target {
	return []alarm.Target{{
		Section: "Service", Name: "ecs", Namespace: "AWS/ECS",
		Dimensions: []alarm.Dimension{
			{Name: "ClusterName", Value: *s.Cluster.Name()}, {Name: "ServiceName", Value: *s.Resource.Name()},
		},
		Rules: []alarm.Rule{
			{
				Name: "cpu", Metric: "CPUUtilization", Statistic: alarm.Average, Comparison: alarm.Above, Threshold: loadPercent,
				Periods: 3, MissingData: alarm.NotBreaching, Reason: "The tasks are busy, and there are as many as there may be",
			},
			{
				Name: "memory", Metric: "MemoryUtilization", Statistic: alarm.Average, Comparison: alarm.Above, Threshold: loadPercent,
				Periods: 3, MissingData: alarm.NotBreaching, Reason: "The tasks will soon be ended for lack of memory",
			},
		},
	}}
}

// loadPercent is what scaling does not let the tasks reach while it can add some.
const loadPercent = 90
