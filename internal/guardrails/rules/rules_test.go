package rules_test

import (
	"os"
	"path/filepath"
	"testing"

	"landform/internal/guardrails"
	"landform/internal/guardrails/rules"
	"landform/internal/synthesized"
)

// shipped are the stacks of the snapshots.
func shipped(t testing.TB) []synthesized.Stack {
	t.Helper()
	files, err := filepath.Glob("../../../testdata/snapshots/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no snapshots", err)
	}
	var stacks []synthesized.Stack
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file)
		stack, err := synthesized.Parse(name[:len(name)-len(".json")], file, text)
		if err != nil {
			t.Fatal(err)
		}
		stacks = append(stacks, stack)
	}
	return stacks
}

func TestShippedStacks(t *testing.T) {
	report := guardrails.Check(rules.Table(), shipped(t), nil)
	if !report.Clean() {
		t.Error(report.Text())
	}
	t.Log(report.Summary())
}
