package server

import (
	"strings"

	"landform/constructs/alarm"
)

// Alarms returns the alarms on EC2's metrics of the server, which need no agent.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html
func (s *Server) Alarms() []alarm.Target {
	rules := []alarm.Rule{
		{
			Name: "status", Metric: "StatusCheckFailed", Statistic: alarm.Maximum, Comparison: alarm.Above, Threshold: 0,
			Periods: 2, MissingData: alarm.Breaching, Reason: "The server does not pass EC2's status checks, or is gone",
		},
		{
			Name: "cpu", Metric: "CPUUtilization", Statistic: alarm.Average, Comparison: alarm.Above, Threshold: 80,
			Periods: 3, MissingData: alarm.Missing, Reason: "Programs on the server wait for a processor",
		},
	}
	if strings.HasPrefix(s.instanceType, "t") {
		rules = append(rules, alarm.SurplusCredits())
	}
	return []alarm.Target{{
		Section: "Servers", Name: s.purpose, Namespace: "AWS/EC2",
		Dimensions: []alarm.Dimension{{Name: "InstanceId", Value: *s.ID}},
		Rules:      rules,
	}}
}
