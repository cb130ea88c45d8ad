package rules

var organizationRules = []rule{
	{
		ID: "organization-all-features", Class: refused, Types: []string{"aws_organizations_organization"}, Resource: OrganizationAllFeatures,
		Why:      "service control policies need an organization with all features",
		Fix:      "set feature_set to ALL, with enabled_policy_types SERVICE_CONTROL_POLICY",
		Violates: `{"aws_organizations_organization": {"main": {"feature_set": "CONSOLIDATED_BILLING"}}}`,
	},
	{
		ID: "organization-account-kept", Class: refused, Types: []string{"aws_organizations_account"}, Resource: OrganizationAccountKept,
		Why:      "destroying the stack would close the account with everything in it",
		Fix:      "set close_on_deletion to false, and lifecycle prevent_destroy",
		Violates: `{"aws_organizations_account": {"main": {"close_on_deletion": true}}}`,
	},
	{
		ID: "organization-policy-attached", Class: refused, With: []string{"aws_organizations_policy_attachment"}, Types: []string{"aws_organizations_policy"}, Resource: OrganizationPolicyAttached,
		Why:      "a policy that is not attached limits nobody",
		Fix:      "create an aws_organizations_policy_attachment",
		Violates: `{"aws_organizations_policy_attachment": {"main": null}}`,
	},
	{
		ID: "organization-policy-denies", Class: advice, Document: OrganizationPolicyDenies,
		Why:      "an allow list blocks everything that AWS adds in the future; AWS already attaches FullAWSAccess",
		Fix:      "use statements that deny",
		Violates: `{"aws_organizations_policy": {"main": {"content": "` + example(`{"Effect":"Allow","Action":"*","Resource":"*"}`) + `"}}}`,
	},
	{
		ID: "sso-assignment-to-group", Class: advice, Types: []string{"aws_ssoadmin_account_assignment"}, Resource: SSOAssignmentToGroup,
		Why:      "people who leave a team keep their permissions",
		Fix:      "set principal_type to GROUP",
		Violates: `{"aws_ssoadmin_account_assignment": {"main": {"principal_type": "USER"}}}`,
	},
}

// OrganizationAllFeatures requires all features and service control policies.
func OrganizationAllFeatures(organization resource) answer {
	return isNone(organization, "feature_set", "CONSOLIDATED_BILLING").And(includes(organization, "enabled_policy_types", "SERVICE_CONTROL_POLICY"))
}

// OrganizationAccountKept requires accounts that outlive the stack.
func OrganizationAccountKept(account resource) answer {
	return notTrue(account, "close_on_deletion").And(isTrue(account, "lifecycle.prevent_destroy"))
}

// OrganizationPolicyAttached requires attached policies.
func OrganizationPolicyAttached(policy resource) answer {
	return companion(policy, "aws_organizations_policy_attachment", "policy_id", there)
}

// OrganizationPolicyDenies requires service control policies that deny.
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

// SSOAssignmentToGroup requires assignments to groups.
func SSOAssignmentToGroup(assignment resource) answer {
	return isOne(assignment, "principal_type", "GROUP")
}
