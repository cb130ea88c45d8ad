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
	} {
		want["dimensions.InstanceId"] = server
		constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/"+path), want)
	}
	constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/egress-status"), map[string]any{
		"dimensions.InstanceId": constructtest.Find(t, stack, "egress/server/instance").Reference("id"),
	})
}
