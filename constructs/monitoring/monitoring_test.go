package monitoring_test

import (
	"testing"

	"landform/constructs/alarm"
	"landform/constructs/constructtest"
	"landform/constructs/monitoring"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/tidwall/gjson"
)

func props(stack cdktf.TerraformStack) monitoring.Props {
	names := constructtest.Names()
	return monitoring.Props{
		Names:     names,
		Topic:     monitoring.NewTopic(stack, "alarm-topic", monitoring.TopicProps{Names: names, Email: "alarms@acme.example"}),
		BudgetUSD: 250,
	}
}

func build(t *testing.T, budgetUSD int, targets ...alarm.Target) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		monitored := props(stack)
		monitored.Targets = targets
		monitored.BudgetUSD = budgetUSD
		monitoring.New(stack, "monitoring", monitored)
	})
}

// queue is a target with one rule of each kind.
func queue() alarm.Target {
	return alarm.Target{
		Section: "Queues", Name: "orders", Namespace: "AWS/SQS",
		Dimensions: []alarm.Dimension{{Name: "QueueName", Value: "acme-test-orders"}},
		Rules: []alarm.Rule{
			{
				Name: "age", Metric: "ApproximateAgeOfOldestMessage", Statistic: alarm.Maximum, Comparison: alarm.Above,
				Threshold: 600, Periods: 3, MissingData: alarm.Breaching, Reason: "Nobody takes orders",
			},
			{
				Name: "latency", Metric: "Latency", Statistic: "p95", Comparison: alarm.Below, Threshold: 0.5, Periods: 2,
				MissingData: alarm.NotBreaching, Reason: "Orders are taken too fast",
			},
			{
				Name: "sent", Metric: "NumberOfMessagesSent", Statistic: alarm.Sum, Comparison: alarm.Below, Threshold: 1, Periods: 1,
				MissingData: alarm.Missing, OnlyWhile: "NumberOfMessagesReceived", Reason: "Nobody sends orders",
			},
		},
	}
}

func TestEachRuleIsAnAlarm(t *testing.T) {
	stack := build(t, 250, queue())
	topic := constructtest.Find(t, stack, "alarm-topic/topic").Reference("arn")
	for path, want := range map[string]map[string]any{
		"orders-age": {
			"alarm_name": "acme-test-orders-age", "alarm_description": "Nobody takes orders",
			"namespace": "AWS/SQS", "metric_name": "ApproximateAgeOfOldestMessage", "statistic": "Maximum",
			"dimensions.QueueName": "acme-test-orders", "threshold": 600, "comparison_operator": "GreaterThanThreshold",
			"period": 300, "evaluation_periods": 3, "treat_missing_data": "breaching", "metric_query": nil,
		},
		"orders-latency": {
			"extended_statistic": "p95", "statistic": nil, "threshold": 0.5, "comparison_operator": "LessThanThreshold",
			"evaluate_low_sample_count_percentiles": "ignore", "treat_missing_data": "notBreaching",
		},
		"orders-sent": {
			"namespace": nil, "metric_name": nil, "dimensions": nil, "period": nil, "statistic": nil,
			"threshold": 1, "treat_missing_data": "missing", "metric_query.#": 3,
			"metric_query.0.expression": "IF(condition > 0, value, 0)", "metric_query.0.return_data": true,
			"metric_query.1.id": "value", "metric_query.1.metric.metric_name": "NumberOfMessagesSent", "metric_query.1.metric.stat": "Sum",
			"metric_query.2.id": "condition", "metric_query.2.metric.metric_name": "NumberOfMessagesReceived",
			"metric_query.2.metric.stat": "Maximum", "metric_query.2.metric.period": 300,
			"metric_query.2.metric.dimensions.QueueName": "acme-test-orders",
		},
	} {
		want["alarm_actions.0"], want["ok_actions.0"] = topic, topic
		constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/"+path), want)
	}
	if count := len(stack.OfType("aws_cloudwatch_metric_alarm")); count != 3 {
		t.Errorf("%d alarms, want 3", count)
	}
}

func TestDashboardHasTheNameOfTheEnvironment(t *testing.T) {
	dashboard := constructtest.Find(t, build(t, 250, queue()), "monitoring/dashboard")
	constructtest.Expect(t, dashboard, map[string]any{"dashboard_name": "acme-test"})
	if body := dashboard.Get("dashboard_body").String(); !gjson.Valid(body) {
		t.Fatalf("not valid JSON: %s", body)
	}
}

func TestOnlyTheTopicsAccountCanPublish(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) { props(stack) })
	key := constructtest.Find(t, stack, "alarm-topic/encryption/key")
	topic := constructtest.Find(t, stack, "alarm-topic/topic")
	constructtest.Expect(t, topic, map[string]any{"name": "acme-test-alarms", "kms_master_key_id": key.Reference("arn")})
	constructtest.Expect(t, constructtest.Find(t, stack, "alarm-topic/email"), map[string]any{
		"topic_arn": topic.Reference("arn"), "protocol": "email", "endpoint": "alarms@acme.example",
	})
	statements := gjson.Get(constructtest.Find(t, stack, "alarm-topic/policy").Get("policy").String(), "Statement").Array()
	if len(statements) != 2 {
		t.Fatalf("%d statements, want 2", len(statements))
	}
	for index, source := range []string{"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*", "arn:aws:budgets::123456789012:*"} {
		expect(t, statements[index], map[string]string{
			"Action": `["sns:Publish"]`, "Resource": `["arn:aws:sns:eu-west-1:123456789012:acme-test-alarms"]`,
			"Condition.StringEquals.aws:SourceAccount.0": "123456789012", "Condition.ArnLike.aws:SourceArn.0": source,
		})
	}
	expect(t, gjson.Get(key.Get("policy").String(), `Statement.#(Sid=="Publishers")`), map[string]string{
		"Principal.Service": `["cloudwatch.amazonaws.com","budgets.amazonaws.com"]`,
		"Action":            `["kms:Decrypt","kms:GenerateDataKey*"]`,
		"Condition.StringEquals.aws:SourceAccount.0": "123456789012",
	})
}

func expect(t *testing.T, statement gjson.Result, wanted map[string]string) {
	t.Helper()
	for path, want := range wanted {
		if got := statement.Get(path).String(); got != want {
			t.Errorf("%s of %s is %q, want %q", path, statement.Get("Sid"), got, want)
		}
	}
}

func TestBudgetPublishesToTheTopic(t *testing.T) {
	stack := build(t, 250, queue())
	topic := constructtest.Find(t, stack, "alarm-topic/topic").Reference("arn")
	wanted := map[string]any{
		"name": "acme-test-monthly", "account_id": "123456789012", "budget_type": "COST", "time_unit": "MONTHLY", "limit_amount": "250", "limit_unit": "USD",
		"cost_types.include_credit": false, "cost_types.include_refund": false, "notification.#": 3,
		"notification.0.notification_type": "ACTUAL", "notification.0.threshold": 80,
		"notification.1.notification_type": "ACTUAL", "notification.1.threshold": 100,
		"notification.2.notification_type": "FORECASTED", "notification.2.threshold": 100,
		"depends_on.0": constructtest.Find(t, stack, "alarm-topic/policy").Address(),
	}
	for _, index := range []string{"0", "1", "2"} {
		wanted["notification."+index+".subscriber_sns_topic_arns.0"] = topic
	}
	constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/budget"), wanted)
}

func TestMisuseIsRefused(t *testing.T) {
	constructtest.Refused(t, "monitoring: acme-test: Targets is empty: must have at least one\nBudgetUSD is 0: must be more than 0",
		func() { build(t, 0) })
}
