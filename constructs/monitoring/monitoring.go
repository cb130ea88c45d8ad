package monitoring

import (
	"errors"

	"landform/constructs/alarm"
	"landform/constructs/naming"
	"landform/internal/problems"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudwatchdashboard"
)

// Props are the arguments of New.
type Props struct {
	Names     naming.Names
	Topic     *Topic
	Targets   []alarm.Target // in the order of the dashboard, at least one
	BudgetUSD int            // limit of the account's monthly cost, more than 0
}

// Monitoring is an environment's alarms, dashboard and budget.
type Monitoring struct {
	Resource  cloudwatchdashboard.CloudwatchDashboard
	Dashboard *string // name
}

// Validate returns every problem of the arguments at once, or nil. Each names the field, its value and what is allowed.
func (p Props) Validate() error {
	var list problems.List
	list.Unless(len(p.Targets) > 0, "Targets", "empty", "must have at least one")
	list.Unless(p.BudgetUSD > 0, "BudgetUSD", p.BudgetUSD, "must be more than 0")
	return errors.Join(list...)
}

// New creates the alarms, the dashboard and the budget. It panics unless props.Validate accepts the arguments.
func New(scope constructs.Construct, id string, props Props) *Monitoring {
	if err := props.Validate(); err != nil {
		panic("monitoring: " + props.Names.Prefix() + ": " + err.Error())
	}
	namespace := constructs.NewConstruct(scope, &id)
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
