package test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"landform/internal/report/cost"
	"landform/test/generated"
	"landform/test/shipped"
)

// TestGeneratedCostTables keeps the cost tables in the documentation current.
func TestGeneratedCostTables(t *testing.T) {
	t.Chdir(shipped.Root())
	calculator, err := cost.NewCalculator("")
	if err != nil {
		t.Fatal(err)
	}
	var reports []cost.Report
	for _, stack := range shipped.Stacks(t) {
		reports = append(reports, calculator.Of(stack))
	}
	generated.Section(t, "docs/operations.md", "costs", cost.Table(reports))
	environments := slices.DeleteFunc(reports, func(report cost.Report) bool { return report.Budget == 0 && report.Total < 100 })
	generated.Section(t, "README.md", "costs", cost.Table(environments))
	generated.Section(t, "docs/operations.md", "document-costs", cost.DocumentTable(calculator.Of(shipped.Stack(t, "dev-stack"))))
}

// TestGeneratedReview keeps the example of a review in the README current: its beginning, without the list of changes.
func TestGeneratedReview(t *testing.T) {
	t.Chdir(shipped.Root())
	page, err := os.ReadFile("internal/review/testdata/page.md")
	if err != nil {
		t.Fatal(err)
	}
	begin, _, found := strings.Cut(string(page), "\n### Changed")
	if !found {
		t.Fatal("the review's golden page has no changes")
	}
	quoted := "> " + strings.ReplaceAll(strings.TrimSpace(begin), "\n", "\n> ") + "\n"
	generated.Section(t, "README.md", "review", strings.ReplaceAll(quoted, "> \n", ">\n"))
}
