package test

import (
	"testing"

	"landform/internal/report/cost"
	"landform/test/generated"
	"landform/test/shipped"
)

// TestGeneratedCostTables keeps the tables of costs in the manual.
func TestGeneratedCostTables(t *testing.T) {
	calculator, err := cost.NewCalculator("")
	if err != nil {
		t.Fatal(err)
	}
	var reports []cost.Report
	for _, stack := range shipped.Stacks(t) {
		reports = append(reports, calculator.Of(stack))
	}
	generated.Section(t, "docs/operations.md", "costs", cost.Table(reports))
	generated.Section(t, "docs/operations.md", "document-costs", cost.DocumentTable(calculator.Of(shipped.Stack(t, "dev-stack"))))
}
