package pipeline

import (
	"regexp"
	"slices"

	"landform/constructs/encryption"
	"landform/constructs/policy"
	"landform/constructs/statebackend"
)

// limits returns the permissions boundary of the pipeline's roles. Whatever their policies allow, the roles can neither
// access states of other accounts, nor assume or create a role that can. Services that the stacks do not use are not allowed:
// many of them run code with a role that somebody gave to one of their resources, such as a function, a build or a stack of
// CloudFormation.
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
		{Sid: "AtMost", Effect: policy.Allow, Actions: p.usedActions(), NotResources: p.states()},
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

// usedActions returns the patterns of the actions in the services that the account's stacks use, and of all actions of IAM,
// which other statements limit. Of services that are only observed, they are all that begin with the same verbs.
func (p *Pipeline) usedActions() []string {
	actions := p.deploymentActions()
	for _, service := range p.props.Observed {
		for _, name := range service.Reads {
			action := service.Prefix + ":" + verb.FindString(name) + "*"
			if !slices.Contains(actions, service.Prefix+":*") && !slices.Contains(actions, action) {
				actions = append(actions, action)
			}
		}
	}
	return append(actions, "iam:*")
}

// verb matches the first word of an action's name, for example "Get".
var verb = regexp.MustCompile(`^[A-Z][a-z]+`)

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

// accountLimits denies changes to defaults of the whole account and to the record of its trail. It also denies sharing
// snapshots and images with other accounts, and a second way to the objects of a bucket. Trails, detectors and analyzers need
// no statement: no boundary allows a change of them.
func (p *Pipeline) accountLimits() []policy.Statement {
	return append(p.secretLimits(), []policy.Statement{
		{Sid: "KeepAccount", Effect: policy.Deny, Resources: []string{"*"}, Actions: []string{
			"ec2:DisableEbsEncryptionByDefault", "ec2:DisableImageBlockPublicAccess", "ec2:*SnapshotBlockPublicAccess",
			"ec2:ModifyEbsDefaultKmsKeyId", "ec2:ResetEbsDefaultKmsKeyId", "ec2:ModifyInstanceMetadataDefaults", "ec2:EnableSerialConsoleAccess", "s3:PutAccountPublicAccessBlock",
			"ec2:ModifyImageAttribute", "ec2:ModifySnapshotAttribute", "rds:ModifyDB*SnapshotAttribute",
			"ecr:PutRegistryPolicy", "ecr:PutReplicationConfiguration",
		}},
		// An access point is a second name of a bucket and its objects, which other statements do not know.
		// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
		{Sid: "NoAccessPoints", Effect: policy.Deny, Actions: []string{"s3:*"}, Resources: []string{"arn:aws:s3:*:*:accesspoint/*"}},
		{
			Sid: "KeepRecords", Effect: policy.Deny, NotActions: []string{"s3:Get*", "s3:List*"},
			Resources: []string{"arn:aws:s3:::" + p.props.Names.Name(records) + "*"},
		},
	}...)
}

// secretLimits denies access to secrets of anybody else, and to every parameter but AWS's own, such as the ids of images, and
// those of the CloudWatch agent.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
func (p *Pipeline) secretLimits() []policy.Statement {
	others := policy.Statement{Sid: "OtherSecrets", Effect: policy.Deny, Actions: []string{"secretsmanager:*"}, NotResources: p.secretARNs()}
	if len(others.NotResources) == 0 {
		others.Resources = []string{"*"}
	}
	return []policy.Statement{others, {
		Sid: "OtherParameters", Effect: policy.Deny, Actions: []string{"ssm:GetParameter*"},
		NotResources: []string{"arn:aws:ssm:*::parameter/aws/*", p.props.Names.ARN("ssm", "parameter/AmazonCloudWatch-*")},
	}}
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
	actions := slices.Clone(agentActions)
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
	"elasticloadbalancing", "events", "logs", "route53", "s3", "secretsmanager", "shield", "sns", "sqs", "ssmmessages", "tag", "waf-regional", "wafv2", "xray",
}

// agentActions are the actions of the agent of Systems Manager, and those that read parameters. With others, a workload
// could run commands on any server of the account, with the role of that server.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
var agentActions = []string{
	"ssm:Describe*", "ssm:GetDeployablePatchSnapshotForInstance", "ssm:GetDocument", "ssm:GetManifest", "ssm:GetParameter*", "ssm:List*",
	"ssm:PutComplianceItems", "ssm:PutConfigurePackageResult", "ssm:PutInventory", "ssm:UpdateAssociationStatus", "ssm:UpdateInstance*",
}
