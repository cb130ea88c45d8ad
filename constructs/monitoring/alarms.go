package monitoring

import (
	"strings"

	"landform/constructs/alarm"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudwatchmetricalarm"
)

const periodSeconds = 60 * alarm.PeriodMinutes

// createAlarm creates the alarm of a rule. It publishes to the topic when it enters and when it leaves the ALARM state.
func createAlarm(scope constructs.Construct, props Props, target alarm.Target, rule alarm.Rule) {
	id := alarmID(target, rule)
	name := props.Names.Name(id)
	config := &cloudwatchmetricalarm.CloudwatchMetricAlarmConfig{
		AlarmName:          &name,
		AlarmDescription:   &rule.Reason,
		ComparisonOperator: new(string(rule.Comparison)),
		Threshold:          &rule.Threshold,
		EvaluationPeriods:  jsii.Number(rule.Periods),
		TreatMissingData:   new(string(rule.MissingData)),
		AlarmActions:       &[]*string{props.Topic.ARN},
		OkActions:          &[]*string{props.Topic.ARN},
		Tags:               props.Names.Tags(name),
	}
	if rule.OnlyWhile == "" {
		ofMetric(config, target, rule)
	} else {
		ofExpression(config, target, rule)
	}
	cloudwatchmetricalarm.NewCloudwatchMetricAlarm(scope, &id, config)
}

// alarmID returns the construct ID of an alarm, which is also its name without the environment's prefix.
func alarmID(target alarm.Target, rule alarm.Rule) string { return target.Name + "-" + rule.Name }

func ofMetric(config *cloudwatchmetricalarm.CloudwatchMetricAlarmConfig, target alarm.Target, rule alarm.Rule) {
	config.Namespace = &target.Namespace
	config.MetricName = &rule.Metric
	config.Dimensions = dimensions(target)
	config.Period = jsii.Number(periodSeconds)
	if isPercentile(rule.Statistic) {
		config.ExtendedStatistic = &rule.Statistic
		// With few samples, every high percentile is the value of the slowest request.
		config.EvaluateLowSampleCountPercentiles = new("ignore")
		return
	}
	config.Statistic = &rule.Statistic
}

// ofExpression alarms on a metric math expression that is 0 while the metric OnlyWhile is 0.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#using-IF-expressions
func ofExpression(config *cloudwatchmetricalarm.CloudwatchMetricAlarmConfig, target alarm.Target, rule alarm.Rule) {
	query := func(id, metric, statistic string) *cloudwatchmetricalarm.CloudwatchMetricAlarmMetricQuery {
		return &cloudwatchmetricalarm.CloudwatchMetricAlarmMetricQuery{
			Id: &id,
			Metric: &cloudwatchmetricalarm.CloudwatchMetricAlarmMetricQueryMetric{
				Namespace: &target.Namespace, MetricName: &metric, Dimensions: dimensions(target),
				Period: jsii.Number(periodSeconds), Stat: &statistic,
			},
		}
	}
	config.MetricQuery = []*cloudwatchmetricalarm.CloudwatchMetricAlarmMetricQuery{
		{
			Id:         new("counted"),
			Expression: new("IF(condition > 0, value, 0)"),
			Label:      new(rule.Metric + " while " + rule.OnlyWhile + " is above 0"),
			ReturnData: true,
		},
		query("value", rule.Metric, rule.Statistic),
		query("condition", rule.OnlyWhile, alarm.Maximum),
	}
}

func dimensions(target alarm.Target) *map[string]*string {
	values := map[string]*string{}
	for _, dimension := range target.Dimensions {
		values[dimension.Name] = new(dimension.Value)
	}
	return &values
}

func isPercentile(statistic string) bool { return strings.HasPrefix(statistic, "p") }
