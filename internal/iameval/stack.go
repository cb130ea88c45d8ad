package iameval

import (
	"errors"
	"fmt"

	"landform/internal/synthesized"
)

// OfRole returns the inline policies and the permissions boundary of a role, which must be resources of the stack. It returns an
// error for policies that cannot be evaluated, such as AWS managed policies, whose text is not in the stack.
func OfRole(stack synthesized.Stack, role synthesized.Resource) (Rights, error) {
	var rights Rights
	var problems []error
	name := role.Reference("name")
	for _, inline := range stack.OfType("aws_iam_role_policy") {
		if inline.Get("role").String() != name {
			continue
		}
		policy, err := Parse(inline.Get("policy").String())
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", inline.Path, err))
		}
		rights.Identity = append(rights.Identity, policy)
	}
	for _, attached := range stack.OfType("aws_iam_role_policy_attachment") {
		if attached.Get("role").String() == name {
			problems = append(problems, fmt.Errorf("%s: the text of policy %s is not in the stack", attached.Path, attached.Get("policy_arn")))
		}
	}
	for _, policy := range stack.OfType("aws_iam_policy") {
		if role.Get("permissions_boundary").String() == policy.Reference("arn") {
			boundary, err := Parse(policy.Get("policy").String())
			problems = append(problems, err)
			rights.Boundary = &boundary
		}
	}
	return rights, errors.Join(problems...)
}
