package monitoring

import (
	"strings"

	"landform/constructs/naming"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudwatchdashboard"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudwatchmetricalarm"
)

// Props are what New cannot decide by itself.
type Props struct {
	Names     naming.Names
	Topic     *Topic
	Targets   Targets
	BudgetUSD int // what the account may cost in a month
}

// Monitoring is what watches an environment.
type Monitoring struct {
	Dashboard *string // name
}

// New creates the alarms, the dashboard and the budget. It panics if there is nothing to watch, or the budget is not
// positive.
func New(scope constructs.Construct, id string, props Props) *Monitoring {
	namespace := constructs.NewConstruct(scope, &id)
	subjects := props.Targets.subjects()
	if len(subjects) == 0 {
		panic("monitoring: nothing of " + props.Names.Prefix() + " is to be watched")
	}
	for _, one := range subjects {
		for _, row := range alarms {
			if row.kind == one.kind {
				row.create(namespace, props, one)
			}
		}
	}
	budget(namespace, props)
	return &Monitoring{Dashboard: cloudwatchdashboard.NewCloudwatchDashboard(namespace, new("dashboard"),
		&cloudwatchdashboard.CloudwatchDashboardConfig{
			DashboardName: new(props.Names.Prefix()),
			DashboardBody: new(dashboard(props.Names, subjects)),
		}).DashboardName()}
}

// create creates the alarm of a row for one of its subjects. Going off and recovering are both told.
func (a alarm) create(scope constructs.Construct, props Props, of subject) {
	id := of.name + "-" + a.name
	name := props.Names.Name(id)
	dimensions := map[string]*string{}
	for _, one := range of.dimensions {
		dimensions[one.name] = new(one.value)
	}
	config := &cloudwatchmetricalarm.CloudwatchMetricAlarmConfig{
		AlarmName:          &name,
		AlarmDescription:   &a.reason,
		Namespace:          &of.kind.namespace,
		MetricName:         &a.metric,
		Dimensions:         &dimensions,
		ComparisonOperator: new(string(a.breach)),
		Threshold:          new(a.threshold(of)),
		Period:             jsii.Number(60 * periodMinutes),
		EvaluationPeriods:  jsii.Number(a.periods),
		TreatMissingData:   new(string(a.silence)),
		AlarmActions:       &[]*string{props.Topic.ARN},
		OkActions:          &[]*string{props.Topic.ARN},
		Tags:               props.Names.Tags(name),
	}
	if strings.HasPrefix(a.statistic, "p") {
		config.ExtendedStatistic = &a.statistic
		// Of a handful of requests, the slowest is every percentile.
		config.EvaluateLowSampleCountPercentiles = new("ignore")
	} else {
		config.Statistic = &a.statistic
	}
	cloudwatchmetricalarm.NewCloudwatchMetricAlarm(scope, &id, config)
}
