package cost

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Change is the change of a stack's monthly cost, in US dollars.
type Change struct {
	Stack      string       `json:"stack"`
	Before     float64      `json:"before"` // 0 for a new stack
	After      float64      `json:"after"`  // 0 for a removed stack
	Budget     float64      `json:"budget,omitempty"`
	Constructs []Part       `json:"constructs"`         // constructs with a different cost, the largest difference first
	Unpriced   []Unpriced   `json:"unpriced,omitempty"` // after the change
	Lines      []Difference `json:"lines"`
}

// Part is the cost of one top-level construct before and after.
type Part struct {
	Name   string  `json:"name"` // first part of the construct's path: "eks"
	Before float64 `json:"before"`
	After  float64 `json:"after"`
}

// Changes compares the cost reports of all stacks before and after a change. It returns the stacks whose cost or number of
// unpriced resources differs, sorted by name.
func Changes(before, after []Report) []Change {
	pairs := map[string]*[2]Report{}
	for side, reports := range [2][]Report{before, after} {
		for _, report := range reports {
			if pairs[report.Stack] == nil {
				pairs[report.Stack] = &[2]Report{}
			}
			pairs[report.Stack][side] = report
		}
	}
	changes := []Change{}
	for _, stack := range slices.Sorted(maps.Keys(pairs)) {
		pair := pairs[stack]
		lines := Compare(pair[0], pair[1])
		if len(lines) > 0 || len(pair[0].Unpriced) != len(pair[1].Unpriced) {
			changes = append(changes, Change{
				Stack: stack, Before: pair[0].Total, After: pair[1].Total, Budget: pair[1].Budget, Constructs: Parts(pair[0], pair[1]),
				Unpriced: pair[1].Unpriced, Lines: lines,
			})
		}
	}
	return changes
}

// Parts returns the top-level constructs whose costs differ between two stacks, the largest difference first.
func Parts(before, after Report) []Part {
	parts := map[string]*Part{}
	at := func(name string) *Part {
		if parts[name] == nil {
			parts[name] = &Part{Name: name}
		}
		return parts[name]
	}
	for _, group := range ByConstruct(before) {
		at(group.Name).Before = group.USD
	}
	for _, group := range ByConstruct(after) {
		at(group.Name).After = group.USD
	}
	const noise = 0.005 // rounding errors of sums in a different order
	found := []Part{}
	for _, part := range parts {
		if abs(part.After-part.Before) >= noise {
			found = append(found, *part)
		}
	}
	slices.SortFunc(found, func(a, b Part) int {
		return cmp.Or(cmp.Compare(abs(b.After-b.Before), abs(a.After-a.Before)), cmp.Compare(a.Name, b.Name))
	})
	return found
}

// mostLines is the maximum number of lines in the section of a review. A new environment has about eighty.
const mostLines = 40

// Markdown returns the cost section of a review: one row per stack with the main reasons, and a collapsed table of all lines. It
// returns "" if no cost changes.
func Markdown(changes []Change) string {
	if len(changes) == 0 {
		return ""
	}
	var text, lines strings.Builder
	var total float64
	count := 0
	text.WriteString("### Monthly cost\n\n| Stack | Before | After | Difference | Main reasons |\n| --- | ---: | ---: | ---: | --- |\n")
	for _, change := range changes {
		total += change.After - change.Before
		fmt.Fprintf(&text, "| `%s` | %s | %s | %s | %s |\n", change.Stack, Dollars(change.Before), change.afterCell(), signed(change.After-change.Before), change.reasons())
		for _, line := range change.Lines {
			if count++; count > mostLines {
				continue
			}
			fmt.Fprintf(&lines, "| `%s` | `%s` | %s | %.2f | %.2f |\n", change.Stack, line.Path, line.Item, line.Before, line.After)
		}
	}
	fmt.Fprintf(&text, "\n**%s per month** at list prices.\n", signed(total))
	if count > mostLines {
		fmt.Fprintf(&lines, "\n%d more: `landform cost --since <commit>`\n", count-mostLines)
	}
	if lines.Len() > 0 {
		fmt.Fprintf(&text, "\n<details><summary>All lines</summary>\n\n| Stack | Resource | What | Before | After |\n| --- | --- | --- | ---: | ---: |\n%s\n</details>\n", lines.String())
	}
	return text.String()
}

// afterCell returns the cost after the change, with a warning if it exceeds the budget.
func (c Change) afterCell() string {
	if c.Budget > 0 && c.After > c.Budget {
		return fmt.Sprintf("%s, **above the budget of %s**", Dollars(c.After), Dollars(c.Budget))
	}
	return Dollars(c.After)
}

// reasons lists the constructs with the largest differences, and the number of unpriced resources.
func (c Change) reasons() string {
	const most = 4
	var parts []string
	for _, part := range c.Constructs[:min(most, len(c.Constructs))] {
		parts = append(parts, fmt.Sprintf("`%s` %s", part.Name, signed(part.After-part.Before)))
	}
	if left := len(c.Constructs) - most; left > 0 {
		parts = append(parts, fmt.Sprintf("%d more", left))
	}
	if len(c.Unpriced) > 0 {
		parts = append(parts, fmt.Sprintf("**unpriced resources: %d**", len(c.Unpriced)))
	}
	return strings.Join(parts, ", ")
}

// signed formats a difference in dollars with its sign.
func signed(usd float64) string {
	if usd < 0 {
		return "−" + Dollars(-usd)
	}
	return "+" + Dollars(usd)
}
