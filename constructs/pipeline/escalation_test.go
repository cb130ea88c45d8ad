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

// administrator returns the rights of a role as if its only policy were AdministratorAccess.
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

func TestApplyMayManageWorkloadRoles(t *testing.T) {
	ask(t, build(t, unchanged), "apply", true,
		on("iam:CreateRole", worker, "iam:PermissionsBoundary", workloads),
		on("iam:PutRolePermissionsBoundary", worker, "iam:PermissionsBoundary", workloads),
		on("iam:PutRolePolicy", worker, "iam:PermissionsBoundary", workloads),
		on("iam:AttachRolePolicy", worker, "iam:PermissionsBoundary", workloads, "iam:PolicyARN", all), // the boundary still limits the role
		on("iam:UpdateAssumeRolePolicy", worker, "iam:PermissionsBoundary", workloads),
		on("iam:TagRole", worker), on("iam:DeleteRole", worker, "iam:PermissionsBoundary", workloads),
		on("iam:PassRole", worker, "iam:PassedToService", "ec2.amazonaws.com"),
		on("iam:CreateInstanceProfile", account+"instance-profile/acme-test-worker"),
		on("iam:CreateServiceLinkedRole", account+"role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS"),
		on("iam:CreateOpenIDConnectProvider", cluster), on("iam:DeleteOpenIDConnectProvider", cluster),
		on("iam:GetRole", account+"role/landform-apply"), // reading is harmless
	)
}

// escalations returns requests by which a role could get more rights than deployments need. The policies of the apply role
// deny each; the boundary alone denies each to a role with AdministratorAccess.
func escalations() map[string][]call {
	roles := map[string][]call{
		"a role without a boundary": {on("iam:CreateRole", worker)},
		"a role with another boundary": {
			on("iam:CreateRole", worker, "iam:PermissionsBoundary", all),
			on("iam:CreateRole", worker, "iam:PermissionsBoundary", account+"policy/landform-pipeline-boundary"),
			on("iam:CreateRole", worker, "iam:PermissionsBoundary", "arn:aws:iam::999999999999:policy/landform-workload-boundary"),
		},
		"remove a boundary": {
			on("iam:DeleteRolePermissionsBoundary", worker, "iam:PermissionsBoundary", workloads),
			on("iam:PutRolePermissionsBoundary", worker, "iam:PermissionsBoundary", all),
			on("iam:DeleteRolePermissionsBoundary", account+"role/landform-apply"),
			on("iam:PutRolePermissionsBoundary", account+"role/landform-apply", "iam:PermissionsBoundary", workloads),
		},
		"rights for a role without a boundary": {
			on("iam:PutRolePolicy", worker), on("iam:AttachRolePolicy", worker, "iam:PolicyARN", all), on("iam:UpdateAssumeRolePolicy", worker),
		},
		"a role outside the environment": {
			on("iam:CreateRole", account+"role/acme-live-worker", "iam:PermissionsBoundary", workloads),
			on("iam:UpdateAssumeRolePolicy", account+"role/Administrator", "iam:PermissionsBoundary", workloads),
			on("iam:DeleteRole", account+"role/Administrator"),
			on("iam:CreateRole", account+"role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Administrator_0", "iam:PermissionsBoundary", workloads),
		},
		"pass an administrator's role to a service": {on("iam:PassRole", account+"role/Administrator", "iam:PassedToService", "ec2.amazonaws.com")},
		"change a boundary's policy": {
			on("iam:CreatePolicyVersion", workloads), on("iam:SetDefaultPolicyVersion", workloads), on("iam:DeletePolicy", workloads),
			on("iam:CreatePolicyVersion", account+"policy/landform-pipeline-boundary"),
			on("iam:CreatePolicy", account+"policy/acme-test-mine"),
		},
		"change identity providers": {
			on("iam:CreateOpenIDConnectProvider", account+"oidc-provider/attacker.example"),
			on("iam:CreateOpenIDConnectProvider", account+"oidc-provider/oidc.eks.attacker.example/id/1"),
			on("iam:CreateOpenIDConnectProvider", account+"oidc-provider/oidc.eks.eu-west-1.amazonaws.com.attacker.example/id/1"),
			on("iam:AddClientIDToOpenIDConnectProvider", github), on("iam:DeleteOpenIDConnectProvider", github),
			on("iam:UpdateOpenIDConnectProviderThumbprint", github),
			on("iam:CreateSAMLProvider", account+"saml-provider/mine"), on("iam:UpdateSAMLProvider", account+"saml-provider/AWSSSO_0"),
		},
		"users and keys": {
			on("iam:CreateUser", account+"user/mine"), on("iam:CreateAccessKey", account+"user/somebody"),
			on("iam:CreateLoginProfile", account+"user/somebody"), on("iam:AddUserToGroup", account+"group/administrators"),
			on("iam:AttachUserPolicy", account+"user/somebody", "iam:PolicyARN", all),
			on("iam:CreateServiceSpecificCredential", account+"user/somebody"), on("iam:UploadSigningCertificate", account+"user/somebody"),
			on("iam:UploadSSHPublicKey", account+"user/somebody"), on("iam:DeactivateMFADevice", account+"user/somebody"),
			on("iam:PutUserPermissionsBoundary", account+"user/somebody", "iam:PermissionsBoundary", workloads),
			on("rolesanywhere:CreateTrustAnchor", "*"), on("rolesanywhere:CreateProfile", "*"), on("cognito-identity:SetIdentityPoolRoles", "*"),
		},
		"run code with a role that somebody gave to a resource": {
			on("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:"+own+":function:admin"), on("lambda:CreateFunction", "*"),
			on("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:"+own+":function:admin"),
			on("codebuild:StartBuild", "arn:aws:codebuild:eu-west-1:"+own+":project/admin"), on("codebuild:UpdateProject", "arn:aws:codebuild:eu-west-1:"+own+":project/admin"),
			on("cloudformation:UpdateStack", "arn:aws:cloudformation:eu-west-1:"+own+":stack/admin/1"), on("cloudformation:CreateStack", "*"),
			on("cloudformation:ExecuteChangeSet", "arn:aws:cloudformation:eu-west-1:"+own+":stack/admin/1"), on("cloudformation:CreateStackInstances", "*"),
			on("glue:UpdateJob", "*"), on("glue:UpdateDevEndpoint", "*"), on("sagemaker:CreatePresignedNotebookInstanceUrl", "*"),
			on("states:UpdateStateMachine", "*"), on("scheduler:CreateSchedule", "*"), on("batch:SubmitJob", "*"), on("datapipeline:PutPipelineDefinition", "*"),
			on("ssm:SendCommand", "arn:aws:ec2:eu-west-1:"+own+":instance/i-1"), on("ssm:StartSession", "arn:aws:ec2:eu-west-1:"+own+":instance/i-1"),
			on("ssm:StartAutomationExecution", "*"), on("ssm:CreateAssociation", "*"), on("ec2-instance-connect:SendSSHPublicKey", "*"),
			on("ec2-instance-connect:SendSerialConsoleSSHPublicKey", "*"),
		},
		"a second name of the states": {
			on("s3:CreateAccessPoint", "arn:aws:s3:eu-west-1:"+own+":accesspoint/mine"), on("s3:PutAccessPointPolicy", "arn:aws:s3:eu-west-1:"+own+":accesspoint/mine"),
			on("s3:GetObject", "arn:aws:s3:eu-west-1:"+own+":accesspoint/mine/object/other.tfstate"),
			on("s3:PutObject", "arn:aws:s3::"+own+":accesspoint/mine.mrap/object/other.tfstate"),
		},
		"secrets of somebody else": {
			on("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:"+own+":secret:admin/token-AbCdEf"),
			on("secretsmanager:PutResourcePolicy", "arn:aws:secretsmanager:eu-west-1:"+own+":secret:admin/token-AbCdEf"),
			on("secretsmanager:BatchGetSecretValue", "*"), on("ssm:GetParameter", "arn:aws:ssm:eu-west-1:"+own+":parameter/admin/token"),
		},
		"assume another role": {
			on("sts:AssumeRole", account+"role/OrganizationAccountAccessRole"), on("sts:AssumeRole", "arn:aws:iam::999999999999:role/any"),
			on("sts:AssumeRole", worker), on("sts:AssumeRoot", "arn:aws:iam::999999999999:root"),
		},
		"the account's defaults": {
			on("ec2:DisableEbsEncryptionByDefault", "*"), on("ec2:DisableSnapshotBlockPublicAccess", "*"), on("s3:PutAccountPublicAccessBlock", "*"),
			on("ec2:ModifyInstanceMetadataDefaults", "*"), on("ec2:ResetEbsDefaultKmsKeyId", "*"), on("ec2:EnableSerialConsoleAccess", "*"),
			on("ec2:EnableSnapshotBlockPublicAccess", "*"), // which sets the less strict of its two modes, too
		},
		"hide what is found": {
			on("guardduty:CreateFilter", "*"), on("guardduty:ArchiveFindings", "*"), on("guardduty:CreateIPSet", "*"),
			on("access-analyzer:CreateArchiveRule", "*"), on("securityhub:UpdateFindings", "*"), on("config:StopConfigurationRecorder", "*"),
		},
		"disable or change trails": {
			on("cloudtrail:StopLogging", "arn:aws:cloudtrail:eu-west-1:"+own+":trail/acme-test-trail"),
			on("cloudtrail:DeleteTrail", "arn:aws:cloudtrail:eu-west-1:"+own+":trail/acme-test-trail"),
			on("cloudtrail:PutEventSelectors", "arn:aws:cloudtrail:eu-west-1:"+own+":trail/acme-test-trail"),
			on("guardduty:DeleteDetector", "arn:aws:guardduty:eu-west-1:"+own+":detector/1"),
			on("s3:DeleteObject", "arn:aws:s3:::acme-test-trail-"+own+"/AWSLogs/a.gz"), on("s3:PutBucketPolicy", "arn:aws:s3:::acme-test-trail-"+own),
			on("s3:PutLifecycleConfiguration", "arn:aws:s3:::acme-test-trail-"+own), on("s3:DeleteBucket", "arn:aws:s3:::acme-test-trail-access-logs-"+own),
			on("kms:ScheduleKeyDeletion", ownKey, "kms:ResourceAliases", "alias/acme-test-trail"),
		},
		"share data with another account": {
			on("ec2:ModifySnapshotAttribute", "arn:aws:ec2:eu-west-1::snapshot/snap-1"), on("ec2:ModifyImageAttribute", "arn:aws:ec2:eu-west-1::image/ami-1"),
			on("rds:ModifyDBSnapshotAttribute", "arn:aws:rds:eu-west-1:"+own+":snapshot:a"),
			on("rds:ModifyDBClusterSnapshotAttribute", "arn:aws:rds:eu-west-1:"+own+":cluster-snapshot:a"),
			on("ecr:PutReplicationConfiguration", "*"), on("ecr:PutRegistryPolicy", "*"), on("ram:CreateResourceShare", "*"),
		},
		"the organization": {
			on("organizations:LeaveOrganization", "*"), on("account:CloseAccount", "*"), on("sso:CreateAccountAssignment", "*"),
			on("organizations:AttachPolicy", "*"), on("account:PutAlternateContact", "*"), on("account:StartPrimaryEmailUpdate", "*"),
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

// ofIAM returns the calls of IAM and STS, which no policy of a role allows. The policies allow all actions of other
// services, so that only the boundary denies those calls.
func ofIAM(calls []call) []call {
	return slices.DeleteFunc(slices.Clone(calls), func(call call) bool {
		return !strings.HasPrefix(call.action, "iam:") && !strings.HasPrefix(call.action, "sts:")
	})
}

// TestRolesCanBePassedOnlyToUsedServices: Lambda, for example, would run any code with a role.
func TestRolesCanBePassedOnlyToUsedServices(t *testing.T) {
	ask(t, build(t, unchanged), "apply", false,
		on("iam:PassRole", worker, "iam:PassedToService", "lambda.amazonaws.com"),
		on("iam:PassRole", worker, "iam:PassedToService", "cloudformation.amazonaws.com"),
		on("iam:PassRole", worker),
		on("ssm:SendCommand", "arn:aws:ec2:eu-west-1:"+own+":instance/i-1"), // SSM has a list of allowed write actions
	)
}

// TestTheEscalationsExist checks the list itself: AWS has each action, and sets each condition key for it.
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
			// A call may contain iam:PermissionsBoundary although AWS does not set it for the action, to show that it has no
			// effect.
			if key := call.context[at]; !action.Allows(key) && key != "iam:PermissionsBoundary" {
				t.Errorf("%s: AWS sets no %s", call.action, key)
			}
		}
	}
}

// TestEveryWriteToIAMIsDenied checks every action of IAM, so that it fails when AWS adds one that is not denied.
func TestEveryWriteToIAMIsDenied(t *testing.T) {
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
		t.Errorf("%d actions of IAM write, want at least 80: the reference is incomplete or misread", writes)
	}
}

// TestWorkloadsCannotDoMoreThanDeployments: the workload boundary limits every role that a deployment creates.
func TestWorkloadsCannotDoMoreThanDeployments(t *testing.T) {
	stack := build(t, inTheAccountOfTheStates)
	document, ok := stack.At("pipeline/workload-boundary")
	if !ok {
		t.Fatal("there is no workload boundary")
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
