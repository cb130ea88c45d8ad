package rules

var organizationRules = []rule{
	{
		ID: "organization-all-features", Class: refused, Types: []string{"aws_organizations_organization"}, Resource: OrganizationAllFeatures,
		Why:      "without all features there are no service control policies",
		Fix:      "feature_set = ALL and enabled_policy_types SERVICE_CONTROL_POLICY",
		Violates: `{"aws_organizations_organization": {"main": {"feature_set": "CONSOLIDATED_BILLING"}}}`,
	},
	{
		ID: "organization-account-kept", Class: refused, Types: []string{"aws_organizations_account"}, Resource: OrganizationAccountKept,
		Why:      "destroying the stack would close the account with everything in it",
		Fix:      "close_on_deletion = false and lifecycle prevent_destroy",
		Violates: `{"aws_organizations_account": {"main": {"close_on_deletion": true}}}`,
	},
	{
		ID: "organization-policy-attached", Class: refused, With: []string{"aws_organizations_policy_attachment"}, Types: []string{"aws_organizations_policy"}, Resource: OrganizationPolicyAttached,
		Why:      "a policy that is attached to nothing limits nobody",
		Fix:      "an aws_organizations_policy_attachment",
		Violates: `{"aws_organizations_policy_attachment": {"main": null}}`,
	},
	{
		ID: "organization-policy-denies", Class: advice, Document: OrganizationPolicyDenies,
		Why:      "a list of what is allowed breaks what AWS adds tomorrow; AWS attaches FullAWSAccess already",
		Fix:      "statements that deny",
		Violates: `{"aws_organizations_policy": {"main": {"content": "` + example(`{"Effect":"Allow","Action":"*","Resource":"*"}`) + `"}}}`,
	},
	{
		ID: "sso-assignment-to-group", Class: advice, Types: []string{"aws_ssoadmin_account_assignment"}, Resource: SSOAssignmentToGroup,
		Why:      "who leaves a team keeps what was given to him",
		Fix:      "principal_type = GROUP",
		Violates: `{"aws_ssoadmin_account_assignment": {"main": {"principal_type": "USER"}}}`,
	},
}

// OrganizationAllFeatures wants service control policies to work.
func OrganizationAllFeatures(organization resource) answer {
	return isNone(organization, "feature_set", "CONSOLIDATED_BILLING").And(includes(organization, "enabled_policy_types", "SERVICE_CONTROL_POLICY"))
}

// OrganizationAccountKept wants accounts to outlive the stack.
func OrganizationAccountKept(account resource) answer {
	return notTrue(account, "close_on_deletion").And(isTrue(account, "lifecycle.prevent_destroy"))
}

// OrganizationPolicyAttached wants policies that limit somebody.
func OrganizationPolicyAttached(policy resource) answer {
	return companion(policy, "aws_organizations_policy_attachment", "policy_id", there)
}

// OrganizationPolicyDenies wants service control policies that deny.
func OrganizationPolicyDenies(d document) answer {
	if d.Resource.Type != "aws_organizations_policy" || d.Opaque {
		return skip
	}
	for _, s := range d.Statements {
		if s.Effect == "Deny" {
			return pass
		}
	}
	return broken(d.Argument, "%s denies nothing", d.Argument)
}

// SSOAssignmentToGroup wants permissions to be given to groups.
func SSOAssignmentToGroup(assignment resource) answer {
	return isOne(assignment, "principal_type", "GROUP")
}
