package awsactions

// operation are the types of monitoring and audit: logs, alarms, topics, events, trails, budgets.
var operation = map[string]row{
	"aws_budgets_budget": {"budgets", "ModifyBudget TagResource", "ViewBudget ListTagsForResource", "ModifyBudget", "TagResource UntagResource", "ModifyBudget"},
	"aws_cloudtrail": {
		"cloudtrail", "CreateTrail StartLogging AddTags PutEventSelectors PutInsightSelectors iam:PassRole",
		"DescribeTrails GetTrail GetTrailStatus GetEventSelectors GetInsightSelectors ListTags",
		"UpdateTrail StartLogging StopLogging PutEventSelectors", "AddTags RemoveTags", "DeleteTrail",
	},
	"aws_cloudwatch_composite_alarm": {
		"cloudwatch", "PutCompositeAlarm TagResource", "DescribeAlarms ListTagsForResource", "PutCompositeAlarm", "TagResource UntagResource", "DeleteAlarms",
	},
	"aws_cloudwatch_dashboard": {"cloudwatch", "PutDashboard", "GetDashboard", "PutDashboard", "", "DeleteDashboards"},
	"aws_cloudwatch_metric_alarm": {
		"cloudwatch", "PutMetricAlarm TagResource", "DescribeAlarms ListTagsForResource", "PutMetricAlarm", "TagResource UntagResource", "DeleteAlarms",
	},
	"aws_cloudwatch_event_rule": {
		"events", "PutRule TagResource", "DescribeRule ListTagsForResource", "PutRule EnableRule DisableRule", "TagResource UntagResource", "DeleteRule",
	},
	"aws_cloudwatch_event_target": {"events", "PutTargets", "ListTargetsByRule", "PutTargets", "", "RemoveTargets"},
	"aws_cloudwatch_log_group": {
		"logs", "CreateLogGroup PutRetentionPolicy AssociateKmsKey TagResource", "DescribeLogGroups ListTagsForResource",
		"PutRetentionPolicy DeleteRetentionPolicy AssociateKmsKey DisassociateKmsKey", "TagResource UntagResource", "DeleteLogGroup",
	},
	"aws_cloudwatch_log_metric_filter":   {"logs", "PutMetricFilter", "DescribeMetricFilters", "PutMetricFilter", "", "DeleteMetricFilter"},
	"aws_cloudwatch_log_resource_policy": {"logs", "PutResourcePolicy", "DescribeResourcePolicies", "PutResourcePolicy", "", "DeleteResourcePolicy"},
	"aws_cloudwatch_query_definition":    {"logs", "PutQueryDefinition", "DescribeQueryDefinitions", "PutQueryDefinition", "", "DeleteQueryDefinition"},
	"aws_guardduty_detector": {
		"guardduty", "CreateDetector TagResource iam:CreateServiceLinkedRole", "GetDetector ListTagsForResource", "UpdateDetector", "TagResource UntagResource",
		"DeleteDetector",
	},
	"aws_guardduty_detector_feature": {"guardduty", "UpdateDetector", "GetDetector", "UpdateDetector", "", ""},
	"aws_sns_topic": {
		"sns", "CreateTopic SetTopicAttributes TagResource", "GetTopicAttributes ListTagsForResource", "SetTopicAttributes", "TagResource UntagResource",
		"DeleteTopic",
	},
	"aws_sns_topic_policy":       {"sns", "SetTopicAttributes", "GetTopicAttributes", "SetTopicAttributes", "", "SetTopicAttributes"},
	"aws_sns_topic_subscription": {"sns", "Subscribe", "GetSubscriptionAttributes", "SetSubscriptionAttributes", "", "Unsubscribe"},
	"aws_sqs_queue": {
		"sqs", "CreateQueue TagQueue", "GetQueueAttributes ListQueueTags", "SetQueueAttributes", "TagQueue UntagQueue", "DeleteQueue",
	},
	"aws_sqs_queue_policy":               {"sqs", "SetQueueAttributes", "GetQueueAttributes", "SetQueueAttributes", "", "SetQueueAttributes"},
	"aws_sqs_queue_redrive_allow_policy": {"sqs", "SetQueueAttributes", "GetQueueAttributes", "SetQueueAttributes", "", "SetQueueAttributes"},
}
