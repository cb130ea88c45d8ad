package pipeline

import "landform/constructs/pipeline"

// services are the services of the environments' stacks. A plan may read the settings of resources, but not their data: for
// services with "Get" actions that return data, the other "Get" actions are listed one by one.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
var services = []pipeline.Service{
	{Prefix: "acm", Reads: []string{"Describe*", "GetCertificate", "List*"}},
	{Prefix: "application-autoscaling", Reads: []string{"Describe*", "List*"}},
	{Prefix: "autoscaling", Reads: []string{"Describe*"}},
	{Prefix: "budgets", Reads: []string{"Describe*", "List*", "ViewBudget"}},
	{Prefix: "cloudfront", Reads: []string{"Describe*", "Get*", "List*"}},
	{Prefix: "cloudwatch", Reads: []string{"Describe*", "GetDashboard", "List*"}},
	{Prefix: "dlm", Reads: []string{"Get*", "List*"}},
	{Prefix: "dynamodb", Reads: []string{"Describe*", "GetResourcePolicy", "ListTagsOfResource"}},
	{Prefix: "ec2", Reads: []string{"Describe*", "GetManagedPrefixListEntries", "GetSecurityGroupsForVpc"}},
	{Prefix: "ecr", Reads: []string{"Describe*", "GetLifecyclePolicy", "GetRepositoryPolicy", "ListTagsForResource"}},
	{Prefix: "ecs", Reads: []string{"Describe*", "List*"}},
	{Prefix: "eks", Reads: []string{"Describe*", "List*"}},
	{Prefix: "elasticache", Reads: []string{"Describe*", "List*"}},
	{Prefix: "elasticloadbalancing", Reads: []string{"Describe*"}},
	{Prefix: "events", Reads: []string{"Describe*", "List*"}},
	{Prefix: "kms", Reads: []string{"Describe*", "GetKeyPolicy", "GetKeyRotationStatus", "List*"}},
	{Prefix: "logs", Reads: []string{"Describe*", "List*"}},
	{Prefix: "rds", Reads: []string{"Describe*", "List*"}},
	{Prefix: "route53", Reads: []string{"Get*", "List*"}},
	{Prefix: "s3", Reads: []string{
		"GetAccelerateConfiguration", "GetAccountPublicAccessBlock", "GetBucket*", "GetEncryptionConfiguration",
		"GetLifecycleConfiguration", "GetReplicationConfiguration", "ListBucket", "ListTagsForResource",
	}},
	{Prefix: "secretsmanager", Reads: []string{"DescribeSecret", "GetResourcePolicy", "ListSecretVersionIds"}},
	{Prefix: "sns", Reads: []string{"GetSubscriptionAttributes", "GetTopicAttributes", "List*"}},
	{Prefix: "sqs", Reads: []string{"GetQueueAttributes", "GetQueueUrl", "ListQueueTags"}},
	// Systems Manager also opens sessions on servers. Launching an instance resolves the parameter of its image.
	{
		Prefix: "ssm", Reads: []string{"DescribeParameters", "ListTagsForResource"},
		Writes: []string{"GetParameter*"},
	},
	{Prefix: "wafv2", Reads: []string{"Describe*", "GetIPSet", "GetLoggingConfiguration", "GetRegexPatternSet", "GetRuleGroup", "GetWebACL*", "List*"}},
}

// observed are the additional services of the CI stacks.
var observed = []pipeline.Service{
	{Prefix: "access-analyzer", Reads: []string{"GetAnalyzer", "List*"}},
	{Prefix: "cloudtrail", Reads: []string{"Describe*", "GetEventSelectors", "GetInsightSelectors", "GetTrail", "GetTrailStatus", "ListTags"}},
	{Prefix: "ec2", Reads: []string{"GetEbsEncryptionByDefault", "GetInstanceMetadataDefaults", "GetSnapshotBlockPublicAccessState"}},
	{Prefix: "guardduty", Reads: []string{"GetDetector", "ListDetectors", "ListTagsForResource"}},
	{Prefix: "servicequotas", Reads: []string{"Get*", "List*"}},
}

// passedTo are the services to which the stacks pass roles.
var passedTo = []string{
	"dlm.amazonaws.com", "ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "eks.amazonaws.com", "monitoring.rds.amazonaws.com",
	"pods.eks.amazonaws.com", "vpc-flow-logs.amazonaws.com",
}
