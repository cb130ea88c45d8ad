package monitoring

import (
	"landform/constructs/alarm"
	"landform/constructs/naming"
	"landform/constructs/policy"
	"landform/internal/plainjson"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudwatcheventrule"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudwatcheventtarget"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/snstopic"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/snstopicpolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/snstopicsubscription"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// EventTopic is the topic for events of EventBridge and ElastiCache. Neither can use the alarm topic: ElastiCache cannot
// publish to an encrypted topic, and a topic policy cannot restrict EventBridge to this account. Events contain names of
// resources and what happened to them, but no data.
// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ElastiCacheSNS.html
type EventTopic struct {
	Resource snstopic.SnsTopic
	ARN      *string
	// Policy lets the services publish. ElastiCache checks that it can publish, so its resources depend on the policy.
	Policy cdktf.ITerraformDependable
}

// NewEventTopic creates the topic with its e-mail subscription.
func NewEventTopic(scope constructs.Construct, id string, props TopicProps) *EventTopic {
	namespace := constructs.NewConstruct(scope, &id)
	name := props.Names.Name("events")
	topic := &EventTopic{}
	topic.Resource = snstopic.NewSnsTopic(namespace, new("topic"), &snstopic.SnsTopicConfig{
		Name: &name, Tags: props.Names.Tags(name),
	})
	topic.ARN = topic.Resource.Arn()
	topic.Policy = snstopicpolicy.NewSnsTopicPolicy(namespace, new("policy"), &snstopicpolicy.SnsTopicPolicyConfig{
		Arn: topic.ARN, Policy: new(eventTopicPolicy(props.Names, props.Names.ARN("sns", name))),
	})
	snstopicsubscription.NewSnsTopicSubscription(namespace, new("email"), &snstopicsubscription.SnsTopicSubscriptionConfig{
		TopicArn: topic.ARN, Protocol: new("email"), Endpoint: &props.Email,
	})
	return topic
}

func eventTopicPolicy(names naming.Names, topicARN string) string {
	return policy.Document(
		// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
		policy.Statement{
			Sid: "EventBridge", Effect: policy.Allow, Principal: policy.Service("events.amazonaws.com"),
			Actions: []string{"sns:Publish"}, Resources: []string{topicARN},
		},
		// ElastiCache publishes as the owner of the topic; its requests do not contain aws:SourceAccount.
		// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ECEvents.SNS.html
		policy.Statement{
			Sid: "OwnAccount", Effect: policy.Allow, Principal: policy.Anyone(),
			Actions: []string{"sns:Publish"}, Resources: []string{topicARN},
			Conditions: map[string]map[string][]string{"StringEquals": {"aws:SourceOwner": {names.AccountID}}},
		},
	)
}

// Report creates EventBridge rules that send these events to the topic.
func (t *EventTopic) Report(scope constructs.Construct, names naming.Names, events []alarm.Event) {
	for _, event := range events {
		name := names.Name(event.Name)
		rule := cloudwatcheventrule.NewCloudwatchEventRule(scope, &event.Name, &cloudwatcheventrule.CloudwatchEventRuleConfig{
			Name: &name, Description: &event.Reason, EventPattern: new(plainjson.Compact(event.Pattern)), Tags: names.Tags(name),
		})
		cloudwatcheventtarget.NewCloudwatchEventTarget(rule, new("topic"), &cloudwatcheventtarget.CloudwatchEventTargetConfig{
			Rule: rule.Name(), Arn: t.ARN, TargetId: new("topic"),
			InputTransformer: &cloudwatcheventtarget.CloudwatchEventTargetInputTransformer{InputTemplate: new(message(names, event))},
			DependsOn:        &[]cdktf.ITerraformDependable{t.Policy},
		})
	}
}

// message returns the template of the message: the reason, and then the event itself.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
func message(names naming.Names, event alarm.Event) string {
	return `{"what": ` + plainjson.Compact(names.Prefix()+": "+event.Reason) + `, "event": <aws.events.event.json>}`
}
