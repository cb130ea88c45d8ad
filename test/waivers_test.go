package test

import (
	"testing"

	"landform/internal/guardrails"
	"landform/test/generated"
	"landform/test/shipped"
)

// TestGeneratedWaiversTable keeps the README's list of findings that the stacks live with.
func TestGeneratedWaiversTable(t *testing.T) {
	table, err := guardrails.WaiverTable(shipped.Stacks(t))
	if err != nil {
		t.Fatal(err)
	}
	generated.Section(t, "README.md", "waivers", table)
}
