package timescale

import (
	"landform/constructs/alarm"
	"landform/constructs/logs"
	"landform/constructs/naming"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudwatchlogmetricfilter"
)

// Alarms returns the alarms of the server, on the metrics of its CloudWatch agent, and on errors of backups.
func (t *Timescale) Alarms() []alarm.Target {
	instance := alarm.Dimension{Name: "InstanceId", Value: *t.Server.ID}
	filesystem := alarm.Dimension{Name: "fstype", Value: Filesystem}
	return append(t.Server.Alarms(),
		disk("timescale", "The data will soon fill its volume, or the server no longer reports",
			instance, alarm.Dimension{Name: "path", Value: DataPath}, filesystem),
		disk("timescale-root", "Logs and packages will soon fill the root volume, or the server no longer reports",
			instance, alarm.Dimension{Name: "path", Value: "/"}, filesystem),
		alarm.Target{
			Section: "Memory of servers", Name: "timescale", Namespace: MetricNamespace, Dimensions: []alarm.Dimension{instance},
			Rules: []alarm.Rule{{
				Name: "memory", Metric: "mem_used_percent", Statistic: alarm.Average, Comparison: alarm.Above, Threshold: 90, Periods: 3,
				MissingData: alarm.Missing, Reason: "The server will soon end processes for lack of memory",
			}},
		},
		alarm.Target{
			Section: "TimescaleDB", Name: "timescale", Namespace: MetricNamespace,
			// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-procstat-process-metrics.html
			Dimensions: []alarm.Dimension{instance, {Name: "exe", Value: process}, {Name: "pid_finder", Value: "native"}},
			Rules: []alarm.Rule{{
				Name: "process", Metric: "procstat_lookup_pid_count", Statistic: alarm.Minimum, Comparison: alarm.Below, Threshold: 1,
				Periods: 2, MissingData: alarm.Missing, Reason: "PostgreSQL does not run",
			}},
		},
		alarm.Target{
			Section: "Backups", Name: "timescale", Namespace: t.Server.Name,
			Rules: []alarm.Rule{{
				Name: "backup", Metric: backupErrors, Statistic: alarm.Sum, Comparison: alarm.Above, Threshold: 0, Periods: 3,
				MissingData: alarm.NotBreaching, Reason: "WAL or backups do not reach the bucket: see the log group for why",
			}},
		})
}

func disk(name, reason string, dimensions ...alarm.Dimension) alarm.Target {
	return alarm.Target{
		Section: "Disks of servers", Name: name, Namespace: MetricNamespace, Dimensions: dimensions,
		Rules: []alarm.Rule{{
			Name: "disk", Metric: "disk_used_percent", Statistic: alarm.Maximum, Comparison: alarm.Above, Threshold: 80,
			Periods: 3, MissingData: alarm.Breaching, Reason: reason,
		}},
	}
}

// backupErrors is the metric of a metric filter, which has no dimensions: its namespace is the server's name.
const backupErrors = "BackupErrors"

// countBackupErrors creates a metric filter for the messages of PostgreSQL when it cannot archive WAL, and of pgBackRest
// when it fails. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
func countBackupErrors(scope constructs.Construct, names naming.Names, group *logs.Group) {
	cloudwatchlogmetricfilter.NewCloudwatchLogMetricFilter(scope, new("backup-errors"),
		&cloudwatchlogmetricfilter.CloudwatchLogMetricFilterConfig{
			Name:         new(names.Name("timescale-backup-errors")),
			LogGroupName: group.Resource.Name(),
			Pattern:      new(`?"archive command failed" ?"P00  ERROR"`),
			MetricTransformation: &cloudwatchlogmetricfilter.CloudwatchLogMetricFilterMetricTransformation{
				Namespace: new(names.Name(purpose)), Name: new(backupErrors), Value: new("1"), Unit: new("Count"),
			},
		})
}
