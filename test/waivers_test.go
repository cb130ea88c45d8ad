package test

import (
	"os"
	"strings"
	"testing"

	"landform/internal/guardrails"
	"landform/test/generated"
	"landform/test/shipped"
)

// TestGeneratedWaiversTable keeps the README's list of waived findings current.
func TestGeneratedWaiversTable(t *testing.T) {
	t.Chdir(shipped.Root())
	table, err := guardrails.WaiverTable(shipped.Stacks(t))
	if err != nil {
		t.Fatal(err)
	}
	generated.Section(t, "README.md", "waivers", table)
}

// TestWaiversNameDecisions checks that docs/decisions.md contains each decision that a waiver names, literally.
func TestWaiversNameDecisions(t *testing.T) {
	t.Chdir(shipped.Root())
	text, err := os.ReadFile("docs/decisions.md")
	if err != nil {
		t.Fatal(err)
	}
	decisions := strings.ToLower(strings.Join(strings.Fields(string(text)), " "))
	for _, stack := range shipped.Stacks(t) {
		waivers, err := guardrails.WaiversOf(stack)
		if err != nil {
			t.Fatal(err)
		}
		for _, waiver := range waivers {
			if named, ok := strings.CutPrefix(waiver.Source, "decision: "); ok && !strings.Contains(decisions, strings.ToLower(named)) {
				t.Errorf("%s: waiver of %s: docs/decisions.md does not contain %q", stack.Name, waiver.Rule, named)
			}
		}
	}
}
