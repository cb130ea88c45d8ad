package rules

import (
	"slices"
	"strings"
)

var accessRules = []rule{
	{
		ID: "iam-password-policy", Class: advice, Types: []string{"aws_iam_account_password_policy"}, Resource: IAMPasswordPolicy,
		Why:      "attackers guess short passwords",
		Fix:      "set minimum_password_length to at least 14 and password_reuse_prevention to 24",
		Aliases:  []string{"AWS-0056", "AWS-0063", "CKV_AWS_10", "CKV_AWS_13", "IAM.15", "CIS 1.8", "CIS 1.9"},
		Violates: `{"aws_iam_account_password_policy": {"main": {"minimum_password_length": 8}}}`,
	},
	{
		ID: "iam-oidc-provider-audience", Class: refused, Types: []string{"aws_iam_openid_connect_provider"}, Resource: IAMOIDCProviderAudience, Unknown: passes,
		Why:      "IAM accepts no token without an audience, and an issuer over plain HTTP cannot be trusted",
		Fix:      "set client_id_list, and use an https URL",
		Violates: `{"aws_iam_openid_connect_provider": {"main": {"client_id_list": []}}}`,
	},
	{
		ID: "iam-instance-profile-role", Class: refused, Types: []string{"aws_iam_instance_profile"}, Resource: IAMInstanceProfileRole,
		Why:      "an instance with an empty instance profile has no permissions",
		Fix:      "set role",
		Violates: `{"aws_iam_instance_profile": {"main": {"role": null}}}`,
	},
	{
		ID: "eks-cluster-admins-few", Class: advice, Types: []string{"aws_eks_access_policy_association", "aws_eks_access_entry"}, Resource: EKSClusterAdminsFew,
		Why:      "permissions of members of system:masters cannot be limited, and the root principal of another account stands for everybody in it",
		Fix:      "grant an access policy to a role",
		Violates: `{"aws_eks_access_entry": {"main": {"kubernetes_groups": ["system:masters"]}}}`,
	},
	{
		ID: "eks-pods-by-identity", Class: refused, Types: []string{"aws_eks_pod_identity_association", "aws_eks_addon"}, Resource: EKSPodsByIdentity,
		Why:      "EKS refuses a Pod Identity association without a role, and an add-on without a conflict resolution overwrites, or fails on, other changes",
		Fix:      "set role_arn; for add-ons, set service_account_role_arn or a pod identity association",
		Violates: `{"aws_eks_pod_identity_association": {"main": {"role_arn": null}}}`,
	},
	{
		ID: "sso-session", Class: advice, Types: []string{"aws_ssoadmin_permission_set"}, Resource: SSOSession,
		Why:      "a forgotten session stays open",
		Fix:      "set session_duration to 12 hours or less",
		Violates: `{"aws_ssoadmin_permission_set": {"main": {"session_duration": "P2D"}}}`,
	},
	{
		ID: "iam-role-session", Class: refused, Types: []string{"aws_iam_role"}, Resource: IAMRoleSession,
		Why:      "IAM only accepts sessions of 1 to 12 hours",
		Fix:      "set max_session_duration to 3600 to 43200 seconds",
		Violates: `{"aws_iam_role": {"main": {"max_session_duration": 60}}}`,
	},
}

// IAMRoleSession requires a session duration that IAM accepts.
func IAMRoleSession(role resource) answer {
	return between(role, "max_session_duration", 3600, 43200)
}

// SSOSession requires sessions that end within half a day.
func SSOSession(set resource) answer {
	return unset(set, "session_duration", func(v value) bool { return strings.HasPrefix(v.String(), "PT") })
}

// EKSPodsByIdentity requires pod identity associations with a role.
func EKSPodsByIdentity(r resource) answer {
	if r.Type == "aws_eks_addon" {
		return isSet(r, "cluster_name").And(isSet(r, "addon_name"))
	}
	return isSet(r, "role_arn")
}

// EKSClusterAdminsFew requires access entries for roles of the own account, without system:masters.
func EKSClusterAdminsFew(r resource) answer {
	if slices.Contains(r.Value("kubernetes_groups").Strings(), "system:masters") {
		return broken("kubernetes_groups", "kubernetes_groups has system:masters")
	}
	if strings.HasSuffix(r.Value("principal_arn").String(), ":root") {
		return broken("principal_arn", "%s", shown("principal_arn", r.Value("principal_arn")))
	}
	return pass
}

// IAMInstanceProfileRole requires instance profiles with a role.
func IAMInstanceProfileRole(profile resource) answer { return isSet(profile, "role") }

// IAMOIDCProviderAudience requires identity providers with an audience and an https URL.
func IAMOIDCProviderAudience(provider resource) answer {
	return isSet(provider, "client_id_list").And(unset(provider, "url", func(v value) bool { return strings.HasPrefix(v.String(), "https://") }))
}

// IAMPasswordPolicy requires a minimum password length.
func IAMPasswordPolicy(policy resource) answer {
	return atLeast(policy, "minimum_password_length", 14).And(atLeast(policy, "password_reuse_prevention", 24))
}
