package rules

import (
	"slices"
	"strings"
)

var queueType = []string{"aws_sqs_queue"}

var sqsRules = []rule{
	{
		ID: "sqs-encrypted", Class: refused, Types: queueType, Resource: SQSEncrypted,
		Why:      "messages would be stored unencrypted",
		Fix:      "set kms_master_key_id, or sqs_managed_sse_enabled to true",
		Aliases:  []string{"AWS-0096", "AWS-0135", "CKV_AWS_27", "SQS.1"},
		Violates: `{"aws_sqs_queue": {"main": {"kms_master_key_id": null, "sqs_managed_sse_enabled": false}}}`,
	},
	{
		ID: "sqs-dead-letters", Class: advice, Types: queueType, Resource: SQSDeadLetters,
		Why:      "a message that cannot be processed is delivered again until it expires, and then it is lost",
		Fix:      "set redrive_policy with a dead-letter queue; a dead-letter queue itself needs none",
		Violates: `{"aws_sqs_queue": {"main": {"redrive_policy": null}}}`,
	},
	{
		ID: "sqs-fifo-name", Class: refused, Types: queueType, Resource: SQSFIFOName,
		Why:      "the name of a FIFO queue must end in .fifo, and no other name may",
		Fix:      "set fifo_queue and the suffix together",
		Source:   "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html",
		Violates: `{"aws_sqs_queue": {"main": {"fifo_queue": true}}}`,
	},
	{
		ID: "sns-encrypted", Class: refused, Types: []string{"aws_sns_topic"}, Resource: SNSEncrypted,
		Why:      "messages would be stored unencrypted",
		Fix:      "set kms_master_key_id",
		Aliases:  []string{"AWS-0095", "CKV_AWS_26", "SNS.1"},
		Violates: `{"aws_sns_topic": {"main": {"kms_master_key_id": null}}}`,
	},
	{
		ID: "sns-customer-key", Class: advice, Types: []string{"aws_sns_topic"}, Resource: SNSCustomerKey, Unknown: passes,
		Why:      "CloudWatch and other services cannot publish to a topic that is encrypted with the AWS managed key",
		Fix:      "set kms_master_key_id to a customer managed key",
		Aliases:  []string{"AWS-0136"},
		Violates: `{"aws_sns_topic": {"main": {"kms_master_key_id": "alias/aws/sns"}}}`,
	},
	{
		ID: "sns-subscription-tls", Class: refused, Types: []string{"aws_sns_topic_subscription"}, Resource: SNSSubscriptionTLS,
		Why:      "messages cross the internet unencrypted",
		Fix:      "set protocol to https",
		Violates: `{"aws_sns_topic_subscription": {"main": {"protocol": "http", "endpoint": "http://example.com"}}}`,
	},
	{
		ID: "kinesis-encrypted", Class: refused, Types: []string{"aws_kinesis_stream"}, Resource: KinesisEncrypted,
		Why:      "records would be stored unencrypted",
		Fix:      "set encryption_type to KMS, with kms_key_id",
		Aliases:  []string{"AWS-0064", "CKV_AWS_43", "CKV_AWS_185", "Kinesis.1"},
		Violates: `{"aws_kinesis_stream": {"main": {"encryption_type": "NONE"}}}`,
	},
	{
		ID: "firehose-encrypted", Class: refused, Types: []string{"aws_kinesis_firehose_delivery_stream"}, Resource: FirehoseEncrypted,
		Why:      "records would be stored unencrypted until they are delivered",
		Fix:      "set server_side_encryption with enabled = true",
		Aliases:  []string{"CKV_AWS_240", "CKV_AWS_241", "DataFirehose.1"},
		Violates: `{"aws_kinesis_firehose_delivery_stream": {"main": {"server_side_encryption": {"enabled": false}}}}`,
	},
	{
		ID: "msk-encrypted", Class: refused, Types: []string{"aws_msk_cluster"}, Resource: MSKEncrypted,
		Why:      "records would be stored, or cross the network, unencrypted",
		Fix:      "set encryption_info with client_broker TLS, in_cluster and a customer managed key",
		Aliases:  []string{"AWS-0073", "AWS-0179", "CKV_AWS_81", "MSK.1"},
		Violates: `{"aws_msk_cluster": {"main": {"encryption_info": {"encryption_in_transit": {"client_broker": "TLS_PLAINTEXT"}}}}}`,
	},
	{
		ID: "msk-not-public", Class: refused, Types: []string{"aws_msk_cluster"}, Resource: MSKNotPublic,
		Why:      "the brokers would be reachable from the internet",
		Fix:      "leave public_access out",
		Aliases:  []string{"CKV_AWS_291", "MSK.4"},
		Violates: `{"aws_msk_cluster": {"main": {"broker_node_group_info": {"connectivity_info": {"public_access": {"type": "SERVICE_PROVIDED_EIPS"}}}}}}`,
	},
	{
		ID: "mq-not-public", Class: refused, Types: []string{"aws_mq_broker"}, Resource: MQNotPublic,
		Why:      "the broker would be reachable from the internet",
		Fix:      "set publicly_accessible to false",
		Aliases:  []string{"AWS-0072", "CKV_AWS_69"},
		Violates: `{"aws_mq_broker": {"main": {"publicly_accessible": true}}}`,
	},
	{
		ID: "mq-encrypted", Class: refused, Types: []string{"aws_mq_broker"}, Resource: MQEncrypted,
		Why:      "only a customer managed key lets us control, and see in CloudTrail, who decrypts the data",
		Fix:      "set encryption_options with kms_key_id and use_aws_owned_key = false",
		Aliases:  []string{"CKV_AWS_209"},
		Violates: `{"aws_mq_broker": {"main": {"encryption_options": null}}}`,
	},
}

// SQSEncrypted requires encrypted queues, with an SQS key or a KMS key. SQS encrypts a queue without settings with its
// own key.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-sqs-sse-queue.html
func SQSEncrypted(queue resource) answer {
	if queue.Value("kms_master_key_id").Exists() && queue.Value("kms_master_key_id").String() != "" {
		return pass
	}
	return isTrue(queue, "sqs_managed_sse_enabled")
}

// SQSDeadLetters requires a dead-letter queue.
func SQSDeadLetters(queue resource) answer {
	for _, reference := range queue.ReferredBy() {
		dead := strings.HasPrefix(reference.Argument, "redrive_policy") || strings.HasPrefix(reference.Argument, "dead_letter") ||
			strings.HasPrefix(reference.Argument, "target.dead_letter") || strings.Contains(reference.Argument, "on_failure")
		if dead && reference.From != queue.Address() {
			return skip
		}
	}
	if queue.Value("redrive_allow_policy").Exists() || len(queue.Companions("aws_sqs_queue_redrive_policy", "queue_url")) > 0 {
		return pass
	}
	return isSet(queue, "redrive_policy")
}

// SQSFIFOName requires the suffix .fifo for FIFO queues only.
func SQSFIFOName(queue resource) answer {
	name := queue.Value("name")
	if !name.Known() {
		return skip
	}
	if strings.HasSuffix(name.String(), ".fifo") != queue.Value("fifo_queue").IsTrue() {
		return broken("name", "name = %s with %s", name, shown("fifo_queue", queue.Value("fifo_queue")))
	}
	return pass
}

// SNSEncrypted requires topics encrypted with a KMS key.
func SNSEncrypted(topic resource) answer { return isSet(topic, "kms_master_key_id") }

// SNSCustomerKey requires a key other than the AWS managed key.
func SNSCustomerKey(topic resource) answer {
	if !topic.Value("kms_master_key_id").Exists() {
		return skip
	}
	return isNone(topic, "kms_master_key_id", "alias/aws/sns")
}

// SNSSubscriptionTLS requires delivery over TLS.
func SNSSubscriptionTLS(subscription resource) answer {
	if !slices.Contains([]string{"http", "https"}, subscription.Value("protocol").String()) {
		return pass
	}
	return isNone(subscription, "protocol", "http").And(unset(subscription, "endpoint", func(v value) bool { return !strings.HasPrefix(v.String(), "http://") }))
}

// KinesisEncrypted requires encrypted records.
func KinesisEncrypted(stream resource) answer {
	return isOne(stream, "encryption_type", "KMS").And(isSet(stream, "kms_key_id"))
}

// FirehoseEncrypted requires encrypted records. A delivery stream that reads a Kinesis stream has the encryption of
// that stream.
func FirehoseEncrypted(stream resource) answer {
	if stream.Value("kinesis_source_configuration").Exists() {
		return skip
	}
	return isTrue(stream, "server_side_encryption.enabled")
}

// MSKEncrypted requires TLS between brokers and clients, and a KMS key.
func MSKEncrypted(cluster resource) answer {
	const inTransit = "encryption_info.encryption_in_transit."
	return unset(cluster, inTransit+"client_broker", func(v value) bool { return v.String() == "TLS" }).
		And(notFalse(cluster, inTransit+"in_cluster")).And(isSet(cluster, "encryption_info.encryption_at_rest_kms_key_arn"))
}

// MSKNotPublic requires brokers without public addresses.
func MSKNotPublic(cluster resource) answer {
	return isNone(cluster, "broker_node_group_info.connectivity_info.public_access.type", "SERVICE_PROVIDED_EIPS")
}

// MQNotPublic requires brokers without public addresses.
func MQNotPublic(broker resource) answer { return notTrue(broker, "publicly_accessible") }

// MQEncrypted requires a customer managed key.
func MQEncrypted(broker resource) answer { return isSet(broker, "encryption_options.kms_key_id") }
