package rules

import (
	"slices"
	"strings"

	"landform/internal/lazyregexp"
	"landform/internal/synthesized"
)

var trustRules = []rule{
	{
		ID: "iam-trust-not-public", Class: refused, Statement: IAMTrustNotPublic,
		Why:      "everybody with an AWS account could assume the role",
		Fix:      "name the ARN of the role, the account or the service that may assume it",
		Aliases:  []string{"CKV_AWS_60", "CKV_AWS_61"},
		Violates: `{"aws_iam_role": {"main": {"assume_role_policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"sts:AssumeRole\"}]}"}}}`,
	},
	{
		ID: "iam-oidc-subject", Class: refused, Statement: IAMOIDCSubject,
		Why:      "every repository and every workload of the identity provider could assume the role",
		Fix:      "add StringEquals on the provider's :sub, with the repository and the environment",
		Aliases:  []string{"CKV_AWS_358", "AWS-0342"},
		Source:   "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Create_GitHub",
		Violates: `{"aws_iam_role": {"ci": {"assume_role_policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":\"${aws_iam_openid_connect_provider.main.arn}\"},\"Action\":\"sts:AssumeRoleWithWebIdentity\",\"Condition\":{\"StringEquals\":{\"token.actions.githubusercontent.com:aud\":\"sts.amazonaws.com\"},\"StringLike\":{\"token.actions.githubusercontent.com:sub\":\"repo:acme/*\"}}}]}"}}}`,
	},
	{
		ID: "iam-oidc-audience", Class: refused, Statement: IAMOIDCAudience,
		Why:      "a token that was issued for another service could be used for AWS",
		Fix:      "add StringEquals on the provider's :aud",
		Violates: `{"aws_iam_role": {"ci": {"assume_role_policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":\"${aws_iam_openid_connect_provider.main.arn}\"},\"Action\":\"sts:AssumeRoleWithWebIdentity\",\"Condition\":{\"StringEquals\":{\"token.actions.githubusercontent.com:sub\":\"repo:acme/app:environment:prod\"}}}]}"}}}`,
	},
	{
		ID: "iam-oidc-one-branch", Class: advice, Statement: IAMOIDCOneBranch,
		Why:      "every branch and every pull request of the repository could assume the role",
		Fix:      "name the environment or the branch in the subject",
		Violates: `{"aws_iam_role": {"ci": {"assume_role_policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":\"${aws_iam_openid_connect_provider.main.arn}\"},\"Action\":\"sts:AssumeRoleWithWebIdentity\",\"Condition\":{\"StringEquals\":{\"token.actions.githubusercontent.com:aud\":\"sts.amazonaws.com\"},\"StringLike\":{\"token.actions.githubusercontent.com:sub\":\"repo:acme/app:*\"}}}]}"}}}`,
	},
}

// IAMTrustNotPublic forbids roles that everybody may assume.
func IAMTrustNotPublic(d document, s statement) answer { return notPublic(d, s, synthesized.Trust) }

// isOIDC reports whether a statement allows tokens of an OIDC provider to assume a role. Tokens of Amazon Cognito have an
// audience, but no subject that could be named.
func isOIDC(d document, s statement) bool {
	return d.Kind == synthesized.Trust && s.Allows("sts:AssumeRoleWithWebIdentity") && len(s.Principals) > 0 &&
		slices.ContainsFunc(s.Principals, func(p synthesized.Principal) bool {
			return p.Type == "Federated" && p.ID != "cognito-identity.amazonaws.com"
		})
}

// claims returns the values that the conditions require for a claim; ok is false if there is no such condition.
func claims(s statement, claim string) (values []string, ok bool) {
	for _, condition := range s.Conditions {
		if strings.HasSuffix(strings.ToLower(condition.Key), ":"+claim) && requires(condition) && len(condition.Values) > 0 {
			return condition.Values, true
		}
	}
	return nil, false
}

// repository matches a subject of GitHub that names one repository.
var repository = lazyregexp.New(`^repo:[^*?:]+/[^*?:]+(:.*)?$`)

// IAMOIDCSubject requires named subjects.
func IAMOIDCSubject(d document, s statement) answer {
	if !isOIDC(d, s) {
		return skip
	}
	subjects, ok := claims(s, "sub")
	if !ok {
		if _, named := claims(s, "repository_id"); named {
			return pass
		}
		return said(d, s, "no subject is required")
	}
	for _, subject := range subjects {
		if names(subject) {
			continue
		}
		return said(d, s, "subject %s", subject)
	}
	return pass
}

// names reports whether a subject is specific enough: a repository with branch, or a service account.
func names(subject string) bool {
	if strings.HasPrefix(subject, "repo:") {
		return repository.MatchString(subject)
	}
	head, _, wild := strings.Cut(subject, "*")
	return !wild || strings.Count(head, ":") >= 3 // system:serviceaccount:namespace:name*
}

// IAMOIDCAudience requires the audience of AWS.
func IAMOIDCAudience(d document, s statement) answer {
	if !isOIDC(d, s) {
		return skip
	}
	if audiences, ok := claims(s, "aud"); !ok || slices.ContainsFunc(audiences, isEverything) {
		return said(d, s, "no audience is required")
	}
	return pass
}

// IAMOIDCOneBranch requires a branch or an environment in the subject of a repository.
func IAMOIDCOneBranch(d document, s statement) answer {
	if !isOIDC(d, s) {
		return skip
	}
	subjects, _ := claims(s, "sub")
	for _, subject := range subjects {
		if repository.MatchString(subject) && strings.HasSuffix(strings.TrimRight(subject, "*"), ":") && strings.HasSuffix(subject, "*") {
			return said(d, s, "subject %s", subject)
		}
	}
	return pass
}
