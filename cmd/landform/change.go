package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"landform/internal/deployment"
	"landform/internal/report/cost"
	"landform/internal/review"
	"landform/internal/synthesized"
)

// change is what a review says of a change beside its plans: each part where there is something to say.
type change struct {
	Gone       []deployment.Farewell `json:"gone,omitempty"`
	Costs      []cost.Change         `json:"costs,omitempty"`
	Guardrails json.RawMessage       `json:"guardrails,omitempty"` // as "landform check --json" has them

	findings string // of the guardrails, as text
}

// changeSince compares a synthesis with that of a commit, and holds it against the guardrails.
func changeSince(ctx context.Context, commit, outdir string, now []synthesized.Stack) (*change, error) {
	project := commits()
	then, err := project.StacksAt(ctx, commit)
	if err != nil {
		return nil, err
	}
	gone, err := project.Gone(ctx, commit, now)
	if err != nil {
		return nil, err
	}
	var found change
	for _, stack := range gone {
		found.Gone = append(found.Gone, deployment.FarewellTo(stack))
	}
	if found.Costs, err = costChanges(then, now); err != nil {
		return nil, err
	}
	return &found, found.check(outdir)
}

// costChanges is what the stacks of a synthesis cost more or less than those of an earlier one.
func costChanges(before, after []synthesized.Stack) ([]cost.Change, error) {
	calculator, err := cost.NewCalculator("")
	if err != nil {
		return nil, err
	}
	var reports [2][]cost.Report
	for side, stacks := range [2][]synthesized.Stack{before, after} {
		for _, stack := range stacks {
			reports[side] = append(reports[side], calculator.Of(stack))
		}
	}
	return cost.Changes(reports[0], reports[1]), nil
}

// check notes what the guardrails find.
func (c *change) check(outdir string) error {
	report, err := checked(outdir, committedSnapshots)
	if err != nil || report.Clean() {
		return err
	}
	report.Duration = 0 // the same change has the same page
	var text bytes.Buffer
	err = report.Write(&text, "json")
	c.Guardrails, c.findings = text.Bytes(), strings.TrimSpace(strings.TrimSuffix(report.Text(), "0.00 s\n"))
	return err
}

// changes reports whether there is something to say. A change that was not looked for has nothing.
func (c *change) changes() bool {
	return c != nil && len(c.Gone)+len(c.Costs)+len(c.Guardrails) > 0
}

// sections are the parts of the review's page.
func (c *change) sections() []review.Section {
	if !c.changes() {
		return nil
	}
	var sections []review.Section
	if len(c.Gone) > 0 {
		sections = append(sections, review.Section{
			Text: deployment.GoneSection(c.Gone), First: true, Headline: fmt.Sprintf("removed from the project: %s", strings.Join(c.names(), ", ")),
		})
	}
	if c.findings != "" {
		sections = append(sections, review.Section{Text: "\n### Guardrails\n\n```\n" + c.findings + "\n```\n"})
	}
	if text := cost.Markdown(c.Costs); text != "" {
		sections = append(sections, review.Section{Text: "\n" + text})
	}
	return sections
}

// names are those of the removed stacks.
func (c *change) names() []string {
	var names []string
	for _, gone := range c.Gone {
		names = append(names, gone.Stack)
	}
	return names
}
