// Package monitoring builds an environment's alerting: the alarm topic with its subscription, alarms, a dashboard and a
// budget.
package monitoring

import (
	"landform/constructs/deletion"
	"landform/constructs/encryption"
	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/snstopic"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/snstopicpolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/snstopicsubscription"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// TopicProps are the arguments of NewTopic.
type TopicProps struct {
	Names naming.Names
	Email string // receives every message after its owner has confirmed the subscription
}

// Topics are the SNS topics that notify people.
type Topics struct {
	Alarms *Topic
	Events *EventTopic
}

// NewTopics creates both topics, with the same subscriber.
func NewTopics(scope constructs.Construct, props TopicProps) Topics {
	return Topics{Alarms: NewTopic(scope, "alarm-topic", props), Events: NewEventTopic(scope, "event-topic", props)}
}

// Topic is the topic for alarms and budgets.
type Topic struct {
	Resource snstopic.SnsTopic
	ARN      *string
	// Policy lets the services publish. A resource that checks this when it is created, such as a budget, depends on it.
	Policy cdktf.ITerraformDependable
}

// NewTopic creates an encrypted topic with its key and its e-mail subscription.
func NewTopic(scope constructs.Construct, id string, props TopicProps) *Topic {
	namespace := constructs.NewConstruct(scope, &id)
	names, name := props.Names, props.Names.Name("alarms")
	arn := names.ARN("sns", name)
	key := encryption.New(namespace, "encryption", encryption.Props{
		Names:       names,
		Purpose:     "alarms",
		Description: "Alarm topic encryption key for " + names.Environment,
		Services:    []policy.Statement{encrypting(names)},
		Protection:  deletion.Disposable, // a topic stores no data
	})
	topic := &Topic{}
	topic.Resource = snstopic.NewSnsTopic(namespace, new("topic"), &snstopic.SnsTopicConfig{
		Name:           &name,
		KmsMasterKeyId: key.ARN,
		Tags:           names.Tags(name),
	})
	topic.ARN = topic.Resource.Arn()
	topic.Policy = snstopicpolicy.NewSnsTopicPolicy(namespace, new("policy"), &snstopicpolicy.SnsTopicPolicyConfig{
		Arn: topic.ARN,
		Policy: new(policy.Document(
			publishing(names, "Alarms", cloudWatch, names.ARN("cloudwatch", "alarm:*"), arn),
			publishing(names, "Budgets", budgets, "arn:aws:budgets::"+names.AccountID+":*", arn),
		)),
	})
	snstopicsubscription.NewSnsTopicSubscription(namespace, new("email"), &snstopicsubscription.SnsTopicSubscriptionConfig{
		TopicArn: topic.ARN,
		Protocol: new("email"),
		Endpoint: &props.Email,
	})
	return topic
}

// The services that publish to the alarm topic. EventBridge publishes to EventTopic instead.
// https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
const (
	cloudWatch = "cloudwatch.amazonaws.com"
	budgets    = "budgets.amazonaws.com"
)

// encrypting returns the statement of the key policy that lets the publishing services use the key.
func encrypting(names naming.Names) policy.Statement {
	return policy.Statement{
		Sid:        "Publishers",
		Effect:     policy.Allow,
		Principal:  policy.Service(cloudWatch, budgets),
		Actions:    []string{"kms:Decrypt", "kms:GenerateDataKey*"},
		Resources:  []string{"*"},
		Conditions: map[string]map[string][]string{"StringEquals": {"aws:SourceAccount": {names.AccountID}}},
	}
}

// publishing returns the statement of the topic policy that lets a service publish on behalf of resources in this account
// only.
// https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
func publishing(names naming.Names, sid, service, source, topicARN string) policy.Statement {
	return policy.Statement{
		Sid:       sid,
		Effect:    policy.Allow,
		Principal: policy.Service(service),
		Actions:   []string{"sns:Publish"},
		Resources: []string{topicARN},
		Conditions: map[string]map[string][]string{
			"StringEquals": {"aws:SourceAccount": {names.AccountID}},
			"ArnLike":      {"aws:SourceArn": {source}},
		},
	}
}
