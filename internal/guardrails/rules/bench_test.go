package rules_test

import (
	"testing"

	"landform/internal/guardrails"
	"landform/internal/guardrails/rules"
	"landform/internal/synthesized"
)

// BenchmarkGuardrails reads all stacks and checks them against every rule, as the app does after a synthesis.
func BenchmarkGuardrails(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		checkAll(b, shipped(b))
	}
}

// BenchmarkRules checks stacks whose references and values are resolved already: it measures the rules alone.
func BenchmarkRules(b *testing.B) {
	stacks := shipped(b)
	checkAll(b, stacks)
	b.ReportAllocs()
	for b.Loop() {
		checkAll(b, stacks)
	}
}

func checkAll(b *testing.B, stacks []synthesized.Stack) {
	b.Helper()
	if report := guardrails.Check(rules.Table(), stacks, nil); report.Passed == 0 {
		b.Fatal("nothing was checked")
	}
}
