package monitoring

import (
	"fmt"
	"strconv"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/budgetsbudget"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// budgetAlerts are when a month's cost is told of: in percent of the budget.
var budgetAlerts = []struct {
	kind    string
	percent float64
}{
	{"ACTUAL", 80},
	{"ACTUAL", 100},
	{"FORECASTED", 100},
}

// budget creates the monthly budget of the account. An environment has an account of its own, so it needs no filter.
// Credits and refunds are left out: they would hide what the environment costs.
func budget(scope constructs.Construct, props Props) {
	if props.BudgetUSD <= 0 {
		panic(fmt.Sprintf("monitoring: the budget of %s is %d dollars: must be more than 0", props.Names.Prefix(), props.BudgetUSD))
	}
	name := props.Names.Name("monthly")
	var alerts []*budgetsbudget.BudgetsBudgetNotification
	for _, alert := range budgetAlerts {
		alerts = append(alerts, &budgetsbudget.BudgetsBudgetNotification{
			NotificationType:       &alert.kind,
			ComparisonOperator:     new("GREATER_THAN"),
			Threshold:              &alert.percent,
			ThresholdType:          new("PERCENTAGE"),
			SubscriberSnsTopicArns: &[]*string{props.Topic.ARN},
		})
	}
	budgetsbudget.NewBudgetsBudget(scope, new("budget"), &budgetsbudget.BudgetsBudgetConfig{
		Name: &name,
		// Without it, the id that the provider gives the budget lacks the account where the provider is told to skip that look-up.
		AccountId:    &props.Names.AccountID,
		BudgetType:   new("COST"),
		TimeUnit:     new("MONTHLY"),
		LimitAmount:  new(strconv.Itoa(props.BudgetUSD)),
		LimitUnit:    new("USD"),
		CostTypes:    &budgetsbudget.BudgetsBudgetCostTypes{IncludeCredit: false, IncludeRefund: false},
		Notification: alerts,
		Tags:         props.Names.Tags(name),
		// Budgets refuses a topic that it cannot publish to.
		DependsOn: &[]cdktf.ITerraformDependable{props.Topic.Policy},
	})
}
