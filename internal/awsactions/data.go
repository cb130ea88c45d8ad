package awsactions

// data are the types that store data, and encryption keys.
var data = map[string]row{
	"aws_db_instance": {
		"rds", "CreateDBInstance AddTagsToResource kms:CreateGrant kms:DescribeKey iam:CreateServiceLinkedRole",
		"DescribeDBInstances ListTagsForResource", "ModifyDBInstance RebootDBInstance", "AddTagsToResource RemoveTagsFromResource",
		"DeleteDBInstance CreateDBSnapshot",
	},
	"aws_db_parameter_group": {
		"rds", "CreateDBParameterGroup ModifyDBParameterGroup AddTagsToResource", "DescribeDBParameterGroups DescribeDBParameters ListTagsForResource",
		"ModifyDBParameterGroup ResetDBParameterGroup", "AddTagsToResource RemoveTagsFromResource", "DeleteDBParameterGroup",
	},
	"aws_db_subnet_group": {
		"rds", "CreateDBSubnetGroup AddTagsToResource", "DescribeDBSubnetGroups ListTagsForResource", "ModifyDBSubnetGroup",
		"AddTagsToResource RemoveTagsFromResource", "DeleteDBSubnetGroup",
	},
	"aws_elasticache_replication_group": {
		"elasticache", "CreateReplicationGroup AddTagsToResource kms:CreateGrant kms:DescribeKey iam:CreateServiceLinkedRole",
		"DescribeReplicationGroups DescribeCacheClusters ListTagsForResource",
		"ModifyReplicationGroup ModifyReplicationGroupShardConfiguration IncreaseReplicaCount DecreaseReplicaCount",
		"AddTagsToResource RemoveTagsFromResource", "DeleteReplicationGroup CreateSnapshot",
	},
	"aws_elasticache_parameter_group": {
		"elasticache", "CreateCacheParameterGroup ModifyCacheParameterGroup AddTagsToResource",
		"DescribeCacheParameterGroups DescribeCacheParameters ListTagsForResource", "ModifyCacheParameterGroup ResetCacheParameterGroup",
		"AddTagsToResource RemoveTagsFromResource", "DeleteCacheParameterGroup",
	},
	"aws_elasticache_subnet_group": {
		"elasticache", "CreateCacheSubnetGroup AddTagsToResource", "DescribeCacheSubnetGroups ListTagsForResource", "ModifyCacheSubnetGroup",
		"AddTagsToResource RemoveTagsFromResource", "DeleteCacheSubnetGroup",
	},
	"aws_dynamodb_table": {
		"dynamodb", "CreateTable TagResource UpdateContinuousBackups kms:CreateGrant kms:DescribeKey",
		"DescribeTable DescribeContinuousBackups DescribeTimeToLive ListTagsOfResource", "UpdateTable UpdateContinuousBackups UpdateTimeToLive",
		"TagResource UntagResource", "DeleteTable",
	},
	"aws_dynamodb_resource_policy": {"dynamodb", "PutResourcePolicy", "GetResourcePolicy", "PutResourcePolicy", "", "DeleteResourcePolicy"},

	"aws_s3_bucket": {
		"s3", "CreateBucket PutBucketTagging",
		"ListBucket GetBucketAcl GetBucketCORS GetBucketWebsite GetBucketVersioning GetAccelerateConfiguration GetBucketRequestPayment " +
			"GetBucketLogging GetLifecycleConfiguration GetReplicationConfiguration GetEncryptionConfiguration " +
			"GetBucketObjectLockConfiguration GetBucketTagging GetBucketPolicy GetBucketLocation",
		"PutBucketAcl", "PutBucketTagging GetBucketTagging", "DeleteBucket ListBucketVersions DeleteObject DeleteObjectVersion",
	},
	"aws_s3_bucket_lifecycle_configuration": {
		"s3", "PutLifecycleConfiguration", "GetLifecycleConfiguration", "PutLifecycleConfiguration", "", "PutLifecycleConfiguration",
	},
	"aws_s3_bucket_logging": {"s3", "PutBucketLogging", "GetBucketLogging", "PutBucketLogging", "", "PutBucketLogging"},
	"aws_s3_bucket_notification": {
		"s3", "PutBucketNotification", "GetBucketNotification", "PutBucketNotification", "", "PutBucketNotification",
	},
	"aws_s3_bucket_ownership_controls": {
		"s3", "PutBucketOwnershipControls", "GetBucketOwnershipControls", "PutBucketOwnershipControls", "", "PutBucketOwnershipControls",
	},
	"aws_s3_bucket_policy": {"s3", "PutBucketPolicy", "GetBucketPolicy", "PutBucketPolicy", "", "DeleteBucketPolicy"},
	"aws_s3_bucket_public_access_block": {
		"s3", "PutBucketPublicAccessBlock", "GetBucketPublicAccessBlock", "PutBucketPublicAccessBlock", "", "PutBucketPublicAccessBlock",
	},
	"aws_s3_bucket_server_side_encryption_configuration": {
		"s3", "PutEncryptionConfiguration", "GetEncryptionConfiguration", "PutEncryptionConfiguration", "", "PutEncryptionConfiguration",
	},
	"aws_s3_bucket_versioning": {"s3", "PutBucketVersioning", "GetBucketVersioning", "PutBucketVersioning", "", "PutBucketVersioning"},
	"aws_s3_bucket_object_lock_configuration": {
		"s3", "PutBucketObjectLockConfiguration", "GetBucketObjectLockConfiguration", "PutBucketObjectLockConfiguration", "",
		"PutBucketObjectLockConfiguration",
	},
	"aws_s3_bucket_website_configuration": {"s3", "PutBucketWebsite", "GetBucketWebsite", "PutBucketWebsite", "", "DeleteBucketWebsite"},

	"aws_kms_key": {
		"kms", "CreateKey PutKeyPolicy EnableKeyRotation TagResource", "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
		"PutKeyPolicy UpdateKeyDescription EnableKeyRotation DisableKeyRotation EnableKey DisableKey", "TagResource UntagResource", "ScheduleKeyDeletion",
	},
	"aws_kms_alias": {"kms", "CreateAlias", "ListAliases", "UpdateAlias", "", "DeleteAlias"},
	"aws_secretsmanager_secret": {
		"secretsmanager", "CreateSecret TagResource", "DescribeSecret GetResourcePolicy", "UpdateSecret RestoreSecret",
		"TagResource UntagResource", "DeleteSecret",
	},
	"aws_secretsmanager_secret_policy": {
		"secretsmanager", "PutResourcePolicy", "GetResourcePolicy", "PutResourcePolicy", "", "DeleteResourcePolicy",
	},
	"aws_secretsmanager_secret_version": {
		"secretsmanager", "PutSecretValue kms:GenerateDataKey kms:Decrypt", "GetSecretValue DescribeSecret", "PutSecretValue UpdateSecretVersionStage",
		"", "UpdateSecretVersionStage",
	},
	"aws_ssm_parameter": {
		"ssm", "PutParameter AddTagsToResource", "GetParameter DescribeParameters ListTagsForResource", "PutParameter",
		"AddTagsToResource RemoveTagsFromResource", "DeleteParameter",
	},
}
