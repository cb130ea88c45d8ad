package pipeline_test

import (
	"slices"
	"strings"
	"testing"

	"landform/constructs/pipeline"
	"landform/internal/iameval"
	"landform/internal/synthesized"
)

const (
	account   = "arn:aws:iam::" + own + ":"
	workloads = account + "policy/landform-workload-boundary"
	worker    = account + "role/acme-test-worker"
	github    = account + "oidc-provider/token.actions.githubusercontent.com"
	cluster   = account + "oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF"
	all       = "arn:aws:iam::aws:policy/AdministratorAccess"
)

// administrator are the rights of a role to which somebody attached AdministratorAccess.
func administrator(t *testing.T, stack synthesized.Stack, role string) iameval.Rights {
	t.Helper()
	everything, err := iameval.Parse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	rights := rightsOf(t, stack, role)
	rights.Identity = []iameval.Policy{everything}
	return rights
}

func TestApplyManagesTheRolesOfItsWorkloads(t *testing.T) {
	ask(t, build(t, unchanged), "apply", true,
		on("iam:CreateRole", worker, "iam:PermissionsBoundary", workloads),
		on("iam:PutRolePermissionsBoundary", worker, "iam:PermissionsBoundary", workloads),
		on("iam:PutRolePolicy", worker, "iam:PermissionsBoundary", workloads),
		on("iam:AttachRolePolicy", worker, "iam:PermissionsBoundary", workloads, "iam:PolicyARN", all), // bounded all the same
		on("iam:UpdateAssumeRolePolicy", worker, "iam:PermissionsBoundary", workloads),
		on("iam:TagRole", worker), on("iam:DeleteRole", worker, "iam:PermissionsBoundary", workloads),
		on("iam:PassRole", worker, "iam:PassedToService", "ec2.amazonaws.com"),
		on("iam:CreateInstanceProfile", account+"instance-profile/acme-test-worker"),
		on("iam:CreateServiceLinkedRole", account+"role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS"),
		on("iam:CreateOpenIDConnectProvider", cluster), on("iam:DeleteOpenIDConnectProvider", cluster),
		on("iam:GetRole", account+"role/landform-apply"), // reading is no escalation
	)
}

// escalations are ways to more rights than deployments need. Each is refused by the policies of the apply role, and by the
// boundary alone where somebody gives one of the roles AdministratorAccess.
func escalations() map[string][]call {
	roles := map[string][]call{
		"a role without a boundary": {on("iam:CreateRole", worker)},
		"a role with another boundary": {
			on("iam:CreateRole", worker, "iam:PermissionsBoundary", all),
			on("iam:CreateRole", worker, "iam:PermissionsBoundary", account+"policy/landform-pipeline-boundary"),
			on("iam:CreateRole", worker, "iam:PermissionsBoundary", "arn:aws:iam::999999999999:policy/landform-workload-boundary"),
		},
		"take a boundary away": {
			on("iam:DeleteRolePermissionsBoundary", worker, "iam:PermissionsBoundary", workloads),
			on("iam:PutRolePermissionsBoundary", worker, "iam:PermissionsBoundary", all),
			on("iam:DeleteRolePermissionsBoundary", account+"role/landform-apply"),
			on("iam:PutRolePermissionsBoundary", account+"role/landform-apply", "iam:PermissionsBoundary", workloads),
		},
		"rights for a role that has no boundary": {
			on("iam:PutRolePolicy", worker), on("iam:AttachRolePolicy", worker, "iam:PolicyARN", all), on("iam:UpdateAssumeRolePolicy", worker),
		},
		"a role outside the environment": {
			on("iam:CreateRole", account+"role/acme-live-worker", "iam:PermissionsBoundary", workloads),
			on("iam:UpdateAssumeRolePolicy", account+"role/Administrator", "iam:PermissionsBoundary", workloads),
			on("iam:DeleteRole", account+"role/Administrator"),
			on("iam:CreateRole", account+"role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Administrator_0", "iam:PermissionsBoundary", workloads),
		},
		"another service gets a role": {on("iam:PassRole", account+"role/Administrator", "iam:PassedToService", "ec2.amazonaws.com")},
		"the boundaries' text": {
			on("iam:CreatePolicyVersion", workloads), on("iam:SetDefaultPolicyVersion", workloads), on("iam:DeletePolicy", workloads),
			on("iam:CreatePolicyVersion", account+"policy/landform-pipeline-boundary"),
			on("iam:CreatePolicy", account+"policy/acme-test-mine"),
		},
		"whose tokens the account trusts": {
			on("iam:CreateOpenIDConnectProvider", account+"oidc-provider/attacker.example"),
			on("iam:AddClientIDToOpenIDConnectProvider", github), on("iam:DeleteOpenIDConnectProvider", github),
			on("iam:UpdateOpenIDConnectProviderThumbprint", github),
			on("iam:CreateSAMLProvider", account+"saml-provider/mine"), on("iam:UpdateSAMLProvider", account+"saml-provider/AWSSSO_0"),
		},
		"users and keys": {
			on("iam:CreateUser", account+"user/mine"), on("iam:CreateAccessKey", account+"user/somebody"),
			on("iam:CreateLoginProfile", account+"user/somebody"), on("iam:AddUserToGroup", account+"group/administrators"),
			on("iam:AttachUserPolicy", account+"user/somebody", "iam:PolicyARN", all),
		},
		"another role": {
			on("sts:AssumeRole", account+"role/OrganizationAccountAccessRole"), on("sts:AssumeRole", "arn:aws:iam::999999999999:role/any"),
			on("sts:AssumeRole", worker), on("sts:AssumeRoot", "arn:aws:iam::999999999999:root"),
		},
		"the account's defaults": {
			on("ec2:DisableEbsEncryptionByDefault", "*"), on("ec2:DisableSnapshotBlockPublicAccess", "*"), on("s3:PutAccountPublicAccessBlock", "*"),
			on("ec2:ModifyInstanceMetadataDefaults", "*"),
		},
		"the record of what is done": {
			on("cloudtrail:StopLogging", "arn:aws:cloudtrail:eu-west-1:"+own+":trail/acme-test-trail"),
			on("cloudtrail:DeleteTrail", "arn:aws:cloudtrail:eu-west-1:"+own+":trail/acme-test-trail"),
			on("cloudtrail:PutEventSelectors", "arn:aws:cloudtrail:eu-west-1:"+own+":trail/acme-test-trail"),
			on("guardduty:DeleteDetector", "arn:aws:guardduty:eu-west-1:"+own+":detector/1"),
			on("s3:DeleteObject", "arn:aws:s3:::acme-test-trail-"+own+"/AWSLogs/a.gz"), on("s3:PutBucketPolicy", "arn:aws:s3:::acme-test-trail-"+own),
			on("s3:PutLifecycleConfiguration", "arn:aws:s3:::acme-test-trail-"+own), on("s3:DeleteBucket", "arn:aws:s3:::acme-test-trail-access-logs-"+own),
			on("kms:ScheduleKeyDeletion", ownKey, "kms:ResourceAliases", "alias/acme-test-trail"),
		},
		"data handed to another account": {
			on("ec2:ModifySnapshotAttribute", "arn:aws:ec2:eu-west-1::snapshot/snap-1"), on("ec2:ModifyImageAttribute", "arn:aws:ec2:eu-west-1::image/ami-1"),
			on("rds:ModifyDBSnapshotAttribute", "arn:aws:rds:eu-west-1:"+own+":snapshot:a"),
		},
		"the organization": {
			on("organizations:LeaveOrganization", "*"), on("account:CloseAccount", "*"), on("sso:CreateAccountAssignment", "*"),
		},
	}
	for _, protected := range []string{"landform-apply", "landform-plan", "landform-pull-request", "OrganizationAccountAccessRole"} {
		role := account + "role/" + protected
		roles["the role "+protected] = []call{
			on("iam:AttachRolePolicy", role, "iam:PolicyARN", all), on("iam:PutRolePolicy", role), on("iam:UpdateAssumeRolePolicy", role),
			on("iam:AttachRolePolicy", role, "iam:PolicyARN", all, "iam:PermissionsBoundary", workloads),
			on("iam:DeleteRole", role), on("iam:UpdateRole", role), on("iam:TagRole", role), on("iam:DetachRolePolicy", role),
			on("iam:PassRole", role, "iam:PassedToService", "ec2.amazonaws.com"),
		}
	}
	return roles
}

func TestNoRoleCanMakeItselfAnAdministrator(t *testing.T) {
	for name, change := range map[string]func(*pipeline.Props){"another account": unchanged, "the same account": inTheAccountOfTheStates} {
		stack := build(t, change)
		for escalation, calls := range escalations() {
			t.Run(escalation+", states in "+name, func(t *testing.T) {
				for _, role := range []string{"plan", "apply", "pull-request"} {
					ask(t, stack, role, false, calls...)
					unbounded := rightsOf(t, stack, role)
					unbounded.Boundary = nil
					askRights(t, unbounded, role+" without its boundary", false, ofIAM(calls)...)
					askRights(t, administrator(t, stack, role), role+" as an administrator", false, calls...)
				}
			})
		}
	}
}

// ofIAM are the calls that no policy of a role allows, whatever its boundary says. The rest is in services of which a role
// may do everything, and the boundary alone is in the way.
func ofIAM(calls []call) []call {
	return slices.DeleteFunc(slices.Clone(calls), func(call call) bool {
		return !strings.HasPrefix(call.action, "iam:") && !strings.HasPrefix(call.action, "sts:")
	})
}

// TestRolesArePassedToUsedServicesOnly: Lambda would run any code with the role that it is passed.
func TestRolesArePassedToUsedServicesOnly(t *testing.T) {
	ask(t, build(t, unchanged), "apply", false,
		on("iam:PassRole", worker, "iam:PassedToService", "lambda.amazonaws.com"),
		on("iam:PassRole", worker, "iam:PassedToService", "cloudformation.amazonaws.com"),
		on("iam:PassRole", worker),
		on("ssm:SendCommand", "arn:aws:ec2:eu-west-1:"+own+":instance/i-1"), // a service with its writes listed
	)
}

// TestTheEscalationsExist keeps the list honest: each action is AWS's, and each condition key one that AWS sets for it.
func TestTheEscalationsExist(t *testing.T) {
	reference, err := iameval.OpenReference("../..")
	if err != nil {
		t.Fatal(err)
	}
	calls := otherStates(own)
	for _, more := range escalations() {
		calls = append(calls, more...)
	}
	for _, call := range calls {
		action, err := reference.Action(call.action)
		if err != nil {
			t.Error(err)
			continue
		}
		for at := 0; at < len(call.context); at += 2 {
			// A test may claim a boundary for an action that AWS sets no key for, to show that it would not help.
			if key := call.context[at]; !action.Allows(key) && key != "iam:PermissionsBoundary" {
				t.Errorf("%s: AWS sets no %s", call.action, key)
			}
		}
	}
}

// TestEveryWriteToIAMIsOutOfReach walks all of IAM, so that an action that AWS adds is not forgotten.
func TestEveryWriteToIAMIsOutOfReach(t *testing.T) {
	reference, err := iameval.OpenReference("../..")
	if err != nil {
		t.Fatal(err)
	}
	actions, err := reference.Actions("iam")
	if err != nil {
		t.Fatal(err)
	}
	rights := administrator(t, build(t, unchanged), "apply")
	writes := 0
	for _, action := range actions {
		if action.AccessLevel == "Read" || action.AccessLevel == "List" || strings.HasPrefix(action.Name, "Generate") || strings.HasPrefix(action.Name, "Simulate") {
			continue
		}
		writes++
		askRights(t, rights, "an administrator within the boundary", false, on("iam:"+action.Name, account+"role/Administrator"))
	}
	if writes < 80 {
		t.Errorf("%d actions of IAM write: the reference is not read right", writes)
	}
}

// TestWorkloadsCannotDoMoreThanDeployments: what deployments make is bounded by what workloads need.
func TestWorkloadsCannotDoMoreThanDeployments(t *testing.T) {
	stack := build(t, inTheAccountOfTheStates)
	document, ok := stack.At("pipeline/workload-boundary")
	if !ok {
		t.Fatal("there is no boundary of workloads")
	}
	boundary, err := iameval.Parse(document.Get("policy").String())
	if err != nil {
		t.Fatal(err)
	}
	rights := administrator(t, stack, "apply")
	rights.Boundary = &boundary
	askRights(t, rights, "a workload", true,
		on("s3:GetObject", "arn:aws:s3:::acme-test-documents/a.pdf"), on("ec2:CreateVolume", "*"), on("logs:PutLogEvents", "*"),
		on("kms:Decrypt", ownKey, "kms:ResourceAliases", "alias/documents"), on("ecr:BatchGetImage", "*"),
	)
	askRights(t, rights, "a workload", false, otherStates(own)...)
	askRights(t, rights, "a workload", false,
		on("s3:GetObject", "arn:aws:s3:::states/test.tfstate"), on("s3:GetObject", "arn:aws:s3:::states/reviews/test/test.tfstate"),
		item("dynamodb:GetItem", ownTable, "test.tfstate"), data("kms:Decrypt", ownKey, "test.tfstate"),
		on("rds:DeleteDBInstance", "*"), on("lambda:CreateFunction", "*"), on("cloudtrail:StopLogging", "*"),
	)
	for escalation, calls := range escalations() {
		t.Run(escalation, func(t *testing.T) { askRights(t, rights, "a workload", false, calls...) })
	}
	askRights(t, rights, "a workload", false,
		on("iam:CreateRole", worker, "iam:PermissionsBoundary", workloads), on("iam:PassRole", worker, "iam:PassedToService", "ec2.amazonaws.com"))
}
