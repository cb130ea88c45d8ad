package fargate

import "landform/constructs/alarm"

// Alarms returns the alarms of the service: on utilization that scaling cannot reduce any more.
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

// loadPercent is above the targets of scaling: the tasks reach it only when scaling cannot add any.
const loadPercent = 90
