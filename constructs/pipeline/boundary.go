package pipeline

import (
	"slices"

	"landform/constructs/encryption"
	"landform/constructs/policy"
	"landform/constructs/statebackend"
)

// limits are what the roles of the pipeline can be allowed at most: everything but to reach other states than their own,
// and to become or make somebody who may. They hold whatever policies the roles are given.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
func (p *Pipeline) limits() []policy.Statement {
	return slices.Concat(p.stateLimits(), p.identityLimits(), p.accountLimits())
}

func (p *Pipeline) stateLimits() []policy.Statement {
	state := p.props.State
	byAlias := map[string][]string{"kms:ResourceAliases": {state.KeyAlias}}
	kept := map[string][]string{"kms:ResourceAliases": {state.KeyAlias, p.recordsAlias()}}
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
			Conditions: map[string]map[string][]string{"ForAnyValue:StringEquals": kept},
		},
		{ // their names are how the other statements know the keys
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

// stateSettings are the actions that find states, and that read how their bucket and their lock table are set up.
var stateSettings = []string{
	"dynamodb:Describe*", "dynamodb:GetResourcePolicy", "dynamodb:ListTagsOfResource", "s3:GetAccelerateConfiguration", "s3:GetBucket*",
	"s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration", "s3:GetReplicationConfiguration", "s3:ListBucket", "s3:ListTagsForResource",
}

// keyAdministration are the actions that change a key, or who may use it.
var keyAdministration = []string{
	"kms:CancelKeyDeletion", "kms:CreateGrant", "kms:Delete*", "kms:Disable*", "kms:Enable*", "kms:Import*", "kms:Put*", "kms:Replicate*", "kms:Revoke*",
	"kms:Rotate*", "kms:Schedule*", "kms:Tag*", "kms:Untag*", "kms:Update*",
}

// identityLimits keep the roles from everything in IAM but the roles, profiles and providers of the account's workloads.
// The pipeline's own roles and boundaries, OrganizationAccountAccessRole, users and GitHub's provider are none of those.
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

// accountLimits keep what a person has set up for the whole account: its defaults, the record of what is done in it, and that
// snapshots and images are not handed to other accounts.
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

// records is what constructs/trail calls its bucket, its key and the bucket of its access logs, with an ending.
const records = "trail"

func (p *Pipeline) recordsAlias() string { return encryption.AliasName(p.props.Names, records) }

// identityWrites are the beginnings of the names of every action of IAM that does more than read.
var identityWrites = []string{
	"iam:Accept*", "iam:Add*", "iam:Associate*", "iam:Attach*", "iam:Change*", "iam:Create*", "iam:Deactivate*", "iam:Delete*",
	"iam:Detach*", "iam:Disable*", "iam:Enable*", "iam:PassRole", "iam:Put*", "iam:Reject*", "iam:Remove*", "iam:Reset*", "iam:Resync*",
	"iam:Send*", "iam:Set*", "iam:Tag*", "iam:Untag*", "iam:Update*", "iam:Upload*",
}

// workloads are what a role that a deployment makes can be allowed at most: to use the services that workloads use, which
// deployments may use too, but never IAM, another role or a state. Whoever deploys gains nothing by such a role.
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
		// What whoever publishes a frontend tells the distribution before it.
		{
			Sid: "Purging", Effect: policy.Allow, Resources: []string{"*"},
			Actions: []string{"cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"},
		},
		// What controllers in a cluster look up and ask for before they make load balancers.
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

// workloadServices are the prefixes of the actions that roles of workloads have: by their own policies, and by the managed
// policies of AWS that they carry.
var workloadServices = []string{
	"acm", "autoscaling", "cloudwatch", "cognito-idp", "ec2", "ec2messages", "ecr", "ecr-public", "ecs", "eks", "eks-auth",
	"elasticloadbalancing", "events", "guardduty", "logs", "route53", "s3", "secretsmanager", "shield", "sns", "sqs", "ssm",
	"ssmmessages", "tag", "waf-regional", "wafv2", "xray",
}
