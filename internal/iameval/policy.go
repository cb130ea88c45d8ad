// Package iameval evaluates IAM policies, so that tests can check what a role is allowed to do. It supports what the policies of this
// project use: identity policies, permissions boundaries, resource policies, explicit denies, wildcards, and conditions with the
// operators in condition.go. It returns an error for everything else.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
package iameval

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Policy is a policy document.
type Policy struct{ statements []statement }

type statement struct {
	sid          string
	deny         bool
	actions      patterns
	notActions   patterns
	resources    patterns
	notResources patterns
	principals   map[string]patterns // by type; nil in an identity policy
	conditions   []condition
}

// patterns is a list that a policy may write as a single string.
type patterns []string

// UnmarshalJSON reads a string, or a list of strings.
func (p *patterns) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*p = patterns{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(p))
}

// Parse reads a policy document. It returns an error for unsupported elements, operators and policy variables.
func Parse(document string) (Policy, error) {
	var read struct {
		Version   string
		Statement []struct {
			Sid                                      string
			Effect                                   string
			Action, NotAction, Resource, NotResource patterns
			Principal                                json.RawMessage
			Condition                                map[string]map[string]patterns
		}
	}
	decoder := json.NewDecoder(strings.NewReader(document))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&read); err != nil {
		return Policy{}, fmt.Errorf("policy document: %w", err)
	}
	var policy Policy
	var problems []error
	for index, from := range read.Statement {
		principals, err := parsePrincipal(from.Principal)
		conditions, other := parseConditions(from.Condition)
		if err = errors.Join(err, other, refuseVariables(from.Resource), refuseVariables(from.NotResource)); err != nil {
			problems = append(problems, fmt.Errorf("policy document: statement %d %q: %w", index, from.Sid, err))
		}
		policy.statements = append(policy.statements, statement{
			sid: from.Sid, deny: from.Effect == "Deny", actions: from.Action, notActions: from.NotAction,
			resources: from.Resource, notResources: from.NotResource, principals: principals, conditions: conditions,
		})
	}
	return policy, errors.Join(problems...)
}

// parsePrincipal reads a Principal element, such as {"AWS": ...}. "*" means every principal.
func parsePrincipal(text json.RawMessage) (map[string]patterns, error) {
	if text == nil {
		return nil, nil
	}
	var everybody string
	if json.Unmarshal(text, &everybody) == nil && everybody == "*" {
		return map[string]patterns{"AWS": {"*"}}, nil
	}
	var principals map[string]patterns
	if err := json.Unmarshal(text, &principals); err != nil {
		return nil, fmt.Errorf("principal %s: %w", text, err)
	}
	return principals, nil
}

func refuseVariables(patterns patterns) error {
	for _, pattern := range patterns {
		if strings.Contains(pattern, "${") {
			return fmt.Errorf("%q: policy variables and Terraform references are not supported", pattern)
		}
	}
	return nil
}
