package explain

import (
	"cmp"
	"slices"
	"strings"

	"landform/internal/synthesized"
)

// Dependents are the resources that depend on a resource, directly or indirectly. Terraform creates them after it, and its
// replacement may change them.
type Dependents struct {
	Count int      `json:"count"`
	Data  []string `json:"data,omitempty"` // addresses of the dependents that store data
}

func dependents(stack synthesized.Stack, resource synthesized.Resource) Dependents {
	seen := map[string]bool{resource.Address(): true}
	waiting := []synthesized.Resource{resource}
	found := Dependents{}
	for len(waiting) > 0 {
		one := waiting[0]
		waiting = waiting[1:]
		for _, reference := range one.ReferredBy() {
			other, ok := stack.Resource(reference.From)
			if !ok || seen[reference.From] {
				continue
			}
			seen[reference.From] = true
			waiting = append(waiting, other)
			found.Count++
			if holdsData[other.Type] {
				found.Data = append(found.Data, other.Address())
			}
		}
	}
	slices.Sort(found.Data)
	return found
}

// holdsData are the resource types that lose data when they are replaced.
var holdsData = map[string]bool{
	"aws_db_instance": true, "aws_dynamodb_table": true, "aws_ebs_volume": true, "aws_elasticache_replication_group": true,
	"aws_s3_bucket": true, "aws_ecr_repository": true, "aws_secretsmanager_secret": true, "aws_cloudwatch_log_group": true,
}

// Alarm describes the condition and the recipients of a CloudWatch alarm.
type Alarm struct {
	When string   `json:"when"`
	Of   []string `json:"of"` // addresses of the monitored resources
	Told []string `json:"told"`
}

// alarm returns nil if the resource is not an alarm.
func alarm(resource synthesized.Resource) *Alarm {
	if resource.Type != "aws_cloudwatch_metric_alarm" {
		return nil
	}
	found := &Alarm{When: When(resource), Of: []string{}, Told: []string{}}
	for _, reference := range resource.References() {
		target := &found.Of
		if strings.HasPrefix(reference.Argument, "alarm_actions") {
			target = &found.Told
		} else if !strings.HasPrefix(reference.Argument, "dimensions") && !strings.HasPrefix(reference.Argument, "metric_query") {
			continue
		}
		if !slices.Contains(*target, reference.To) {
			*target = append(*target, reference.To)
		}
	}
	for _, action := range resource.Value("alarm_actions").Strings() {
		if strings.HasPrefix(action, "arn:") {
			found.Told = append(found.Told, action)
		}
	}
	return found
}

// signs maps the comparison operators of CloudWatch alarms to symbols.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
var signs = map[string]string{
	"GreaterThanThreshold": ">", "GreaterThanOrEqualToThreshold": "≥", "LessThanThreshold": "<", "LessThanOrEqualToThreshold": "≤",
	"GreaterThanUpperThreshold": "above the band", "LessThanLowerThreshold": "below the band",
	"LessThanLowerOrGreaterThanUpperThreshold": "outside of the band",
}

// When returns the condition of an alarm in one line: "Average CPUUtilization > 80 in 3 periods of 300 s".
func When(alarm synthesized.Resource) string {
	measured := strings.TrimSpace(text(alarm, "statistic") + text(alarm, "extended_statistic") + " " + text(alarm, "metric_name"))
	period := text(alarm, "period")
	for _, query := range alarm.All("metric_query") {
		if expression := query.Get("expression").String(); expression != "" && query.Get("return_data").IsTrue() {
			measured = cmp.Or(query.Get("label").String(), expression)
		}
		if inner := query.Get("metric.period").String(); inner != "" {
			period = inner
		}
	}
	condition := measured + " " + signs[text(alarm, "comparison_operator")] + " " + text(alarm, "threshold")
	periods := text(alarm, "evaluation_periods")
	if points := text(alarm, "datapoints_to_alarm"); points != "" && points != periods {
		periods = points + " of " + periods
	}
	if period == "" {
		return condition
	}
	return condition + " in " + periods + " periods of " + period + " s"
}
