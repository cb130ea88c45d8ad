package monitoring_test

import (
	"testing"

	"landform/constructs/alarm"
	"landform/constructs/constructtest"
	"landform/constructs/monitoring"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func TestEventsAreSentToTheTopic(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		names := constructtest.Names()
		topic := monitoring.NewEventTopic(stack, "event-topic", monitoring.TopicProps{Names: names, Email: "alarms@acme.example"})
		topic.Report(stack, names, []alarm.Event{{
			Name: "postgres-events", Reason: "The database fails over",
			Pattern: alarm.Pattern{
				Source: []string{"aws.rds"}, DetailType: []string{"RDS DB Instance Event"},
				Detail: map[string][]string{"EventCategories": {"failover"}},
			},
		}})
	})
	topic := constructtest.Find(t, stack, "event-topic/topic")
	constructtest.Expect(t, topic, map[string]any{"name": "acme-test-events", "kms_master_key_id": nil})
	constructtest.Expect(t, constructtest.Find(t, stack, "event-topic/email"), map[string]any{
		"topic_arn": topic.Reference("arn"), "protocol": "email", "endpoint": "alarms@acme.example",
	})
	rule := constructtest.Find(t, stack, "postgres-events")
	constructtest.Expect(t, rule, map[string]any{
		"name": "acme-test-postgres-events", "description": "The database fails over",
		"event_pattern": `{"source":["aws.rds"],"detail-type":["RDS DB Instance Event"],"detail":{"EventCategories":["failover"]}}`,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "postgres-events/topic"), map[string]any{
		"rule": rule.Reference("name"), "arn": topic.Reference("arn"), "role_arn": nil,
		"input_transformer.input_template": `{"what": "acme-test: The database fails over", "event": <aws.events.event.json>}`,
		"depends_on.0":                     constructtest.Find(t, stack, "event-topic/policy").Address(),
	})
}

// ElastiCache can use neither an encrypted topic nor one whose policy has a condition on aws:SourceAccount.
func TestElastiCacheCanPublishToTheEventTopic(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		monitoring.NewEventTopic(stack, "event-topic", monitoring.TopicProps{Names: constructtest.Names(), Email: "alarms@acme.example"})
	})
	rights := constructtest.Find(t, stack, "event-topic/policy")
	constructtest.Expect(t, constructtest.Statement(t, rights, "policy", "OwnAccount"), map[string]any{
		`Condition.StringEquals.aws\:SourceOwner.0`: "123456789012", "Action.0": "sns:Publish", "Action.#": 1,
	})
	constructtest.Expect(t, constructtest.Statement(t, rights, "policy", "EventBridge"), map[string]any{
		"Principal.Service.0": "events.amazonaws.com", "Action.0": "sns:Publish", "Action.#": 1, "Condition": nil,
	})
}
