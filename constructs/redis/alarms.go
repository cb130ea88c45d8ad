package redis

import "landform/constructs/alarm"

// Alarms returns the alarms of each node.
// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html
func (r *Redis) Alarms() []alarm.Target {
	group := *r.Resource.ReplicationGroupId()
	var targets []alarm.Target
	for _, node := range r.NodeNames() {
		targets = append(targets, alarm.Target{
			Section: "Redis", Name: "redis-" + node, Namespace: "AWS/ElastiCache",
			Dimensions: []alarm.Dimension{{Name: "CacheClusterId", Value: group + "-" + node}},
			Rules:      nodeRules(),
		})
	}
	return targets
}

func nodeRules() []alarm.Rule {
	return []alarm.Rule{
		{
			Name: "memory", Metric: "DatabaseMemoryUsagePercentage", Statistic: alarm.Maximum, Comparison: alarm.Above,
			Threshold: 80, Periods: 2, MissingData: alarm.Missing, Reason: "Keys will soon be evicted before they expire",
		},
		{
			Name: "evictions", Metric: "Evictions", Statistic: alarm.Sum, Comparison: alarm.Above, Threshold: 0, Periods: 3,
			MissingData: alarm.NotBreaching, Reason: "Keys are evicted before they expire, sessions among them",
		},
		{
			Name: "engine-cpu", Metric: "EngineCPUUtilization", Statistic: alarm.Average, Comparison: alarm.Above, Threshold: 90,
			Periods: 3, MissingData: alarm.Breaching, Reason: "The engine's one thread is busy, or the node is gone",
		},
		{
			Name: "cpu", Metric: "CPUUtilization", Statistic: alarm.Average, Comparison: alarm.Above, Threshold: 90, Periods: 3,
			MissingData: alarm.Missing, Reason: "TLS and snapshots leave the engine no processor",
		},
		{
			Name: "lag", Metric: "ReplicationLag", Statistic: alarm.Maximum, Comparison: alarm.Above, Threshold: lagSeconds,
			Periods: 3, MissingData: alarm.NotBreaching, Reason: "The replica is behind its primary: a failover would lose writes",
		},
	}
}

// lagSeconds is above the lag of every healthy replica.
const lagSeconds = 5
