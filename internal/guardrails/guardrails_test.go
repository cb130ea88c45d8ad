package guardrails_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"landform/internal/guardrails"
	"landform/internal/synthesized"
)

// encrypted is a rule for these tests.
var encrypted = guardrails.Rule{
	ID: "disk-encrypted", Class: guardrails.Refused, Types: []string{"disk"}, Why: "why", Fix: "fix", Aliases: []string{"X-1"},
	Resource: func(disk guardrails.Resource) guardrails.Answer {
		switch v := disk.Value("encrypted"); {
		case v.Unknown():
			return guardrails.Answer{Unknown: []string{"encrypted"}}
		case v.IsTrue():
			return guardrails.Answer{}
		}
		return guardrails.Answer{Violations: []guardrails.Violation{{Argument: "encrypted", Text: "encrypted = false"}}}
	},
}

// disks is a stack with an encrypted, an unencrypted and an unknown disk, and with waivers.
func disks(t *testing.T, name, waivers string) guardrails.Stack {
	t.Helper()
	stack, err := synthesized.Parse(name, name+".json", []byte(`{
		"//": {"waivers": [`+waivers+`]},
		"resource": {"disk": {
			"good": {"encrypted": "true"},
			"bad": {"//": {"metadata": {"path": "`+name+`/data/disk"}},
				"encrypted": false},
			"later": {"encrypted": "${other.x.encrypted}"}},
			"rock": {"a": {}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	return stack
}

func check(t *testing.T, rule guardrails.Rule, waivers string) guardrails.Report {
	t.Helper()
	return guardrails.Check(guardrails.Table{Rules: []guardrails.Rule{rule}}, []guardrails.Stack{disks(t, "one", waivers), disks(t, "two", waivers)},
		func(path string) (string, int, bool) { return "disk.go", 7, path == "one/data/disk" })
}

func TestThreeAnswers(t *testing.T) {
	report := check(t, encrypted, "")
	if report.Clean() || report.Count(guardrails.Refused) != 2 || report.Passed != 2 || len(report.NotEvaluated) != 2 {
		t.Fatalf("report is %s", report.Text())
	}
	finding := report.Findings[0]
	if finding.Path != "data/disk" || finding.Address != "disk.bad" || finding.Program != "disk.go:7" || finding.Line != 6 {
		t.Errorf("finding is %+v", finding)
	}
	if report.NotEvaluated[0].Path != "disk.later" {
		t.Errorf("path of a resource without a construct path: %q", report.NotEvaluated[0].Path)
	}
	if len(report.Unruled) != 1 || report.Unruled[0] != "rock" {
		t.Errorf("types without a rule: %v", report.Unruled)
	}
	rule := encrypted
	rule.Unknown = guardrails.Passes
	if report := check(t, rule, ""); len(report.NotEvaluated) != 0 || report.Passed != 4 {
		t.Errorf("an unknown value does not pass: %s", report.Text())
	}
}

const good = `{"rule": "disk-encrypted", "path": "data/*", "finding": "encrypted = false", "reason": "It holds nothing at all.", "source": "V1", "owner": "platform"}`

func TestWaivers(t *testing.T) {
	if report := check(t, encrypted, good); !report.Clean() || len(report.Waived) != 2 {
		t.Errorf("the waived finding is still reported: %s", report.Text())
	}
	for name, test := range map[string]struct{ from, to, want string }{
		"no reason":      {"It holds nothing at all.", "", "is not a sentence"},
		"no source":      {`"V1"`, `"because"`, "must be a requirement"},
		"no owner":       {"platform", "", "owner is missing"},
		"expired":        {`"owner"`, `"expires": "2020-01-31", "owner"`, "it expired on 2020-01-31"},
		"no date":        {`"owner"`, `"expires": "soon", "owner"`, "is not a date"},
		"another path":   {"data/*", "other", "no finding"},
		"other finding":  {"encrypted = false", "encrypted = true", "no finding"},
		"any finding":    {"encrypted = false", "*", "matches everything"},
		"another rule":   {"disk-encrypted", "disk-painted", "no finding"},
		"any path":       {"data/*", "*/*", "matches every path"},
		"not of a value": {`"V1"`, `1`, "waivers of one"},
	} {
		report := check(t, encrypted, strings.Replace(good, test.from, test.to, 1))
		if report.Clean() || !strings.Contains(strings.Join(report.Problems, "\n"), test.want) {
			t.Errorf("%s: problems are %q, want one that says %q", name, report.Problems, test.want)
		}
	}
}

func TestText(t *testing.T) {
	text := check(t, encrypted, "").Text()
	for _, want := range []string{
		"refused  disk-encrypted                       2 findings, 1 cause\n  one, two: data/disk\n  disk.bad   encrypted = false   disk.go:7\n  why   why\n  fix   fix        same as  X-1\n",
		"not evaluated  disk-encrypted  one, two: disk.later: encrypted is unknown until apply\n",
		"no rule covers rock\n",
		"2 refused · 0 advice · 0 waived · 2 passed · 2 not evaluated",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("report is\n%s\nwhich lacks\n%s", text, want)
		}
	}
}

func TestMachineFormats(t *testing.T) {
	report := check(t, encrypted, "")
	report.Waived = append(report.Waived, report.Findings[1])
	report.Waived[0].Waiver = &guardrails.Waiver{Reason: "No.", Source: "V1", Owner: "me"}
	report.Relocate(func(file, _ string) string { return "testdata/" + file })
	var text bytes.Buffer
	if err := report.Write(&text, "sarif"); err != nil {
		t.Fatal(err)
	}
	var sarif struct {
		Runs []struct {
			Invocations []struct {
				ToolExecutionNotifications []struct{ Message struct{ Text string } }
			}
			Results []struct {
				Level, Kind string
				Locations   []struct {
					PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
				}
				Suppressions []struct{ Justification string }
			}
		}
	}
	if err := json.Unmarshal(text.Bytes(), &sarif); err != nil {
		t.Fatal(err)
	}
	results := sarif.Runs[0].Results
	if len(results) != 5 || results[0].Level != "error" || results[3].Kind != "open" || results[3].Level != "none" ||
		results[2].Suppressions[0].Justification != "No. (V1, me)" || results[0].Locations[0].PhysicalLocation.ArtifactLocation.URI != "testdata/one.json" {
		t.Errorf("SARIF is %s", &text)
	}
	if notes := sarif.Runs[0].Invocations[0].ToolExecutionNotifications; len(notes) != 1 || notes[0].Message.Text != "no rule covers rock" {
		t.Errorf("the notifications are %v", notes)
	}
	text.Reset()
	if err := report.Write(&text, "github"); err != nil || !strings.Contains(text.String(),
		"::error file=disk.go,line=7,title=disk-encrypted::one, two: disk.bad: encrypted = false%0Awhy%0Afix\n") {
		t.Errorf("annotations are %s, error %v", &text, err)
	}
	text.Reset()
	if err := report.Write(&text, "json"); err != nil || !json.Valid(text.Bytes()) || !strings.Contains(text.String(), `"notEvaluated": 2`) {
		t.Errorf("JSON is %s, error %v", &text, err)
	}
	if err := report.Write(&text, "xml"); err == nil || !strings.Contains(err.Error(), "text, json, sarif, github") {
		t.Errorf("error is %v", err)
	}
}

// TestNothingWritesLinesOfItsOwn has names and values that would be commands in the log of a workflow.
func TestNothingWritesLinesOfItsOwn(t *testing.T) {
	const command = "::add-mask::x"
	stack, err := synthesized.Parse("one\n"+command, "one.json", []byte(`{"resource": {"disk": {"bad\n`+command+`": {"encrypted": "no\n`+command+`"}}, "rock\n`+command+`": {"r": {}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	report := guardrails.Check(guardrails.Table{Rules: []guardrails.Rule{encrypted}}, []synthesized.Stack{stack}, nil)
	for _, format := range []string{"text", "github"} {
		var text bytes.Buffer
		if err := report.Write(&text, format); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(text.String(), command) || strings.Contains(text.String(), "\n"+command) {
			t.Errorf("in %s, a line is written by the JSON:\n%s", format, &text)
		}
	}
}
