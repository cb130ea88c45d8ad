package rules_test

import (
	"os"
	"path/filepath"
	"testing"

	"landform/internal/guardrails"
	"landform/internal/guardrails/rules"
	"landform/internal/synthesized"
)

// BenchmarkGuardrails reads all stacks and checks them against every rule, as the app does after a synthesis.
func BenchmarkGuardrails(b *testing.B) {
	files, err := filepath.Glob("../../../testdata/snapshots/*.json")
	if err != nil || len(files) == 0 {
		b.Fatal("no snapshots", err)
	}
	for b.Loop() {
		var stacks []synthesized.Stack
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				b.Fatal(err)
			}
			stacks = append(stacks, read(b, filepath.Base(file), text))
		}
		if report := guardrails.Check(rules.Table(), stacks, nil); report.Passed == 0 {
			b.Fatal("nothing was checked")
		}
	}
}
