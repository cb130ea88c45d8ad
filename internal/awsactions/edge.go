package awsactions

// edge are the types of DNS, certificates, CloudFront and AWS WAF.
var edge = map[string]row{
	"aws_acm_certificate": {
		"acm", "RequestCertificate AddTagsToCertificate", "DescribeCertificate ListTagsForCertificate", "UpdateCertificateOptions",
		"AddTagsToCertificate RemoveTagsFromCertificate", "DeleteCertificate",
	},
	"aws_acm_certificate_validation": {"acm", "DescribeCertificate", "DescribeCertificate", "", "", ""},
	// CloudFront adds itself to the access control list of the bucket that it logs to.
	"aws_cloudfront_distribution": {
		"cloudfront", "CreateDistribution TagResource s3:GetBucketAcl s3:PutBucketAcl", "GetDistribution ListTagsForResource", "UpdateDistribution",
		"TagResource UntagResource", "UpdateDistribution DeleteDistribution",
	},
	"aws_cloudfront_origin_access_control": {
		"cloudfront", "CreateOriginAccessControl", "GetOriginAccessControl", "UpdateOriginAccessControl", "", "DeleteOriginAccessControl",
	},
	"aws_cloudfront_response_headers_policy": {
		"cloudfront", "CreateResponseHeadersPolicy", "GetResponseHeadersPolicy", "UpdateResponseHeadersPolicy", "", "DeleteResponseHeadersPolicy",
	},
	"aws_route53_zone": {
		"route53", "CreateHostedZone ChangeTagsForResource GetChange", "GetHostedZone ListTagsForResource ListResourceRecordSets",
		"UpdateHostedZoneComment", "ChangeTagsForResource", "DeleteHostedZone GetChange",
	},
	"aws_route53_record": {
		"route53", "ChangeResourceRecordSets GetChange", "GetHostedZone ListResourceRecordSets", "ChangeResourceRecordSets GetChange", "",
		"ChangeResourceRecordSets GetChange",
	},
	"aws_route53_query_log": {
		"route53", "CreateQueryLoggingConfig logs:DescribeLogGroups logs:DescribeResourcePolicies", "GetQueryLoggingConfig", "", "",
		"DeleteQueryLoggingConfig",
	},
	// Route 53 uses the KMS key with the permissions of the caller that creates the key-signing key.
	// https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/access-control-managing-permissions.html
	"aws_route53_key_signing_key": {
		"route53", "CreateKeySigningKey ActivateKeySigningKey GetChange kms:DescribeKey kms:GetPublicKey kms:Sign kms:CreateGrant", "GetDNSSEC",
		"ActivateKeySigningKey DeactivateKeySigningKey GetChange", "", "DeactivateKeySigningKey DeleteKeySigningKey GetChange",
	},
	"aws_route53_hosted_zone_dnssec": {
		"route53", "EnableHostedZoneDNSSEC GetChange", "GetDNSSEC", "DisableHostedZoneDNSSEC", "", "DisableHostedZoneDNSSEC GetChange",
	},
	"aws_route53_health_check": {
		"route53", "CreateHealthCheck ChangeTagsForResource", "GetHealthCheck ListTagsForResource", "UpdateHealthCheck", "ChangeTagsForResource",
		"DeleteHealthCheck",
	},
	"aws_wafv2_ip_set": {"wafv2", "CreateIPSet TagResource", "GetIPSet ListTagsForResource", "UpdateIPSet", "TagResource UntagResource", "DeleteIPSet"},
	"aws_wafv2_web_acl": {
		"wafv2", "CreateWebACL TagResource", "GetWebACL ListTagsForResource", "UpdateWebACL", "TagResource UntagResource", "DeleteWebACL",
	},
	"aws_wafv2_web_acl_association": {
		"wafv2", "AssociateWebACL elasticloadbalancing:SetWebACL", "GetWebACLForResource", "", "",
		"DisassociateWebACL elasticloadbalancing:SetWebACL",
	},
	"aws_wafv2_web_acl_logging_configuration": {
		"wafv2", "PutLoggingConfiguration logs:CreateLogDelivery logs:PutResourcePolicy logs:DescribeResourcePolicies logs:DescribeLogGroups " +
			"iam:CreateServiceLinkedRole", "GetLoggingConfiguration", "PutLoggingConfiguration logs:CreateLogDelivery", "",
		"DeleteLoggingConfiguration logs:DeleteLogDelivery",
	},
}
