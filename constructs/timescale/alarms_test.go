package timescale_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/deletion"
)

func TestAlarms(t *testing.T) {
	stack := build(t, deletion.Protected)
	server := constructtest.Find(t, stack, "timescale/server/instance").Reference("id")
	for path, want := range map[string]map[string]any{
		"timescale-status": {"namespace": "AWS/EC2", "metric_name": "StatusCheckFailed", "treat_missing_data": "breaching"},
		"timescale-cpu":    {"namespace": "AWS/EC2", "metric_name": "CPUUtilization"},
		"timescale-disk": {
			"namespace": "CWAgent", "metric_name": "disk_used_percent", "treat_missing_data": "breaching",
			"dimensions.path": "/var/lib/postgresql", "dimensions.fstype": "ext4",
		},
		"timescale-root-disk": {"metric_name": "disk_used_percent", "dimensions.path": "/", "dimensions.fstype": "ext4"},
		"timescale-memory":    {"namespace": "CWAgent", "metric_name": "mem_used_percent"},
		"timescale-process": {
			"metric_name": "procstat_lookup_pid_count", "comparison_operator": "LessThanThreshold", "threshold": 1,
			"dimensions.exe": "postgres", "dimensions.pid_finder": "native",
		},
	} {
		want["dimensions.InstanceId"] = server
		constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/"+path), want)
	}
	filter := constructtest.Find(t, stack, "timescale/backup-errors")
	constructtest.Expect(t, filter, map[string]any{
		"log_group_name": constructtest.Find(t, stack, "timescale/logs").Reference("name"),
		"pattern":        `?"archive command failed" ?"P00  ERROR"`,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/timescale-backup"), map[string]any{
		"namespace": filter.Get("metric_transformation.namespace"), "metric_name": filter.Get("metric_transformation.name"),
		"treat_missing_data": "notBreaching",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/egress-credits"), map[string]any{
		"metric_name": "CPUSurplusCreditsCharged",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/egress-status"), map[string]any{
		"dimensions.InstanceId": constructtest.Find(t, stack, "egress/server/instance").Reference("id"),
	})
}

func TestFailedSnapshotsAreReported(t *testing.T) {
	stack := build(t, deletion.Protected)
	policy := constructtest.Find(t, stack, "timescale/snapshots").Reference("arn")
	constructtest.Expect(t, constructtest.Find(t, stack, "timescale-snapshot-policy"), map[string]any{
		"event_pattern": `{"source":["aws.dlm"],"detail-type":["DLM Policy State Change"],"resources":["` + policy + `"],"detail":{"state":["ERROR"]}}`,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "timescale-snapshot"), map[string]any{
		"event_pattern": `{"source":["aws.ec2"],"detail-type":["EBS Snapshot Notification"],"detail":{"event":["createSnapshot"],"result":["failed"]}}`,
	})
}
