package monitoring

import (
	"landform/constructs/alarm"
	"landform/constructs/naming"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudwatchdashboard"
)

// Props are the arguments of New.
type Props struct {
	Names     naming.Names
	Topic     *Topic
	Targets   []alarm.Target // in the order of the dashboard
	BudgetUSD int            // what the account may cost in a month
}

// Monitoring is an environment's alarms, dashboard and budget.
type Monitoring struct {
	Resource  cloudwatchdashboard.CloudwatchDashboard
	Dashboard *string // name
}

// New creates the alarms, the dashboard and the budget. It panics if there is no target, or the budget is not positive.
func New(scope constructs.Construct, id string, props Props) *Monitoring {
	namespace := constructs.NewConstruct(scope, &id)
	if len(props.Targets) == 0 {
		panic("monitoring: " + props.Names.Prefix() + " has no targets: must have at least one")
	}
	for _, target := range props.Targets {
		for _, rule := range target.Rules {
			createAlarm(namespace, props, target, rule)
		}
	}
	budget(namespace, props)
	resource := cloudwatchdashboard.NewCloudwatchDashboard(namespace, new("dashboard"),
		&cloudwatchdashboard.CloudwatchDashboardConfig{
			DashboardName: new(props.Names.Prefix()),
			DashboardBody: new(dashboard(props.Names, props.Targets)),
		})
	return &Monitoring{Resource: resource, Dashboard: resource.DashboardName()}
}
