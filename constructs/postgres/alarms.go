package postgres

import "landform/constructs/alarm"

// Alarms returns the alarms of the instance. Where AWS recommends a threshold, it is used.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html#RDS
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
func (p *Postgres) Alarms() []alarm.Target {
	return []alarm.Target{{
		Section: "PostgreSQL", Name: "postgres", Namespace: "AWS/RDS",
		Dimensions: []alarm.Dimension{{Name: "DBInstanceIdentifier", Value: *p.Resource.Identifier()}},
		Rules:      p.rules(),
	}}
}

func (p *Postgres) rules() []alarm.Rule {
	rules := []alarm.Rule{
		{
			Name: "cpu", Metric: "CPUUtilization", Statistic: alarm.Average, Comparison: alarm.Above, Threshold: 80,
			Periods: 3, MissingData: alarm.Breaching, Reason: "Queries wait for a processor, or the instance is gone",
		},
		{
			Name: "storage", Metric: "FreeStorageSpace", Statistic: alarm.Minimum, Comparison: alarm.Below,
			Threshold: storageShare * p.StorageBytes(), Periods: 3, MissingData: alarm.Missing,
			Reason: "Storage autoscaling has reached its limit, or cannot keep up",
		},
		{
			Name: "connections", Metric: "DatabaseConnections", Statistic: alarm.Maximum, Comparison: alarm.Above,
			Threshold: float64(int(connectionsShare * float64(p.MaxConnections()))), Periods: 2, MissingData: alarm.Missing,
			Reason: "New clients will soon be refused",
		},
		{
			Name: "memory", Metric: "FreeableMemory", Statistic: alarm.Minimum, Comparison: alarm.Below,
			Threshold: memoryShare * memoryGiB(p.props.Size.InstanceClass) * gib, Periods: 3, MissingData: alarm.Missing,
			Reason: "The instance will soon swap, or end processes for lack of memory",
		},
		latency("read-latency", "ReadLatency"),
		latency("write-latency", "WriteLatency"),
	}
	if isBurstable(p.props.Size.InstanceClass) {
		rules = append(rules, alarm.SurplusCredits())
	}
	return rules
}

// latency returns a rule about the average time of a disk operation.
func latency(name, metric string) alarm.Rule {
	return alarm.Rule{
		Name: name, Metric: metric, Statistic: alarm.Average, Comparison: alarm.Above, Threshold: latencySeconds, Periods: 3,
		MissingData: alarm.Missing, Reason: "The volume is slow: its operations or its throughput are used up",
	}
}

const (
	storageShare     = 0.1  // of the storage that was allocated at first
	connectionsShare = 0.8  // of the maximum number of connections
	memoryShare      = 0.1  // of the memory of the instance class
	latencySeconds   = 0.02 // AWS's recommendation
)
