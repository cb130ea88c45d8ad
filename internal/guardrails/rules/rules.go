// Package rules is the table of rules that stacks are held against: one function per rule, one file for those of a
// service.
package rules

import (
	"slices"

	"landform/internal/guardrails"
	"landform/internal/synthesized"
)

// Names that the files of this package use for what they talk about.
type (
	rule      = guardrails.Rule
	answer    = guardrails.Answer
	violation = guardrails.Violation
	stack     = synthesized.Stack
	resource  = synthesized.Resource
	document  = synthesized.Document
	statement = synthesized.Statement
	value     = synthesized.Value
)

const (
	refused = guardrails.Refused
	advice  = guardrails.Advice
	passes  = guardrails.Passes
)

// All returns every rule, in a fixed order.
func All() []guardrails.Rule {
	return slices.Concat(secretRules, containerRules, kmsRules, trustRules, policyRules, bucketRules, sqsRules, rdsRules,
		securityGroupRules, instanceRules, eksRules, cacheRules)
}

// Find returns the rule with an id or with an alias, such as "CKV_AWS_16".
func Find(id string) (guardrails.Rule, bool) {
	all := All()
	index := slices.IndexFunc(all, func(r rule) bool { return r.ID == id || slices.Contains(r.Aliases, id) })
	if index < 0 {
		return rule{}, false
	}
	return all[index], true
}
