package rules

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"landform/internal/lazyregexp"
	"landform/internal/synthesized"
)

var principalRules = []rule{
	{
		ID: "iam-policy-fits", Class: refused, Document: IAMPolicyFits,
		Why:      "IAM refuses a policy that exceeds its size limit",
		Fix:      "name fewer actions and resources, or split the policy",
		Source:   "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
		Violates: rolePolicy(`{"Effect":"Allow","Action":"sqs:SendMessage","Resource":["arn:aws:sqs:eu-west-1:111111111111:` + strings.Repeat("x", 10300) + `"]}`),
	},
	{
		ID: "iam-policy-valid", Class: refused, Document: IAMPolicyValid,
		Why:      "IAM refuses the policy",
		Fix:      "set Version 2012-10-17, and in each statement an Effect, an Action and, depending on the kind of policy, a Resource or a Principal",
		Source:   "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
		Violates: rolePolicy(`{"Effect":"Permit","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:eu-west-1:111111111111:acme"}`),
	},
	{
		ID: "iam-trust-account", Class: refused, Statement: IAMTrustAccount,
		Why:      "everybody in the other account who may call sts:AssumeRole could assume this role",
		Fix:      "name the ARN of a role, or add the condition sts:ExternalId or aws:PrincipalArn",
		Source:   "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
		Violates: `{"aws_iam_role": {"main": {"assume_role_policy": "` + example(`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999999999999:root"},"Action":"sts:AssumeRole"}`) + `"}}}`,
	},
	{
		ID: "iam-trust-service-bound", Class: advice, Statement: IAMTrustServiceBound,
		Why:      "somebody could make the service use the role on behalf of another account",
		Fix:      "add the condition aws:SourceAccount",
		Source:   "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention",
		Violates: `{"aws_iam_role": {"execution": {"assume_role_policy": "` + example(`{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}`) + `"}}}`,
	},
	{
		ID: "iam-no-broad-attachment", Class: refused, Resource: IAMNoBroadAttachment,
		Types: []string{"aws_iam_role_policy_attachment", "aws_iam_policy_attachment", "aws_iam_user_policy_attachment", "aws_iam_group_policy_attachment",
			"aws_ssoadmin_managed_policy_attachment", "aws_iam_role"},
		Why:      "everybody with the policy controls the account, or can take control of it",
		Fix:      "write a policy with the required actions",
		Aliases:  []string{"CKV_AWS_274", "CIS 1.16"},
		Violates: `{"aws_iam_role_policy_attachment": {"main": {"policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"}}}`,
	},
	{
		ID: "iam-no-user-policies", Class: advice, Resource: IAMNoUserPolicies,
		Types:    []string{"aws_iam_user_policy", "aws_iam_user_policy_attachment", "aws_iam_user"},
		Why:      "access keys of IAM users are forgotten and never expire",
		Fix:      "use a role, or IAM Identity Center",
		Aliases:  []string{"AWS-0143", "CKV_AWS_40", "IAM.2", "CIS 1.15"},
		Violates: `{"aws_iam_user": {"main": {"name": "acme"}}}`,
	},
}

// sizeOf is the maximum number of characters, without spaces, of each kind of policy, and of identity policies by type.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
func sizeOf(d document) int {
	switch d.Kind {
	case synthesized.Trust:
		return 2048
	case synthesized.Organization:
		return 5120
	case synthesized.KeyPolicy:
		return 32768
	case synthesized.BucketPolicy, synthesized.Endpoint, synthesized.OfResource:
		return 20480
	}
	return map[string]int{"aws_iam_role_policy": 10240, "aws_iam_role": 10240, "aws_iam_user_policy": 2048, "aws_iam_group_policy": 5120,
		"aws_ssoadmin_permission_set_inline_policy": 32768}[d.Resource.Type]
}

const managedPolicySize = 6144

// IAMPolicyFits requires policies within IAM's size limits. The inline policies of a role count together.
func IAMPolicyFits(d document) answer {
	if d.Opaque {
		return skip
	}
	most := sizeOf(d)
	if most == 0 {
		most = managedPolicySize
	}
	texts := []string{d.Text}
	if d.Resource.Type == "aws_iam_role_policy" {
		for _, role := range d.Resource.Targets("role") {
			texts = inlinePolicies(role)
		}
	}
	length := 0
	for _, text := range texts {
		length += len(text)
	}
	if length <= most {
		return pass // even with the spaces
	}
	length = 0
	for _, text := range texts {
		length += size(text)
	}
	if length > most {
		return broken(d.Argument, "%s has %d characters of %d", d.Argument, length, most)
	}
	return pass
}

func inlinePolicies(role resource) []string {
	var texts []string
	for _, policy := range role.Companions("aws_iam_role_policy", "role") {
		for _, document := range policy.Documents() {
			texts = append(texts, document.Text)
		}
	}
	return texts
}

// size is the number of characters without spaces.
func size(text string) int {
	return len(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text))
}

// isActionName reports whether IAM accepts a text as an action: "*", or a service and an action, possibly with wildcards.
func isActionName(text string) bool {
	service, action, _ := strings.Cut(text, ":")
	return text == "*" || service != "" && consistsOf(service, "-") && action != "" && consistsOf(action, "*?")
}

// IAMPolicyValid requires policies with valid statements.
func IAMPolicyValid(d document) answer {
	if d.Opaque {
		return open(d.Argument)
	}
	if len(d.Statements) == 0 {
		return broken(d.Argument, "%s has no statement", d.Argument)
	}
	whole := pass
	for index := range d.Statements {
		s := &d.Statements[index]
		if problem := grammar(d, s); problem != "" {
			whole = whole.And(said(d, s, "%s", problem))
		}
	}
	return whole
}

func grammar(d document, s statement) string {
	principals := len(s.Principals) + len(s.NotPrincipals)
	resources := len(s.Resources) + len(s.NotResources)
	identity := d.Kind == synthesized.Identity || d.Kind == synthesized.Organization || d.Kind == synthesized.Boundary
	switch {
	case s.Effect != "Allow" && s.Effect != "Deny":
		return fmt.Sprintf("Effect %q", s.Effect)
	case len(s.Actions)+len(s.NotActions) == 0:
		return "no Action"
	case identity && principals > 0:
		return "a Principal in a policy of an identity"
	case identity && resources == 0:
		return "no Resource"
	case d.Kind == synthesized.Trust && resources > 0:
		return "a Resource in a trust policy"
	case !identity && principals == 0:
		return "no Principal"
	}
	for _, arns := range [][]string{s.Resources, s.NotResources} {
		for _, arn := range arns {
			if strings.HasPrefix(arn, "arn:") && strings.Count(arn, ":") < 5 && !strings.ContainsAny(arn, "*$") {
				return fmt.Sprintf("Resource %q", arn)
			}
		}
	}
	for _, actions := range [][]string{s.Actions, s.NotActions} {
		for _, action := range actions {
			if !isActionName(action) && !strings.Contains(action, "${") {
				return fmt.Sprintf("Action %q", action)
			}
		}
	}
	return ""
}

var accountRoot = lazyregexp.New(`^(?:arn:aws[a-z-]*:iam::)?(\d{12})(?::root)?$`)

// IAMTrustAccount forbids trust in a whole other account. Trust in the own account is fine: IAM policies decide.
func IAMTrustAccount(d document, s statement) answer {
	if d.Kind != synthesized.Trust || !allows(s) {
		return skip
	}
	own := ownAccounts(d.Resource)
	for _, principal := range s.Principals {
		account := accountRoot.FindStringSubmatch(principal.ID)
		if account != nil && !slices.Contains(own, account[1]) && !conditional(s) {
			return said(d, s, "Principal %s without a condition", principal.ID)
		}
	}
	return pass
}

// bound are services that can assume a role on behalf of another account, and that pass the account in
// aws:SourceAccount.
var bound = []string{"ecs-tasks.amazonaws.com", "vpc-flow-logs.amazonaws.com", "scheduler.amazonaws.com", "events.amazonaws.com", "states.amazonaws.com",
	"cloudtrail.amazonaws.com", "sagemaker.amazonaws.com", "bedrock.amazonaws.com", "codebuild.amazonaws.com", "firehose.amazonaws.com", "pipes.amazonaws.com",
	"appsync.amazonaws.com", "transfer.amazonaws.com", "datasync.amazonaws.com"}

// IAMTrustServiceBound requires that services assume the role on behalf of this account only.
func IAMTrustServiceBound(d document, s statement) answer {
	if d.Kind != synthesized.Trust || !allows(s) {
		return skip
	}
	for _, principal := range s.Principals {
		if principal.Type == "Service" && slices.Contains(bound, principal.ID) && !narrowed(s) {
			return said(d, s, "%s without aws:SourceAccount", principal.ID)
		}
	}
	return pass
}

// broad are AWS managed policies that allow everything, or privilege escalation to everything.
var broad = []string{"AdministratorAccess", "PowerUserAccess", "IAMFullAccess", "AdministratorAccess-Amplify", "AdministratorAccess-AWSElasticBeanstalk",
	"AmazonS3FullAccess", "AmazonEC2FullAccess", "SecretsManagerReadWrite", "AWSKeyManagementServicePowerUser", "AWSLambda_FullAccess", "AmazonRDSFullAccess",
	"AmazonDynamoDBFullAccess", "AWSOrganizationsFullAccess", "AmazonVPCFullAccess", "AmazonSSMFullAccess", "CloudWatchFullAccess"}

// IAMNoBroadAttachment forbids AWS managed policies that allow everything, or privilege escalation to everything.
func IAMNoBroadAttachment(r resource) answer {
	whole := pass
	for _, argument := range []string{"policy_arn", "managed_policy_arn", "managed_policy_arns"} {
		for _, arn := range r.All(argument) {
			name := arn.String()[strings.LastIndexByte(arn.String(), '/')+1:]
			if strings.HasPrefix(arn.String(), "arn:aws") && strings.Contains(arn.String(), ":iam::aws:policy/") && slices.Contains(broad, name) {
				whole = whole.And(broken(argument, "%s = %s", argument, arn))
			}
		}
		for _, policy := range r.Targets(argument) { // data "aws_iam_policy", by name
			if name := policy.Value("name").String(); strings.HasPrefix(policy.Address(), "data.") && slices.Contains(broad, name) {
				whole = whole.And(broken(argument, "%s = %s", argument, name))
			}
		}
	}
	return whole
}

// IAMNoUserPolicies forbids IAM users.
func IAMNoUserPolicies(r resource) answer { return broken("", "%s", r.Type) }

// ownAccounts returns the accounts in allowed_account_ids of the resource's stack.
func ownAccounts(r resource) []string { return boundAccounts(r.Stack()) }

func boundAccounts(s stack) []string {
	var accounts []string
	for _, account := range s.Value("provider.aws").All("allowed_account_ids") {
		accounts = append(accounts, account.String())
	}
	if own := s.Metadata().Account; own != "" {
		accounts = append(accounts, own)
	}
	return accounts
}
