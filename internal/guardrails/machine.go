package guardrails

import (
	"cmp"
	"fmt"
	"io"
	"landform/internal/plainjson"
	"net/url"
	"strings"
)

// record is the JSON form of a finding.
type record struct {
	Rule     string   `json:"rule"`
	Class    Class    `json:"class"`
	Stack    string   `json:"stack"`
	Path     string   `json:"path"`
	Address  string   `json:"address,omitempty"`
	Argument string   `json:"argument,omitempty"`
	Finding  string   `json:"finding"`
	File     string   `json:"file,omitempty"`
	Line     int      `json:"line,omitempty"`
	Program  string   `json:"program,omitempty"`
	Why      string   `json:"why"`
	Fix      string   `json:"fix"`
	Aliases  []string `json:"aliases,omitempty"`
	Waiver   *Waiver  `json:"waiver,omitempty"`
}

func records(findings []Finding) []record {
	list := []record{}
	for _, f := range findings {
		list = append(list, record{f.Rule.ID, f.Rule.Class, f.Stack, f.Path, f.Address, f.Argument, f.Text, f.File, f.Line,
			f.Program, f.Rule.Why, f.Rule.Fix, f.Rule.Aliases, f.Waiver})
	}
	return list
}

func (r Report) writeJSON(w io.Writer) error {
	return plainjson.Write(w, map[string]any{
		"findings": records(r.Findings), "waived": records(r.Waived), "notEvaluated": records(r.NotEvaluated),
		"waiverProblems": append([]string{}, r.Problems...), "typesWithoutRule": append([]string{}, r.Unruled...),
		"summary": map[string]any{"refused": r.Count(Refused), "advice": r.Count(Advice), "waived": len(r.Waived),
			"passed": r.Passed, "notEvaluated": len(r.NotEvaluated), "seconds": r.Duration.Seconds()},
	})
}

// writeSARIF writes the report for GitHub code scanning. A waived finding is suppressed, and a finding that was not
// evaluated has the kind "open". https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
func (r Report) writeSARIF(w io.Writer) error {
	type object = map[string]any
	rules, results, seen := []object{}, []object{}, map[string]bool{}
	add := func(findings []Finding, kind string) {
		for _, f := range findings {
			if !seen[f.Rule.ID] {
				seen[f.Rule.ID] = true
				rules = append(rules, object{"id": f.Rule.ID, "shortDescription": object{"text": f.Rule.Why},
					"help": object{"text": f.Rule.Fix}, "properties": object{"tags": append([]string{string(f.Rule.Class)}, f.Rule.Aliases...)}})
			}
			result := object{"ruleId": f.Rule.ID, "kind": kind, "level": level(f, kind),
				"message":             object{"text": fmt.Sprintf("%s: %s: %s", f.Stack, cmp.Or(f.Address, "the stack itself"), f.Text)},
				"partialFingerprints": object{"place/v1": strings.Join([]string{f.Rule.ID, f.Stack, f.Path, f.Text}, "|")}}
			if f.File != "" {
				result["locations"] = []object{{"physicalLocation": object{
					"artifactLocation": object{"uri": (&url.URL{Path: f.File}).String()}, "region": object{"startLine": f.Line}}}}
			}
			if f.Waiver != nil {
				result["suppressions"] = []object{{"kind": "external", "status": "accepted",
					"justification": f.Waiver.Reason + " (" + f.Waiver.Source + ", " + f.Waiver.Owner + ")"}}
			}
			results = append(results, result)
		}
	}
	add(r.Findings, "fail")
	add(r.Waived, "fail")
	add(r.NotEvaluated, "open")
	return plainjson.Write(w, object{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": []object{{
		"tool":    object{"driver": object{"name": "landform", "rules": rules}},
		"results": results, "columnKind": "utf16CodeUnits", "invocations": []object{{"executionSuccessful": true, "toolExecutionNotifications": r.notifications()}},
	}}})
}

// notifications are what is wrong with waivers, and the types that no rule looks at: no finding at a place, and nothing
// that may look clean.
func (r Report) notifications() []map[string]any {
	list := []map[string]any{}
	add := func(level, text string) {
		list = append(list, map[string]any{"level": level, "message": map[string]any{"text": text}})
	}
	for _, problem := range r.Problems {
		add("error", problem)
	}
	for _, kind := range r.Unruled {
		add("warning", "no rule covers "+kind)
	}
	return list
}

func level(finding Finding, kind string) string {
	switch {
	case kind != "fail":
		return "none" // required by the standard for all other kinds
	case finding.Rule.Class == Refused:
		return "error"
	}
	return "warning"
}

// annotations returns workflow commands that make GitHub Actions show findings beside the source files.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
func (r Report) annotations() string {
	var text strings.Builder
	for _, cause := range causes(r.Findings) {
		command := "error"
		if cause.Rule.Class == Advice {
			command = "warning"
		}
		place := ""
		if file, line, ok := strings.Cut(cause.Program, ".go:"); ok { // the source file, which a pull request changes
			place = fmt.Sprintf("file=%s.go,line=%s,", property.Replace(file), line)
		} else if cause.File != "" {
			place = fmt.Sprintf("file=%s,line=%d,", property.Replace(cause.File), cause.Line)
		}
		fmt.Fprintf(&text, "::%s %stitle=%s::%s\n", command, place, property.Replace(cause.Rule.ID), data.Replace(fmt.Sprintf("%s: %s: %s\n%s\n%s",
			strings.Join(cause.stacks, ", "), cmp.Or(cause.Address, "the stack itself"), cause.Text, cause.Rule.Why, cause.Rule.Fix)))
	}
	for _, problem := range r.Problems {
		fmt.Fprintf(&text, "::error title=waiver::%s\n", data.Replace(problem))
	}
	for _, cause := range causes(r.NotEvaluated) {
		fmt.Fprintf(&text, "::notice title=%s::%s\n", property.Replace(cause.Rule.ID), data.Replace(fmt.Sprintf("%s: %s: not evaluated: %s",
			strings.Join(cause.stacks, ", "), cmp.Or(cause.Address, "the stack itself"), cause.Text)))
	}
	for _, kind := range r.Unruled {
		fmt.Fprintf(&text, "::notice title=no rule::%s\n", data.Replace("no rule covers "+kind))
	}
	text.WriteString(r.Summary() + "\n")
	return text.String()
}

// The characters that GitHub requires to be escaped in the text and in the properties of a workflow command.
var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
