package awsactions

// account are the types that an account has once: defaults, block of public access, analyzer, quotas.
var account = map[string]row{
	"aws_accessanalyzer_analyzer": {
		"access-analyzer", "CreateAnalyzer TagResource iam:CreateServiceLinkedRole", "GetAnalyzer", "UpdateAnalyzer", "TagResource UntagResource",
		"DeleteAnalyzer",
	},
	"aws_ebs_encryption_by_default": {
		"ec2", "EnableEbsEncryptionByDefault", "GetEbsEncryptionByDefault", "EnableEbsEncryptionByDefault DisableEbsEncryptionByDefault", "",
		"DisableEbsEncryptionByDefault",
	},
	"aws_ebs_snapshot_block_public_access": {
		"ec2", "EnableSnapshotBlockPublicAccess", "GetSnapshotBlockPublicAccessState", "EnableSnapshotBlockPublicAccess", "",
		"DisableSnapshotBlockPublicAccess",
	},
	"aws_ec2_instance_metadata_defaults": {
		"ec2", "ModifyInstanceMetadataDefaults", "GetInstanceMetadataDefaults", "ModifyInstanceMetadataDefaults", "",
		"ModifyInstanceMetadataDefaults",
	},
	"aws_s3_account_public_access_block": {
		"s3", "PutAccountPublicAccessBlock", "GetAccountPublicAccessBlock", "PutAccountPublicAccessBlock", "", "PutAccountPublicAccessBlock",
	},
	"aws_servicequotas_service_quota": {
		"servicequotas", "GetServiceQuota GetAWSDefaultServiceQuota RequestServiceQuotaIncrease iam:CreateServiceLinkedRole",
		"GetServiceQuota GetAWSDefaultServiceQuota GetRequestedServiceQuotaChange", "RequestServiceQuotaIncrease", "", "",
	},
}
