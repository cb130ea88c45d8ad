package pipeline

import (
	"slices"

	"landform/constructs/encryption"
	"landform/constructs/policy"
	"landform/constructs/statebackend"
)

// limits returns the permissions boundary of the pipeline's roles. Whatever their policies allow, the roles can neither
// access states of other accounts, nor assume or create a role that can.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
func (p *Pipeline) limits() []policy.Statement {
	return slices.Concat(p.stateLimits(), p.identityLimits(), p.accountLimits())
}

func (p *Pipeline) stateLimits() []policy.Statement {
	state := p.props.State
	byAlias := map[string][]string{"kms:ResourceAliases": {state.KeyAlias}}
	protected := map[string][]string{"kms:ResourceAliases": {state.KeyAlias, p.recordsAlias()}}
	keys := append(state.own(), state.Plans+"*", state.Reviews+"*")
	if p.props.PullRequests {
		keys = append(keys, statebackend.ReviewsFolder+"*")
	}
	files := state.lockFiles()
	limits := []policy.Statement{
		{Sid: "AtMost", Effect: policy.Allow, Actions: []string{"*"}, NotResources: p.states()},
		{Sid: "StateSettings", Effect: policy.Allow, Actions: stateSettings, Resources: []string{state.bucketARN(), state.tableARN()}},
		{Sid: "OwnStates", Effect: policy.Allow, Actions: []string{"s3:GetObject", "s3:PutObject"}, Resources: state.arns(keys...)},
		{
			Sid: "OwnLocks", Effect: policy.Allow,
			Actions: []string{"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"}, Resources: []string{state.tableARN()},
		},
		{
			Sid: "KeepKeys", Effect: policy.Deny, Actions: keyAdministration, Resources: []string{"*"},
			Conditions: map[string]map[string][]string{"ForAnyValue:StringEquals": protected},
		},
		{ // the other statements identify the keys by their aliases
			Sid: "KeepAliases", Effect: policy.Deny, Actions: []string{"kms:*Alias"},
			Resources: []string{state.aliasARN(), p.props.Names.ARN("kms", p.recordsAlias())},
		},
		{
			Sid: "OtherStates", Effect: policy.Deny, Actions: []string{"kms:*"}, Resources: []string{"*"},
			Conditions: map[string]map[string][]string{
				"ForAnyValue:StringEquals": byAlias,
				"StringNotLike":            {"kms:EncryptionContext:aws:s3:arn": state.arns(slices.Concat(keys, files)...)},
				"Null":                     {"kms:EncryptionContext:aws:s3:arn": {"false"}},
			},
		},
	}
	if len(files) > 0 {
		limits = append(limits, policy.Statement{
			Sid: "OwnLockFiles", Effect: policy.Allow, Actions: statebackend.LockFileActions, Resources: state.arns(files...),
		})
	}
	return limits
}

// stateSettings are the actions that list states, and that read the settings of their bucket and lock table.
var stateSettings = []string{
	"dynamodb:Describe*", "dynamodb:GetResourcePolicy", "dynamodb:ListTagsOfResource", "s3:GetAccelerateConfiguration", "s3:GetBucket*",
	"s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration", "s3:GetReplicationConfiguration", "s3:ListBucket", "s3:ListTagsForResource",
}

// keyAdministration are the actions that change a key or the access to it.
var keyAdministration = []string{
	"kms:CancelKeyDeletion", "kms:CreateGrant", "kms:Delete*", "kms:Disable*", "kms:Enable*", "kms:Import*", "kms:Put*", "kms:Replicate*", "kms:Revoke*",
	"kms:Rotate*", "kms:Schedule*", "kms:Tag*", "kms:Untag*", "kms:Update*",
}

// identityLimits denies changes in IAM except to the roles, instance profiles and OIDC providers of the account's
// workloads. The pipeline's roles and boundaries, OrganizationAccountAccessRole, users and GitHub's OIDC provider stay
// protected.
func (p *Pipeline) identityLimits() []policy.Statement {
	return []policy.Statement{
		{
			Sid: "NoUnboundedRoles", Effect: policy.Deny, Actions: boundedActions, Resources: []string{"*"},
			Conditions: map[string]map[string][]string{"StringNotEquals": {"iam:PermissionsBoundary": {p.workloadBoundary()}}},
		},
		{Sid: "KeepBoundaries", Effect: policy.Deny, Actions: []string{"iam:DeleteRolePermissionsBoundary"}, Resources: []string{"*"}},
		{
			Sid: "OnlyWorkloadIdentities", Effect: policy.Deny, Actions: identityWrites,
			NotResources: slices.Concat(p.iam("role/"), p.iam("instance-profile/"),
				[]string{p.iamARN("role/aws-service-role/*"), p.clusterProviders()}),
		},
		{
			Sid: "NoOtherIdentity", Effect: policy.Deny, Resources: []string{"*"},
			Actions: []string{"sts:AssumeRole", "sts:AssumeRoot", "sts:GetFederationToken", "organizations:*", "account:*", "sso:*", "identitystore:*"},
		},
	}
}

// accountLimits denies changes to settings of the whole account: its defaults, its trail and its GuardDuty detector. It
// also denies sharing snapshots and images with other accounts.
func (p *Pipeline) accountLimits() []policy.Statement {
	return []policy.Statement{
		{Sid: "KeepAccount", Effect: policy.Deny, Resources: []string{"*"}, Actions: []string{
			"access-analyzer:Delete*", "access-analyzer:Update*", "cloudtrail:Delete*", "cloudtrail:Put*", "cloudtrail:StopLogging",
			"cloudtrail:Update*", "guardduty:Delete*", "guardduty:Disassociate*", "guardduty:Stop*", "guardduty:Update*",
			"ec2:DisableEbsEncryptionByDefault", "ec2:DisableImageBlockPublicAccess", "ec2:DisableSnapshotBlockPublicAccess",
			"ec2:ModifyEbsDefaultKmsKeyId", "ec2:ModifyInstanceMetadataDefaults", "s3:PutAccountPublicAccessBlock",
			"ec2:ModifyImageAttribute", "ec2:ModifySnapshotAttribute", "rds:ModifyDBSnapshotAttribute",
		}},
		{
			Sid: "KeepRecords", Effect: policy.Deny, Actions: []string{"s3:BypassGovernanceRetention", "s3:Delete*", "s3:Put*"},
			Resources: []string{"arn:aws:s3:::" + p.props.Names.Name(records) + "*"},
		},
	}
}

// records is the purpose in the names of the trail's bucket and key, and the prefix of the one of its access logs' bucket:
// see constructs/trail.
const records = "trail"

func (p *Pipeline) recordsAlias() string { return encryption.AliasName(p.props.Names, records) }

// identityWrites are patterns that match every action of IAM that does not only read.
var identityWrites = []string{
	"iam:Accept*", "iam:Add*", "iam:Associate*", "iam:Attach*", "iam:Change*", "iam:Create*", "iam:Deactivate*", "iam:Delete*",
	"iam:Detach*", "iam:Disable*", "iam:Enable*", "iam:PassRole", "iam:Put*", "iam:Reject*", "iam:Remove*", "iam:Reset*", "iam:Resync*",
	"iam:Send*", "iam:Set*", "iam:Tag*", "iam:Untag*", "iam:Update*", "iam:Upload*",
}

// workloads returns the permissions boundary of workload roles: they may use the services of workloads, all of which the
// apply role may use as well, but neither IAM, nor another role, nor a state. A deployment therefore gains no rights by
// creating such a role.
func (p *Pipeline) workloads() []policy.Statement {
	var actions []string
	for _, prefix := range workloadServices {
		actions = append(actions, prefix+":*")
	}
	return append(p.accountLimits(), []policy.Statement{
		{Sid: "Workloads", Effect: policy.Allow, Actions: actions, NotResources: p.states()},
		{
			Sid: "Keys", Effect: policy.Allow, Resources: []string{"*"},
			Actions: []string{"kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"},
		},
		// For roles that publish a frontend, which invalidate the distribution's cache.
		{
			Sid: "Purging", Effect: policy.Allow, Resources: []string{"*"},
			Actions: []string{"cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"},
		},
		// For controllers in a cluster, which need these before they create load balancers.
		{
			Sid: "LinkedServices", Effect: policy.Allow, Resources: []string{"*"},
			Actions: []string{"iam:CreateServiceLinkedRole", "iam:GetServerCertificate", "iam:ListServerCertificates"},
		},
		{
			Sid: "NoStates", Effect: policy.Deny, Actions: []string{"kms:*"}, Resources: []string{"*"},
			Conditions: map[string]map[string][]string{"ForAnyValue:StringEquals": {"kms:ResourceAliases": {p.props.State.KeyAlias}}},
		},
	}...)
}

// workloadServices are the prefixes of the actions in the inline and AWS managed policies of workload roles.
var workloadServices = []string{
	"acm", "autoscaling", "cloudwatch", "cognito-idp", "ec2", "ec2messages", "ecr", "ecr-public", "ecs", "eks", "eks-auth",
	"elasticloadbalancing", "events", "guardduty", "logs", "route53", "s3", "secretsmanager", "shield", "sns", "sqs", "ssm",
	"ssmmessages", "tag", "waf-regional", "wafv2", "xray",
}
