package organization_test

import (
	"cmp"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/organization"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/tidwall/gjson"
)

// byManagement is the condition that exempts the management account's role from a control.
const byManagement = `{"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/OrganizationAccountAccessRole"]}}`

const instance = "arn:aws:sso:::instance/ssoins-1234567890abcdef"

// everyRegion lists all commercial regions of AWS, so that the policy has its maximum length.
var everyRegion = []string{
	"af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
	"ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
	"ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1",
	"eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1",
	"mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
}

func build(t *testing.T, regions []string, sessionHours int) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		built := organization.New(stack, "organization", organization.Props{
			Names: constructtest.Names(),
			Unit:  "Workloads",
			Accounts: []organization.AccountProps{
				{Environment: "test", Name: "acme-test", Email: "test@acme.example"},
				{Environment: "live", Name: "acme-live", Email: "live@acme.example"},
			},
			AllowedRegions: regions,
			ProtectedNames: []string{"deployer"},
		})
		organization.GrantAccess(stack, "developers", organization.AccessProps{
			Names:       constructtest.Names(),
			InstanceARN: instance,
			GroupID:     "11112222-3333-4444-5555-666677778888",
			Grants: []organization.Grant{{
				Account:       built.Accounts["live"],
				PermissionSet: "DeveloperReadOnly",
				Description:   "Read access",
				ManagedPolicy: "ReadOnlyAccess",
				SessionHours:  sessionHours,
			}},
		})
	})
}

func TestOrganizationHasAllFeatures(t *testing.T) {
	stack := build(t, []string{"eu-west-1"}, 4)
	constructtest.Expect(t, constructtest.Find(t, stack, "organization/organization"), map[string]any{
		"feature_set": "ALL", "lifecycle.prevent_destroy": true,
		"enabled_policy_types.#": 1, "enabled_policy_types.0": "SERVICE_CONTROL_POLICY",
		"aws_service_access_principals.#": 2, "aws_service_access_principals.0": "sso.amazonaws.com",
		"aws_service_access_principals.1": "cloudtrail.amazonaws.com",
	})
}

func TestAccountsAreInTheUnitAndCannotBeDestroyed(t *testing.T) {
	stack := build(t, []string{"eu-west-1"}, 4)
	root := constructtest.Find(t, stack, "organization/organization").Reference("roots[0].id")
	unit := constructtest.Find(t, stack, "organization/unit")
	constructtest.Expect(t, unit, map[string]any{"name": "Workloads", "parent_id": root})
	constructtest.Expect(t, constructtest.Find(t, stack, "organization/account-live"), map[string]any{
		"name": "acme-live", "email": "live@acme.example", "parent_id": unit.Reference("id"),
		"close_on_deletion": false, "lifecycle.prevent_destroy": true, "lifecycle.ignore_changes.0": "role_name",
		"tags.Name": "acme-live", "tags.Environment": "live",
	})
}

func TestServiceControlPolicies(t *testing.T) {
	stack := build(t, []string{"eu-west-1", "us-east-1"}, 4)
	organized := constructtest.Find(t, stack, "organization/organization")
	root := organized.Reference("roots[0].id")
	unit := constructtest.Find(t, stack, "organization/unit").Reference("id")
	controls := []struct {
		name, target string
		statement    map[string]string // by gjson path
	}{
		{"deny-leaving", root, map[string]string{
			"Action": `["organizations:LeaveOrganization"]`, "Condition": "",
		}},
		{"deny-root-user", root, map[string]string{
			"Action": `["*"]`, "Condition": `{"StringLike":{"aws:PrincipalArn":["arn:aws:iam::*:root"]}}`,
		}},
		{"deny-other-regions", unit, map[string]string{
			"Action": "", "Condition": `{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1","us-east-1"]}}`,
		}},
		{"deny-weakening", unit, map[string]string{
			"Condition": byManagement, `Action.#(=="cloudtrail:StopLogging")`: "cloudtrail:StopLogging",
			`Action.#(=="guardduty:DeleteDetector")`:          "guardduty:DeleteDetector",
			`Action.#(=="ec2:DisableEbsEncryptionByDefault")`: "ec2:DisableEbsEncryptionByDefault",
			`Action.#(=="s3:PutAccountPublicAccessBlock")`:    "s3:PutAccountPublicAccessBlock",
		}},
		{"deny-pipeline-changes", unit, map[string]string{
			"Condition": byManagement, "Resource": `["arn:aws:iam::*:*/deployer"]`, `Action.#(=="iam:Put*")`: "iam:Put*",
		}},
	}
	for _, control := range controls {
		resource := constructtest.Find(t, stack, "organization/"+control.name)
		constructtest.Expect(t, resource, map[string]any{
			"type": "SERVICE_CONTROL_POLICY", "name": "acme-test-" + control.name, "depends_on.0": organized.Address(),
		})
		statement := gjson.Get(resource.Get("content").String(), "Statement.0")
		control.statement["Effect"], control.statement["Resource"] = "Deny", cmp.Or(control.statement["Resource"], `["*"]`)
		for path, want := range control.statement {
			if got := statement.Get(path).String(); got != want {
				t.Errorf("%s: %s is %s, want %s", control.name, path, got, want)
			}
		}
		constructtest.Expect(t, constructtest.Find(t, stack, "organization/"+control.name+"-attachment"), map[string]any{
			"policy_id": resource.Reference("id"), "target_id": control.target,
		})
	}
}

// Services with one global endpoint must be exempt from the restriction on regions: otherwise, the stacks of an account
// outside us-east-1 cannot be deployed.
func TestGlobalServicesWorkInEveryRegion(t *testing.T) {
	stack := build(t, []string{"eu-west-1"}, 4)
	content := constructtest.Find(t, stack, "organization/deny-other-regions").Get("content").String()
	exempt := map[string]bool{}
	for _, action := range gjson.Get(content, "Statement.0.NotAction").Array() {
		exempt[action.String()] = true
	}
	for _, action := range []string{
		"acm:*", "budgets:*", "cloudfront:*", "iam:*", "kms:*", "organizations:*", "route53:*", "s3:ListAllMyBuckets",
		"sts:*", "support:*", "wafv2:*",
	} {
		if !exempt[action] {
			t.Errorf("%s is denied outside the allowed regions", action)
		}
	}
	for _, action := range []string{"*", "ec2:*", "s3:*", "rds:*", "eks:*", "lambda:*"} {
		if exempt[action] {
			t.Errorf("%s is allowed in every region", action)
		}
	}
}

// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
func TestControlsStayWithinTheLimitOfAPolicy(t *testing.T) {
	const limit = 5120
	for _, control := range build(t, everyRegion, 4).OfType("aws_organizations_policy") {
		if size := len(control.Get("content").String()); size > limit {
			t.Errorf("%s has %d characters, the limit is %d", control.Path, size, limit)
		}
	}
}

func TestGrantAssignsAPermissionSet(t *testing.T) {
	stack := build(t, []string{"eu-west-1"}, 4)
	set := constructtest.Find(t, stack, "developers/live/permission-set")
	constructtest.Expect(t, set, map[string]any{
		"instance_arn": instance, "name": "DeveloperReadOnly", "session_duration": "PT4H",
	})
	assignment := constructtest.Find(t, stack, "developers/live/assignment")
	constructtest.Expect(t, assignment, map[string]any{
		"permission_set_arn": set.Reference("arn"),
		"principal_type":     "GROUP", "principal_id": "11112222-3333-4444-5555-666677778888",
		"target_type": "AWS_ACCOUNT",
		"target_id":   constructtest.Find(t, stack, "organization/account-live").Reference("id"),
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "developers/live/managed-policy"), map[string]any{
		"permission_set_arn": set.Reference("arn"), "managed_policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
		"depends_on.0": assignment.Address(),
	})
}

func TestSessionsOfMoreThanTwelveHoursAreRefused(t *testing.T) {
	constructtest.Refused(t, "organization: grant for live: SessionHours is 13: must be 1 to 12", func() { build(t, []string{"eu-west-1"}, 13) })
}
