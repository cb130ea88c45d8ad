package postgres

import "landform/constructs/alarm"

// Alarms are those of the instance. The thresholds follow what AWS recommends where it does.
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

// latency is a rule about how long the volume takes for one operation.
func latency(name, metric string) alarm.Rule {
	return alarm.Rule{
		Name: name, Metric: metric, Statistic: alarm.Average, Comparison: alarm.Above, Threshold: latencySeconds, Periods: 3,
		MissingData: alarm.Missing, Reason: "The volume is slow: its operations or its throughput are used up",
	}
}

const (
	storageShare     = 0.1  // of what was allocated at first
	connectionsShare = 0.8  // of what the instance class admits
	memoryShare      = 0.1  // of what the instance class has
	latencySeconds   = 0.02 // as AWS recommends
)
