package rules

import (
	"slices"
	"strconv"
	"strings"

	"landform/internal/lazyregexp"
	"landform/internal/synthesized"
)

// example is a policy document of one statement, for the examples of rules.
func example(statement string) string {
	return strings.ReplaceAll(`{"Version":"2012-10-17","Statement":[`+statement+`]}`, `"`, `\"`)
}

// rolePolicyDocument is a change to the examples with another policy.
func rolePolicyDocument(document string) string {
	return `{"aws_iam_role_policy": {"main": {"policy": ` + strconv.Quote(document) + `}}}`
}

func rolePolicy(statement string) string {
	return `{"aws_iam_role_policy": {"main": {"policy": "` + example(statement) + `"}}}`
}

var policyRules = []rule{
	{
		ID: "policy-not-public", Class: refused, Statement: PolicyNotPublic,
		Why:      "everybody with an AWS account could use the resource",
		Fix:      "name the role, the account, or the service with aws:SourceAccount",
		Aliases:  []string{"AWS-0032", "AWS-0097", "CKV_AWS_32", "CKV_AWS_168", "CKV_AWS_169", "CKV2_AWS_66", "SNS.4", "SQS.3"},
		Violates: `{"aws_sns_topic_policy": {"main": {"policy": "` + example(`{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sns:Publish","Resource":"arn:aws:sns:eu-west-1:111111111111:acme"}`) + `"}}}`,
	},
	{
		ID: "policy-confused-deputy", Class: refused, Statement: PolicyConfusedDeputy,
		Why:      "anybody could make the service act on the resource from another account (confused deputy)",
		Fix:      "add the condition aws:SourceAccount or aws:SourceArn",
		Source:   "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
		Violates: `{"aws_sns_topic_policy": {"main": {"policy": "` + example(`{"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":"sns:Publish","Resource":"arn:aws:sns:eu-west-1:111111111111:acme"}`) + `"}}}`,
	},
	{
		ID: "iam-no-administrator", Class: refused, Statement: IAMNoAdministrator,
		Why:      "everybody who can assume the role controls the whole account",
		Fix:      "name the required actions and resources",
		Aliases:  []string{"AWS-0057", "CKV_AWS_62", "CKV_AWS_63", "CKV2_AWS_40", "IAM.1", "CIS 1.16"},
		Violates: rolePolicy(`{"Effect":"Allow","Action":"*","Resource":"*"}`),
	},
	{
		ID: "iam-no-service-wildcard", Class: advice, Statement: IAMNoServiceWildcard,
		Why:      "the wildcard grants every present and future action of the service, including deletion and sharing",
		Fix:      "name the required actions",
		Aliases:  []string{"AWS-0057", "AWS-0345", "CKV_AWS_288", "IAM.21"},
		Violates: rolePolicy(`{"Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:eu-west-1:111111111111:acme"}`),
	},
	{
		ID: "iam-no-allow-except", Class: refused, Statement: IAMNoAllowExcept,
		Why:      "everything except the listed items is allowed, including what AWS adds in the future",
		Fix:      "use Action and Resource instead of NotAction and NotResource",
		Violates: rolePolicy(`{"Effect":"Allow","NotAction":"iam:*","Resource":"arn:aws:sqs:eu-west-1:111111111111:acme"}`),
	},
	{
		ID: "iam-resources-named", Class: advice, Statement: IAMResourcesNamed,
		Why:      "the action is allowed on every resource of the account",
		Fix:      "name the ARNs of the resources, or add a condition on a tag",
		Aliases:  []string{"AWS-0057", "CKV_AWS_290", "CKV_AWS_355", "CKV_AWS_289"},
		Violates: rolePolicy(`{"Effect":"Allow","Action":"sqs:DeleteQueue","Resource":"*"}`),
	},
	{
		ID: "iam-data-named", Class: refused, Statement: IAMDataNamed,
		Why:      "every secret, parameter or object of the account could be read",
		Fix:      "name the ARNs of the secrets, keys or buckets",
		Aliases:  []string{"CKV_AWS_108", "CKV_AWS_287", "CKV_AWS_288", "KMS.1", "KMS.2"},
		Violates: rolePolicy(`{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*"}`),
	},
	{
		ID: "iam-pass-role-named", Class: refused, Statement: IAMPassRoleNamed,
		Why:      "everybody who can pass any role to a service has the permissions of every role",
		Fix:      "name the ARNs of the roles, with the condition iam:PassedToService",
		Aliases:  []string{"AWS-0342", "CKV_AWS_286"},
		Violates: rolePolicy(`{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}`),
	},
	{
		ID: "iam-no-escalation", Class: refused, Statement: IAMNoEscalation,
		Why:      "everybody who can change any policy, or assume any role, effectively has all permissions",
		Fix:      "name the ARNs of the roles, with the condition iam:PermissionsBoundary",
		Aliases:  []string{"CKV_AWS_110", "CKV_AWS_286"},
		Source:   "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
		Violates: rolePolicy(`{"Effect":"Allow","Action":"iam:AttachRolePolicy","Resource":"*"}`),
	},
}

// PolicyNotPublic requires the policies of topics, queues, repositories, secrets and similar resources to name their
// principals.
func PolicyNotPublic(d document, s statement) answer { return notPublic(d, s, synthesized.OfResource) }

// deliverers are services that only deliver within the account, or for which AWS documents no condition.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
var deliverers = []string{"logdelivery.elasticloadbalancing.amazonaws.com"}

// PolicyConfusedDeputy requires statements for services to name the account or resource on whose behalf the service
// acts.
func PolicyConfusedDeputy(d document, s statement) answer {
	if d.Kind != synthesized.OfResource && d.Kind != synthesized.BucketPolicy || !allows(s) {
		return skip
	}
	services := slices.ContainsFunc(s.Principals, func(p synthesized.Principal) bool {
		return p.Type == "Service" && !slices.Contains(deliverers, p.ID)
	})
	if !services {
		return skip
	}
	if narrowed(s) {
		return pass
	}
	return said(d, s, "a service without aws:SourceAccount or aws:SourceArn")
}

// grants reports whether a statement gives permissions to the identity that it is attached to.
func grants(d document, s statement) bool { return d.Kind == synthesized.Identity && allows(s) }

// every reports whether a statement covers every resource, or every resource of a service. A resource whose name is
// unknown until apply counts as one resource.
func every(s statement) bool {
	return len(s.NotResources) > 0 || slices.ContainsFunc(s.Resources, isEveryResource)
}

// isEveryResource reports whether a text is "*" or an ARN with a wildcard for the name, or for the account and the name.
func isEveryResource(arn string) bool {
	if arn == "*" || !strings.HasSuffix(arn, "*") {
		return arn == "*"
	}
	parts := strings.SplitN(arn, ":", 6) // arn, partition, service, region, account, name
	switch {
	case parts[0] != "arn" || len(parts) < 3:
		return false
	case len(parts) < 6:
		return len(parts) == 3 && parts[2] == "*"
	}
	name := parts[5]
	if name == "*" {
		return true
	}
	ofS3 := parts[2] == "s3" && parts[3] == "" && parts[4] == ""
	kind, found := strings.CutSuffix(name, "/*")
	if found && ofS3 {
		return kind == "*" // any other is the name of one bucket, and no kind of resource
	}
	if !found {
		kind, found = strings.CutSuffix(name, ":*")
	}
	return found && isKind(kind)
}

// isKind reports whether a text may be the kind of resource in an ARN, as in "table/*" and "secret:*".
func isKind(text string) bool {
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz-") == ""
}

// conditional reports whether a statement has a condition that names a tag, an account, or something similar.
func conditional(s statement) bool {
	return slices.ContainsFunc(s.Conditions, func(c synthesized.Condition) bool {
		key := strings.ToLower(c.Key)
		return requires(c) && !slices.ContainsFunc(c.Values, isEverything) && key != "aws:securetransport" && key != "aws:requestedregion"
	})
}

// IAMNoAdministrator forbids policies that grant everything.
func IAMNoAdministrator(d document, s statement) answer {
	if !allows(s) || d.Kind != synthesized.Identity && d.Kind != synthesized.OfResource {
		return skip
	}
	if slices.ContainsFunc(s.Actions, isEveryAction) {
		return said(d, s, "%s on %s", plural("Action", s.Actions), plural("Resource", s.Resources))
	}
	return pass
}

func isEveryAction(action string) bool { return strings.Trim(action, "*:") == "" }

// IAMNoServiceWildcard requires statements to name actions.
func IAMNoServiceWildcard(d document, s statement) answer {
	if !grants(d, s) {
		return skip
	}
	for _, action := range s.Actions {
		service, name, _ := strings.Cut(action, ":")
		if name == "*" && !isEveryAction(action) {
			return said(d, s, "Action %s:*", service)
		}
	}
	return pass
}

// IAMNoAllowExcept forbids statements that grant everything except a list.
func IAMNoAllowExcept(d document, s statement) answer {
	if d.Kind == synthesized.Organization || d.Kind == synthesized.Boundary || !allows(s) {
		return skip
	}
	switch {
	case len(s.NotActions) > 0:
		return said(d, s, "Allow with %s", plural("NotAction", s.NotActions))
	case len(s.NotResources) > 0:
		return said(d, s, "Allow with %s", plural("NotResource", s.NotResources))
	}
	return pass
}

// observing are the first words of actions that only read names and settings.
var observing = []string{"Get", "Describe", "List", "Search", "View", "Lookup", "BatchGet", "Check", "Validate", "Estimate", "Head"}

// observes reports whether the name of an action says that it only reads names and settings.
func observes(action string) bool {
	service, name, _ := strings.Cut(action, ":")
	return service != "" && consistsOf(service, "-") && consistsOf(name, "*") && !strings.ContainsAny(name, "0123456789") &&
		slices.ContainsFunc(observing, func(word string) bool { return len(name) >= len(word) && strings.EqualFold(name[:len(word)], word) })
}

// unnamed are other actions that cannot be limited to a resource.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
var unnamed = lazyregexp.New(`(?i)^(xray:Put.*|cloudwatch:PutMetricData|ssmmessages:.*|ec2messages:.*|ssm:UpdateInstanceInformation|` +
	`iam:CreateServiceLinkedRole|ce:.*|budgets:View.*|pricing:.*|elasticloadbalancing:Set[A-Za-z]+|` +
	`organizations:Describe.*|kms:GenerateRandom|kms:CreateKey|autoscaling:Describe.*)$`)

// IAMResourcesNamed requires statements that allow changes to name the resources.
func IAMResourcesNamed(d document, s statement) answer {
	if !grants(d, s) {
		return skip
	}
	if slices.ContainsFunc(s.Actions, isEveryAction) || !slices.ContainsFunc(s.Resources, func(arn string) bool { return arn == "*" }) || conditional(s) {
		return pass
	}
	var named []string
	for _, action := range s.Actions {
		if !observes(action) && !unnamed.MatchString(action) && !is(action, dataActions) && !is(action, escalations) && !strings.EqualFold(action, "iam:PassRole") {
			named = append(named, action)
		}
	}
	if len(named) == 0 {
		return pass
	}
	return said(d, s, "%s on every resource", plural("Action", named))
}

// dataActions read secrets and data.
var dataActions = []string{"secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue", "ssm:GetParameter", "ssm:GetParameters",
	"ssm:GetParametersByPath", "kms:Decrypt", "s3:GetObject", "s3:GetObjectVersion", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan",
	"dynamodb:BatchGetItem", "rds-db:connect", "redshift:GetClusterCredentials", "ec2:GetPasswordData", "lambda:GetFunction", "rds-data:ExecuteStatement", "kinesis:GetRecords",
	"logs:GetLogEvents", "logs:GetQueryResults", "athena:GetQueryResults", "ssm:GetParameterHistory", "sts:GetFederationToken", "sqs:ReceiveMessage",
	"ecr:GetDownloadUrlForLayer", "codecommit:GetFile", "cognito-identity:GetCredentialsForIdentity"}

// is reports whether an action with wildcards matches an action of the list.
func is(action string, list []string) bool {
	if !strings.ContainsAny(action, "*?") {
		return slices.ContainsFunc(list, func(known string) bool { return len(action) == len(known) && strings.EqualFold(action, known) })
	}
	return slices.ContainsFunc(list, func(known string) bool {
		return synthesized.MatchAction(action, known)
	})
}

// IAMDataNamed requires statements that allow reading secrets or data to name the resources.
func IAMDataNamed(d document, s statement) answer { return named(d, s, dataActions) }

// named returns violations for these actions where they are granted on every resource.
func named(d document, s statement, actions []string) answer {
	if !grants(d, s) {
		return skip
	}
	if !every(s) || conditional(s) {
		return pass
	}
	for _, action := range s.Actions {
		if is(action, actions) && !isEveryAction(action) {
			return said(d, s, "Action %s on every resource", action)
		}
	}
	return pass
}

// IAMPassRoleNamed requires statements with iam:PassRole to name the roles.
func IAMPassRoleNamed(d document, s statement) answer {
	return named(d, s, []string{"iam:PassRole"})
}

// escalations are actions that turn limited permissions into full permissions.
// https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation
var escalations = []string{"iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:CreateAccessKey", "iam:CreateLoginProfile",
	"iam:UpdateLoginProfile", "iam:AttachUserPolicy", "iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:PutUserPolicy",
	"iam:PutGroupPolicy", "iam:PutRolePolicy", "iam:AddUserToGroup", "iam:UpdateAssumeRolePolicy", "iam:DeleteRolePermissionsBoundary",
	"iam:DeleteUserPermissionsBoundary", "sts:AssumeRole", "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration", "glue:UpdateDevEndpoint",
	"ssm:SendCommand", "ssm:StartSession", "codebuild:StartBuild", "cloudformation:CreateStack", "kms:PutKeyPolicy", "kms:CreateGrant",
	"s3:PutBucketPolicy", "secretsmanager:PutResourcePolicy", "organizations:LeaveOrganization", "cloudtrail:StopLogging", "cloudtrail:DeleteTrail"}

// IAMNoEscalation forbids actions that escalate permissions on every resource.
func IAMNoEscalation(d document, s statement) answer { return named(d, s, escalations) }
