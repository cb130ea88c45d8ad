package organization

import (
	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/organizationspolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/organizationspolicyattachment"
)

const serviceControlPolicy = "SERVICE_CONTROL_POLICY"

// globalActions are exempt from the restriction on regions: their endpoints are in one region for all callers. ACM and KMS
// are among them because certificates for CloudFront must be in us-east-1.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
// https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html
var globalActions = []string{
	"access-analyzer:*", "account:*", "acm:*", "artifact:*",
	"aws-marketplace-management:*", "aws-marketplace:*", "aws-portal:*",
	"billing:*", "budgets:*", "ce:*", "cloudfront:*", "cloudtrail:LookupEvents", "compute-optimizer:*", "config:*",
	"consolidatedbilling:*", "cur:*", "directconnect:*",
	"ec2:DescribeRegions", "ec2:DescribeTransitGateways", "ec2:DescribeVpnGateways", "ecr-public:*",
	"fms:*", "freetier:*", "globalaccelerator:*", "health:*", "iam:*", "invoicing:*", "kms:*",
	"networkmanager:*", "notifications-contacts:*", "notifications:*", "organizations:*", "payments:*", "pricing:*",
	"resource-explorer-2:*", "route53-recovery-cluster:*", "route53-recovery-control-config:*",
	"route53-recovery-readiness:*", "route53:*", "route53domains:*",
	"s3:GetAccountPublicAccessBlock", "s3:GetBucketLocation", "s3:ListAllMyBuckets",
	"s3:ListMultiRegionAccessPoints", "s3:PutAccountPublicAccessBlock",
	"savingsplans:*", "shield:*", "sso:*", "sts:*", "support:*", "supportplans:*", "sustainability:*",
	"tag:GetResources", "tax:*", "trustedadvisor:*", "waf-regional:*", "waf:*", "wafv2:*", "wellarchitected:*",
}

// control is a service control policy. It limits every principal in the accounts below its target, including
// administrators.
type control struct {
	name        string // also the construct ID
	description string
	statement   policy.Statement
}

// leaving denies member accounts to leave the organization, and with it the service control policies.
func leaving() control {
	return control{"deny-leaving", "No account leaves the organization", policy.Statement{
		Sid:       "DenyLeavingOrganization",
		Effect:    policy.Deny,
		Actions:   []string{"organizations:LeaveOrganization"},
		Resources: []string{"*"},
	}}
}

// rootUser denies everything to the root users of member accounts. For a task that only a root user can perform, the
// policy must be detached first.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-tasks.html
func rootUser() control {
	return control{"deny-root-user", "No one works as a root user", policy.Statement{
		Sid:        "DenyRootUser",
		Effect:     policy.Deny,
		Actions:    []string{"*"},
		Resources:  []string{"*"},
		Conditions: map[string]map[string][]string{"StringLike": {"aws:PrincipalArn": {"arn:aws:iam::*:root"}}},
	}}
}

// regions denies all actions outside the allowed regions, except globalActions.
func regions(allowed []string) control {
	return control{"deny-other-regions", "No one works outside the allowed regions", policy.Statement{
		Sid:        "DenyOtherRegions",
		Effect:     policy.Deny,
		NotActions: globalActions,
		Resources:  []string{"*"},
		Conditions: map[string]map[string][]string{"StringNotEquals": {"aws:RequestedRegion": allowed}},
	}}
}

// byManagement is the only role that may change what the controls below protect. Administrators of the management account
// assume it.
var byManagement = []string{"arn:aws:iam::*:role/" + managementRole}

// weakening denies disabling trails, threat detection and the safe defaults of an account.
func weakening() control {
	return control{"deny-weakening", "No one switches off records, detectors and safe defaults", policy.Statement{
		Sid:    "DenyWeakening",
		Effect: policy.Deny,
		Actions: []string{
			"access-analyzer:DeleteAnalyzer",
			"cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors", "cloudtrail:StopLogging", "cloudtrail:UpdateTrail",
			"ec2:DisableEbsEncryptionByDefault", "ec2:DisableSnapshotBlockPublicAccess", "ec2:ModifyInstanceMetadataDefaults",
			"guardduty:DeleteDetector", "guardduty:DisassociateFromAdministratorAccount", "guardduty:StopMonitoringMembers",
			"guardduty:UpdateDetector",
			"s3:PutAccountPublicAccessBlock",
		},
		Resources:  []string{"*"},
		Conditions: map[string]map[string][]string{"ArnNotLike": {"aws:PrincipalArn": byManagement}},
	}}
}

// pipeline denies changing the roles, policies and OIDC providers through which CI jobs access an account.
func pipeline(names []string) control {
	var resources []string
	for _, name := range names {
		resources = append(resources, "arn:aws:iam::*:*/"+name)
	}
	return control{"deny-pipeline-changes", "No one changes the roles of the pipeline", policy.Statement{
		Sid:    "DenyPipelineChanges",
		Effect: policy.Deny,
		Actions: []string{
			"iam:Add*", "iam:Attach*", "iam:Create*", "iam:Delete*", "iam:Detach*", "iam:Put*", "iam:Remove*", "iam:Set*", "iam:Update*",
		},
		Resources:  resources,
		Conditions: map[string]map[string][]string{"ArnNotLike": {"aws:PrincipalArn": byManagement}},
	}}
}

// document returns the policy document.
func (c control) document() string { return policy.Document(c.statement) }

// control creates a service control policy and attaches it to the root or to an organizational unit.
func (o *Organization) control(scope constructs.Construct, names naming.Names, limit control, target *string) {
	name := names.Name(limit.name)
	created := organizationspolicy.NewOrganizationsPolicy(scope, &limit.name,
		&organizationspolicy.OrganizationsPolicyConfig{
			Name:        &name,
			Description: &limit.description,
			Type:        new(serviceControlPolicy),
			Content:     new(limit.document()),
			Tags:        names.Tags(name),
			// The policy does not refer to the organization, but can be created only after it.
			DependsOn: new(o.After()),
		})
	organizationspolicyattachment.NewOrganizationsPolicyAttachment(scope, new(limit.name+"-attachment"),
		&organizationspolicyattachment.OrganizationsPolicyAttachmentConfig{
			PolicyId: created.Id(),
			TargetId: target,
		})
}
