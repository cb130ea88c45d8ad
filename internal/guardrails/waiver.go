package guardrails

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"landform/internal/synthesized"
)

// Waiver lets a finding stand that somebody has judged. It stands beside the environment or the system that needs it
// and in the JSON of its stack, where a reviewer sees it.
type Waiver struct {
	Rule    string `json:"rule"`
	Path    string `json:"path"`              // of the construct below the stack; "*" stands for any characters. Empty for the stack itself
	Finding string `json:"finding"`           // its text, "storage_encrypted = false"; "*" stands for any characters
	Reason  string `json:"reason"`            // one sentence
	Source  string `json:"source"`            // the requirement ("V14", "T7"), or the decision or page that the reason stands on
	Owner   string `json:"owner"`             // who answers for it
	Expires string `json:"expires,omitempty"` // the last day on which it holds, "2026-12-31"; empty for as long as the reason does
}

// MovedData is the rule that a plan breaks, and no synthesized stack: it destroys what holds data and seems to have another
// address now. The finding of its waiver is the old address. No check can tell whether such a waiver is still in use.
const MovedData = "moved-data"

// WaiversKey is where the waivers stand in the JSON of a stack, below "//", which Terraform ignores.
const WaiversKey = "waivers"

// WaiversOf reads the waivers of a stack.
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

// covers tells whether the waiver is about a finding.
func (w Waiver) covers(finding Finding) bool {
	return w.Rule == finding.Rule.ID && synthesized.Match(w.Path, finding.Path) && synthesized.Match(w.Finding, finding.Text)
}

// Validate says everything that is wrong with a waiver on a day.
func (w Waiver) Validate(today time.Time) []string {
	var problems []string
	if len(strings.Fields(w.Reason)) < 4 || !strings.HasSuffix(w.Reason, ".") {
		problems = append(problems, fmt.Sprintf("the reason %q is no sentence", w.Reason))
	}
	if !sourcePattern.MatchString(w.Source) {
		problems = append(problems, fmt.Sprintf("the source %q is neither a requirement such as V14 or T7 nor a page or a decision", w.Source))
	}
	if w.Owner == "" {
		problems = append(problems, "it has no owner")
	}
	if strings.Trim(w.Finding, "*") == "" {
		problems = append(problems, fmt.Sprintf("the finding %q says nothing", w.Finding))
	}
	if w.Expires == "" {
		return problems
	}
	last, err := time.Parse(time.DateOnly, w.Expires)
	switch {
	case err != nil:
		problems = append(problems, fmt.Sprintf("%q is no date like 2026-12-31", w.Expires))
	case today.After(last.AddDate(0, 0, 1)):
		problems = append(problems, "it expired on "+w.Expires)
	}
	return problems
}

// sourcePattern is a line of the requirements, a decision, or a page.
var sourcePattern = regexp.MustCompile(`^(V\d+|T\d+|decision: .+|judged: .+|https://.+)`)
