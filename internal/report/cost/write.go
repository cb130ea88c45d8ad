package cost

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// Write writes a report for a terminal: the lines, the unpriced resources, the total and the budget.
func (c Calculator) Write(to io.Writer, report Report) {
	fmt.Fprintf(to, "%s: list prices of %s in %s\n\n", report.Stack, c.Prices.Date, c.Prices.Region)
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "USD/MONTH\tQUANTITY\tWHAT\tRESOURCE")
	for _, line := range report.Lines {
		assumed := ""
		if line.Usage {
			assumed = " (assumed)"
		}
		fmt.Fprintf(table, "%.2f\t%s %s\t%s%s\t%s\n", line.USD, quantity(line.Quantity), line.Unit, line.Item, assumed, line.Path)
	}
	_ = table.Flush()
	for _, unpriced := range report.Unpriced {
		fmt.Fprintf(to, "\nunpriced: %s: %s", unpriced.Address, unpriced.Reason)
	}
	fmt.Fprintf(to, "\n%s per month", Dollars(report.Total))
	if report.Budget > 0 {
		fmt.Fprintf(to, ", %.0f %% of the budget of %s", 100*report.Total/report.Budget, Dollars(report.Budget))
	}
	if len(report.Unpriced) > 0 {
		fmt.Fprintf(to, ", and %d unpriced resources", len(report.Unpriced))
	}
	fmt.Fprintln(to)
}

func quantity(value float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", value), "0"), ".")
}

// Difference is the cost of one billed item before and after.
type Difference struct {
	Path   string  `json:"path"`
	Item   string  `json:"item"`
	Before float64 `json:"before"`
	After  float64 `json:"after"`
}

// Compare returns the differences between two reports, the largest first.
func Compare(before, after Report) []Difference {
	type key struct{ path, item string }
	found := map[key]*Difference{}
	at := func(line Line) *Difference {
		k := key{line.Path, line.Item}
		if found[k] == nil {
			found[k] = &Difference{Path: line.Path, Item: line.Item}
		}
		return found[k]
	}
	for _, line := range before.Lines {
		at(line).Before += line.USD
	}
	for _, line := range after.Lines {
		at(line).After += line.USD
	}
	differences := []Difference{}
	for _, one := range found {
		if one.Before != one.After {
			differences = append(differences, *one)
		}
	}
	slices.SortFunc(differences, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(abs(b.After-b.Before), abs(a.After-a.Before)), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Item, b.Item))
	})
	return differences
}

func abs(value float64) float64 { return max(value, -value) }

// WriteComparison writes the differences between two reports for a terminal: the totals, the constructs with different costs,
// and each line.
func WriteComparison(to io.Writer, before, after Report) {
	fmt.Fprintf(to, "%s: %s per month, %s: %s per month, difference %s\n\n", before.Stack, Dollars(before.Total), after.Stack, Dollars(after.Total), signed(after.Total-before.Total))
	lines := Compare(before, after)
	if len(lines) == 0 {
		return
	}
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "DIFFERENCE\t%s\t%s\tCONSTRUCT\n", before.Stack, after.Stack)
	for _, part := range Parts(before, after) {
		fmt.Fprintf(table, "%+.2f\t%.2f\t%.2f\t%s\n", part.After-part.Before, part.Before, part.After, part.Name)
	}
	fmt.Fprintf(table, "%+.2f\t%.2f\t%.2f\ttotal per month\n", after.Total-before.Total, before.Total, after.Total)
	_ = table.Flush()
	fmt.Fprintln(to)
	fmt.Fprintf(table, "DIFFERENCE\t%s\t%s\tWHAT\tRESOURCE\n", before.Stack, after.Stack)
	for _, one := range lines {
		fmt.Fprintf(table, "%+.2f\t%.2f\t%.2f\t%s\t%s\n", one.After-one.Before, one.Before, one.After, one.Item, one.Path)
	}
	_ = table.Flush()
}

// Group is the cost of one top-level construct.
type Group struct {
	Name string  `json:"name"` // first part of the construct's path: "eks"
	USD  float64 `json:"usd"`
}

// ByConstruct returns the sums of a report per top-level construct, the most expensive first.
func ByConstruct(report Report) []Group {
	sums := map[string]float64{}
	for _, line := range report.Lines {
		name, _, _ := strings.Cut(line.Path, "/")
		sums[name] += line.USD
	}
	var groups []Group
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		groups = append(groups, Group{name, sums[name]})
	}
	slices.SortStableFunc(groups, func(a, b Group) int { return cmp.Compare(b.USD, a.USD) })
	return groups
}

// Table returns a Markdown table of the costs and budgets of stacks, one per row.
func Table(reports []Report) string {
	var table strings.Builder
	table.WriteString("| Stack | Per month | Budget | Largest parts |\n| --- | ---: | ---: | --- |\n")
	for _, report := range reports {
		budget := "none"
		if report.Budget > 0 {
			budget = Dollars(report.Budget)
		}
		var parts []string
		for _, group := range ByConstruct(report)[:min(4, len(ByConstruct(report)))] {
			parts = append(parts, fmt.Sprintf("`%s` %s", group.Name, Dollars(group.USD)))
		}
		fmt.Fprintf(&table, "| `%s` | %s | %s | %s |\n", report.Stack, Dollars(report.Total), budget, strings.Join(parts, ", "))
	}
	return table.String()
}
