package rules_test

import (
	"testing"

	"landform/internal/guardrails"
	"landform/internal/guardrails/rules"
	"landform/internal/synthesized"
)

// example returns the stack of a rule's example, or the stack that breaks no rule.
func example(t *testing.T, broken *guardrails.Rule) synthesized.Stack {
	t.Helper()
	stack, err := rules.Example(broken)
	if err != nil {
		t.Fatal(err)
	}
	return stack
}

func TestExamplesBreakNoRule(t *testing.T) {
	report := guardrails.Check(rules.Table(), []synthesized.Stack{example(t, nil)}, nil)
	if !report.Clean() || len(report.NotEvaluated) > 0 {
		t.Error(report.Text())
	}
}

func TestEachRuleIsBrokenByItsExampleAlone(t *testing.T) {
	for _, rule := range rules.Table().Rules {
		if rule.Violates == "" {
			continue // TestRulesOfStacks covers these
		}
		report := guardrails.Check(rules.Table(), []synthesized.Stack{example(t, &rule)}, nil)
		hit := false
		for _, finding := range report.Findings {
			if finding.Rule.ID != rule.ID {
				t.Errorf("the example of %s breaks %s: %s %s", rule.ID, finding.Rule.ID, finding.Address, finding.Text)
			}
			hit = hit || finding.Rule.ID == rule.ID
		}
		if !hit {
			t.Errorf("the example of %s does not break it", rule.ID)
		}
	}
}

// TestEachRulePassesSomewhere finds rules that never report anything because they never apply.
func TestEachRulePassesSomewhere(t *testing.T) {
	stack := example(t, nil)
	for _, rule := range rules.Table().Rules {
		if rule.Violates == "" {
			continue
		}
		alone := guardrails.Check(guardrails.Table{Rules: []guardrails.Rule{rule}}, []synthesized.Stack{stack}, nil)
		if alone.Passed == 0 && !neverPasses[rule.ID] {
			t.Errorf("%s passes for no example", rule.ID)
		}
	}
}

// neverPasses are rules that forbid whole types.
var neverPasses = map[string]bool{"ec2-launch-template": true, "ecr-private": true, "elb-classic": true, "iam-no-user-policies": true,
	"secret-not-in-state": true, "vpc-not-default": true}
