package guardrails

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"landform/internal/lazyregexp"
	"landform/internal/synthesized"
)

// Waiver accepts a finding. It is defined beside the environment or the system that needs it, and written to the JSON
// of its stack, where reviewers see it.
type Waiver struct {
	Rule    string `json:"rule"`
	Path    string `json:"path"`              // of the construct below the stack; "*" matches any characters; empty for the stack itself
	Finding string `json:"finding"`           // text of the finding, "storage_encrypted = false"; "*" matches any characters
	Reason  string `json:"reason"`            // one sentence
	Source  string `json:"source"`            // the requirement ("V14", "T7"), the decision or the page with the reason
	Owner   string `json:"owner"`             // the team that is responsible for the waiver
	Expires string `json:"expires,omitempty"` // last day on which the waiver is valid, "2026-12-31"; empty for no limit
}

// MovedData is a rule for plans, not for synthesized stacks: a plan breaks it if it destroys a resource with data that
// seems to have a new address. The finding of its waiver is the old address. The check cannot tell whether such a
// waiver is still used.
const MovedData = "moved-data"

// WaiversKey is the key of the waivers in the JSON of a stack, below "//", which Terraform ignores.
const WaiversKey = "waivers"

// WaiversOf reads the waivers of a stack. It returns an error if they are not valid JSON.
func WaiversOf(stack Stack) ([]Waiver, error) {
	found := stack.Get("//." + WaiversKey)
	if !found.Exists() {
		return nil, nil
	}
	var waivers []Waiver
	if err := json.Unmarshal([]byte(found.Raw), &waivers); err != nil {
		return nil, fmt.Errorf("waivers of %s: %w", stack.Name, err)
	}
	return waivers, nil
}

// covers reports whether the waiver matches a finding.
func (w Waiver) covers(finding Finding) bool {
	return w.Rule == finding.Rule.ID && synthesized.Match(w.Path, finding.Path) && synthesized.Match(w.Finding, finding.Text)
}

// Validate returns all problems of the waiver on this day.
func (w Waiver) Validate(today time.Time) []string {
	var problems []string
	if len(strings.Fields(w.Reason)) < 4 || !strings.HasSuffix(w.Reason, ".") {
		problems = append(problems, fmt.Sprintf("the reason %q is not a sentence", w.Reason))
	}
	if !sourcePattern.MatchString(w.Source) {
		problems = append(problems, fmt.Sprintf("the source %q must be a requirement such as V14 or T7, a decision, or the address of a page", w.Source))
	}
	if w.Owner == "" {
		problems = append(problems, "the owner is missing")
	}
	if strings.Trim(w.Finding, "*") == "" {
		problems = append(problems, fmt.Sprintf("the finding %q matches everything", w.Finding))
	}
	if w.Path != "" && strings.Trim(w.Path, "*/") == "" {
		problems = append(problems, fmt.Sprintf("the path %q matches every path", w.Path))
	}
	if w.Expires == "" {
		return problems
	}
	last, err := time.Parse(time.DateOnly, w.Expires)
	switch {
	case err != nil:
		problems = append(problems, fmt.Sprintf("%q is not a date of the form 2026-12-31", w.Expires))
	case today.After(last.AddDate(0, 0, 1)):
		problems = append(problems, "it expired on "+w.Expires)
	}
	return problems
}

// sourcePattern matches a requirement, a decision, or the address of a page.
var sourcePattern = lazyregexp.New(`^(V\d+|T\d+|decision: .+|judged: .+|https://.+)`)
