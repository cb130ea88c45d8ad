package timescale

import "landform/constructs/alarm"

// Events returns the events of failed snapshots, and of the lifecycle policy when it stops working.
// https://docs.aws.amazon.com/ebs/latest/userguide/monitor-cloudwatch-events.html
func (t *Timescale) Events() []alarm.Event {
	return []alarm.Event{
		{
			Name:   "timescale-snapshot-policy",
			Reason: "The policy that snapshots TimescaleDB's volume no longer works",
			Pattern: alarm.Pattern{
				Source: []string{"aws.dlm"}, DetailType: []string{"DLM Policy State Change"},
				Resources: []string{*t.Snapshots.Arn()}, Detail: map[string][]string{"state": {"ERROR"}},
			},
		},
		{
			Name:   "timescale-snapshot",
			Reason: "A snapshot has failed",
			Pattern: alarm.Pattern{
				Source: []string{"aws.ec2"}, DetailType: []string{"EBS Snapshot Notification"},
				Detail: map[string][]string{"event": {"createSnapshot"}, "result": {"failed"}},
			},
		},
	}
}
