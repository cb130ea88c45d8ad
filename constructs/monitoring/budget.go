package monitoring

import (
	"strconv"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/budgetsbudget"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// budgetAlerts are the thresholds at which the budget publishes to the topic, in percent of the monthly amount.
var budgetAlerts = []struct {
	kind    string
	percent float64
}{
	{"ACTUAL", 80},
	{"ACTUAL", 100},
	{"FORECASTED", 100},
}

// budget creates the monthly cost budget of the account. It needs no filter, since each environment has its own account.
// It excludes credits and refunds, which would hide the real cost.
func budget(scope constructs.Construct, props Props) {
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
		// Without it, the budget's ID in the state lacks the account ID where the provider does not look that up, as offline.
		AccountId:    &props.Names.AccountID,
		BudgetType:   new("COST"),
		TimeUnit:     new("MONTHLY"),
		LimitAmount:  new(strconv.Itoa(props.BudgetUSD)),
		LimitUnit:    new("USD"),
		CostTypes:    &budgetsbudget.BudgetsBudgetCostTypes{IncludeCredit: false, IncludeRefund: false},
		Notification: alerts,
		Tags:         props.Names.Tags(name),
		// AWS Budgets refuses a topic to which it cannot publish.
		DependsOn: &[]cdktf.ITerraformDependable{props.Topic.Policy},
	})
}
