package timescale

import "landform/constructs/alarm"

// Alarms are those of the server and of the disk that its data lies on.
func (t *Timescale) Alarms() []alarm.Target {
	return append(t.Server.Alarms(), alarm.Target{
		Section: "Disks of servers", Name: purpose, Namespace: MetricNamespace,
		Dimensions: []alarm.Dimension{
			{Name: "InstanceId", Value: *t.Server.ID}, {Name: "path", Value: DataPath}, {Name: "fstype", Value: Filesystem},
		},
		Rules: []alarm.Rule{{
			Name: "disk", Metric: "disk_used_percent", Statistic: alarm.Maximum, Comparison: alarm.Above, Threshold: 80,
			Periods: 3, MissingData: alarm.Breaching,
			Reason: "The data will soon fill its volume, or the server no longer reports",
		}},
	})
}
