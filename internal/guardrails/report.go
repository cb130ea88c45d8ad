package guardrails

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Formats are the formats of Write.
var Formats = []string{"text", "json", "sarif", "github"}

// Write writes the report in one of Formats. It returns an error for an unknown format.
func (r Report) Write(w io.Writer, format string) error {
	switch format {
	case "text":
		_, err := io.WriteString(w, r.Text())
		return err
	case "json":
		return r.writeJSON(w)
	case "sarif":
		return r.writeSARIF(w)
	case "github":
		_, err := io.WriteString(w, r.annotations())
		return err
	}
	return fmt.Errorf("unknown format %q: must be one of %s", format, strings.Join(Formats, ", "))
}

// cause is a finding with all stacks that have it.
type cause struct {
	Finding
	stacks []string
}

// causes groups equal findings of several stacks, in the order of the findings.
func causes(findings []Finding) []cause {
	var grouped []cause
	known := map[[3]string]int{}
	for _, finding := range findings {
		key := [3]string{finding.Rule.ID, finding.Path, finding.Text}
		if index, ok := known[key]; ok {
			grouped[index].stacks = append(grouped[index].stacks, finding.Stack)
			continue
		}
		known[key] = len(grouped)
		grouped = append(grouped, cause{finding, []string{finding.Stack}})
	}
	return grouped
}

// Text returns the report for a terminal.
func (r Report) Text() string {
	var text strings.Builder
	byRule := map[string][]Finding{}
	var order []*Rule
	for _, finding := range r.Findings {
		if byRule[finding.Rule.ID] == nil {
			order = append(order, finding.Rule)
		}
		byRule[finding.Rule.ID] = append(byRule[finding.Rule.ID], finding)
	}
	for _, rule := range order {
		describe(&text, rule, byRule[rule.ID])
	}
	for _, cause := range causes(r.NotEvaluated) {
		fmt.Fprintf(&text, "not evaluated  %s  %s: %s: %s\n", cause.Rule.ID, cause.in(), cause.place(), cause.Text)
	}
	for _, problem := range r.Problems {
		fmt.Fprintf(&text, "waiver   %s\n", oneLine.Replace(problem))
	}
	if len(r.Unruled) > 0 {
		fmt.Fprintf(&text, "no rule covers %s\n", oneLine.Replace(strings.Join(r.Unruled, ", ")))
	}
	text.WriteString(r.Summary() + "\n")
	return text.String()
}

// Summary returns the last line of the report.
func (r Report) Summary() string {
	waivers := ""
	if len(r.Problems) > 0 {
		waivers = fmt.Sprintf(" · %s with waivers", number(len(r.Problems), "problem"))
	}
	return fmt.Sprintf("%d refused · %d advice%s · %s waived · %s passed · %s        %.2f s", r.Count(Refused), r.Count(Advice),
		waivers, thousands(len(r.Waived)), thousands(r.Passed), r.open(), r.Duration.Round(10*time.Millisecond).Seconds())
}

// open counts what no rule has an answer to.
func (r Report) open() string {
	text := thousands(len(r.NotEvaluated)) + " not evaluated"
	if len(r.Unruled) > 0 {
		text += " · " + number(len(r.Unruled), "type") + " without a rule"
	}
	return text
}

func describe(text *strings.Builder, rule *Rule, findings []Finding) {
	grouped := causes(findings)
	fmt.Fprintf(text, "%-8s %-36s %s, %s\n", rule.Class, rule.ID, number(len(findings), "finding"), number(len(grouped), "cause"))
	for _, cause := range grouped {
		fmt.Fprintf(text, "  %s: %s\n", cause.in(), cause.place())
		place := cause.Program
		if place == "" && cause.File != "" {
			place = fmt.Sprintf("%s:%d", cause.File, cause.Line)
		}
		fmt.Fprintf(text, "  %s\n", strings.Join(slices.DeleteFunc([]string{oneLine.Replace(cause.Address), cause.Text, oneLine.Replace(place)}, isEmpty), "   "))
	}
	fmt.Fprintf(text, "  why   %s\n  fix   %s", rule.Why, rule.Fix)
	if len(rule.Aliases) > 0 {
		fmt.Fprintf(text, "        same as  %s", strings.Join(rule.Aliases, " · "))
	}
	text.WriteString("\n\n")
}

func isEmpty(text string) bool { return text == "" }

// place returns the location of the finding.
func (f Finding) place() string {
	if f.Path == "" {
		return "the stack itself"
	}
	return oneLine.Replace(f.Path)
}

// in names the stacks that have the finding.
func (c cause) in() string { return oneLine.Replace(strings.Join(c.stacks, ", ")) }

func number(count int, noun string) string {
	if count == 1 {
		return "1 " + noun
	}
	return thousands(count) + " " + noun + "s"
}

// thousands formats 1412 as "1,412".
func thousands(count int) string {
	text := fmt.Sprint(count)
	for cut := len(text) - 3; cut > 0; cut -= 3 {
		text = text[:cut] + "," + text[cut:]
	}
	return text
}
