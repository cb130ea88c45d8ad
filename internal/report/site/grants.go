package site

import (
	"strings"

	"landform/internal/synthesized"
)

// grant is a policy statement and its principal.
type grant struct{ Principal, Policy, Effect, Actions, Resources, If, Anchor string }

// grants adds the statements of all policies.
func (v *view) grants() {
	for _, document := range v.Stack.Documents() {
		for _, statement := range document.Statements {
			who, policy := principal(v.Stack, document, statement)
			v.Grants = append(v.Grants, grant{
				Principal: who, Policy: policy, Effect: statement.Effect,
				Actions:   lines(statement.Actions, "all but ", statement.NotActions),
				Resources: lines(statement.Resources, "all but ", statement.NotResources),
				If:        conditions(statement),
				Anchor:    document.Resource.Address(),
			})
		}
	}
}

// lines joins a statement's members, or its exceptions (NotAction, NotResource).
func lines(members []string, except string, not []string) string {
	if len(not) > 0 {
		return except + strings.Join(not, ", ")
	}
	return strings.Join(members, ", ")
}

// conditions formats a statement's conditions.
func conditions(statement synthesized.Statement) string {
	var all []string
	for _, one := range statement.Conditions {
		all = append(all, one.Operator+" "+one.Key+": "+strings.Join(one.Values, ", "))
	}
	return strings.Join(all, "; ")
}

// principal returns a statement's principal (that of the statement or, in a role's policy, the role) and the name of the policy.
func principal(stack synthesized.Stack, document synthesized.Document, statement synthesized.Statement) (who, policy string) {
	policy = strings.TrimPrefix(document.Resource.Path, stack.Name+"/")
	var names []string
	for _, one := range statement.Principals {
		names = append(names, one.ID)
	}
	if len(names) > 0 {
		return strings.Join(names, ", "), policy
	}
	for _, role := range document.Resource.Targets("role") {
		return text(role, "name"), policy
	}
	return policy, ""
}
