package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The commands by what programs may rely on. The test fails for a command that is in neither list.
var (
	// reporters print a report that a program may want to read: they have --json.
	reporters = []string{"changed", "check", "cost", "diff", "drift", "explain", "graph", "list", "plan", "review", "trace", "deploy"}
	// others perform an action, or print a format of their own.
	others = []string{
		"adopt", "apply", "bootstrap", "cluster", "completion", "destroy", "diagram", "eject", "env", "help", "lock",
		"matrix", "output", "plan-file", "ready", "redact", "report", "rules", "unlock",
	}
	// withoutStacks do not read synthesized stacks: they have no --outdir.
	withoutStacks = []string{"completion", "drift", "help", "rules"}
)

func TestEveryCommandKeepsTheContractForMachines(t *testing.T) {
	in := func(list []string, name string) bool {
		return strings.Contains(" "+strings.Join(list, " ")+" ", " "+name+" ")
	}
	root := newRoot()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, command := range root.Commands() {
		name := command.Name()
		if in(reporters, name) == in(others, name) {
			t.Errorf("%s is in neither list: add it to reporters or to others", name)
		}
		if flag := command.Flags().Lookup("json"); in(reporters, name) && flag == nil {
			t.Errorf("%s is a reporter without --json", name)
		}
		if flag := command.Flags().Lookup("outdir"); (flag == nil) != in(withoutStacks, name) {
			t.Errorf("%s has --outdir: %v", name, flag != nil)
		} else if flag != nil && flag.DefValue != "cdktf.out" && flag.DefValue != "" {
			t.Errorf("the default of %s --outdir is %q", name, flag.DefValue)
		}
	}
}

// TestEveryCommandHasAnExampleThatParses: what the help shows can be typed, flags and numbers of arguments included.
func TestEveryCommandHasAnExampleThatParses(t *testing.T) {
	for _, command := range newRoot().Commands() {
		if command.Example == "" {
			t.Errorf("%s has no example", command.Name())
		}
		for line := range strings.Lines(command.Example) {
			words := strings.Fields(strings.SplitN(line, " > ", 2)[0])
			found, rest, err := newRoot().Find(words[1:])
			if err != nil || words[0] != "landform" || found.Name() != command.Name() {
				t.Errorf("%q is no example of %s: %v", line, command.Name(), err)
				continue
			}
			if err := errors.Join(found.ParseFlags(rest), found.ValidateRequiredFlags(), found.ValidateArgs(found.Flags().Args())); err != nil {
				t.Errorf("%q: %v", line, err)
			}
		}
	}
	for name := range examples {
		if found, _, err := newRoot().Find([]string{name}); err != nil || found.Name() != name {
			t.Errorf("an example is of %s, which is no command", name)
		}
	}
}

// contractProject creates a folder with two syntheses of one stack that breaks a rule, plans of it, and settings.
func contractProject(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	stack := func(name string) string {
		return fmt.Sprintf(`{"//": {"landform": {"system": "acme", "environment": "dev", "role": "environment", "position": 1, "region": "us-east-1", "account": "123456789012"}},
			"terraform": {"backend": {"local": {}}},
			"provider": {"aws": [{"region": "us-east-1"}]},
			"resource": {"aws_sqs_queue": {"q": {"name": %q, "sqs_managed_sse_enabled": false, "//": {"metadata": {"path": "dev-stack/q"}}}}}}`, name)
	}
	manifest := `{"stacks": {"dev-stack": {"synthesizedStackPath": "stacks/dev-stack/cdk.tf.json"}}}`
	for name, text := range map[string]string{
		"cdktf.json":                             `{"context": {}}`,
		"out/manifest.json":                      manifest,
		"out/stacks/dev-stack/cdk.tf.json":       stack("a"),
		"before/manifest.json":                   manifest,
		"before/stacks/dev-stack/cdk.tf.json":    stack("b"),
		"empty/dev-stack.json":                   `{"format_version": "1.2"}`,
		"changes/dev-stack.json":                 `{"format_version": "1.2", "resource_changes": [{"address": "a.b", "mode": "managed", "type": "a", "name": "b", "change": {"actions": ["create"]}}]}`,
		"refused/dev-stack.json":                 refusedPlan,
		"drifted/dev-stack.json":                 driftedPlan,
		"no/plan/dev-stack.json":                 `{`,
		"cdktf.out/manifest.json":                manifest,
		"cdktf.out/stacks/dev-stack/cdk.tf.json": stack("a"),
		"same/manifest.json":                     manifest,
		"same/stacks/dev-stack/cdk.tf.json":      stack("a"),
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

const refusedPlan = `{"format_version": "1.2", "resource_changes": [
	{"address": "aws_s3_bucket.a", "mode": "managed", "type": "aws_s3_bucket", "name": "a", "change": {"actions": ["delete"], "before": {"bucket": "x"}}},
	{"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "name": "b", "change": {"actions": ["create"], "after": {"bucket": "x"}}}]}`

const driftedPlan = `{"format_version": "1.2",
	"resource_drift": [{"address": "a.b", "mode": "managed", "type": "a", "name": "b", "change": {"actions": ["delete"], "before": {}}}],
	"resource_changes": [{"address": "a.b", "mode": "managed", "type": "a", "name": "b", "change": {"actions": ["create"], "after": {}}}]}`

// TestCommandsExitAsTheContractSays expects 0 for success, 1 for an error, and 2 for findings or changes, with and
// without --json, which prints one JSON value and nothing else.
func TestCommandsExitAsTheContractSays(t *testing.T) {
	contractProject(t)
	for line, want := range map[string]int{
		"changed same --outdir out":                       exitClean,
		"changed before --outdir out":                     exitFindings,
		"changed nowhere --outdir out":                    exitError,
		"check --outdir out":                              exitFindings,
		"check --outdir nowhere":                          exitError,
		"diff dev-stack dev-stack --outdir out":           exitClean,
		"diff dev-stack other-stack --outdir out":         exitError,
		"drift empty/dev-stack.json":                      exitClean,
		"drift drifted/dev-stack.json":                    exitFindings,
		"drift no/plan/dev-stack.json":                    exitError,
		"cost --outdir out":                               exitClean,
		"cost other-stack --outdir out":                   exitError,
		"cost --compare dev-stack dev-stack --outdir out": exitClean,
		"explain q --outdir out":                          exitClean,
		"explain nothing --outdir out":                    exitError,
		"graph dev-stack --outdir out":                    exitClean,
		"graph other-stack --outdir out":                  exitError,
		"trace V14 --outdir out":                          exitClean,
		"trace V99 --outdir out":                          exitError,
		"list --local --outdir out":                       exitClean,
		"list --local --outdir nowhere":                   exitError,
		"review empty/dev-stack.json --outdir out":        exitClean,
		"review changes/dev-stack.json --outdir out":      exitFindings,
		"review refused/dev-stack.json --outdir out":      exitError,
		"review no/plan/dev-stack.json --outdir out":      exitError,
		"review out/manifest.json --outdir out":           exitError,
	} {
		for _, suffix := range []string{"", " --json"} {
			var printed bytes.Buffer
			root := newRoot()
			root.SetArgs(strings.Fields(line + suffix))
			root.SetOut(&printed)
			root.SetErr(io.Discard)
			err := root.Execute()
			if got := exitCode(err); got != want {
				t.Errorf("landform %s%s exits with %d, want %d: %v", line, suffix, got, want, err)
			}
			if suffix != "" && want != exitError && !json.Valid(printed.Bytes()) {
				t.Errorf("landform %s%s does not print JSON:\n%s", line, suffix, printed.String())
			}
		}
	}
}

func TestAnErrorCountsMoreThanFindings(t *testing.T) {
	for want, err := range map[int]error{
		exitFindings: errors.Join(nil, errFindings), exitError: errors.Join(errFindings, errors.New("the disk is full")), exitClean: nil,
	} {
		if got := exitCode(err); got != want {
			t.Errorf("%v exits with %d, want %d", err, got, want)
		}
	}
}

// TestStackNamesAreCompleted runs the completion requests of the shells.
func TestStackNamesAreCompleted(t *testing.T) {
	contractProject(t)
	for _, line := range []string{"__complete plan d", "__complete deploy --outdir out d", "__complete destroy d", "__complete unlock d", "__complete output d"} {
		var printed bytes.Buffer
		root := newRoot()
		root.SetArgs(strings.Fields(line))
		root.SetOut(&printed)
		root.SetErr(io.Discard)
		if err := root.Execute(); err != nil || !strings.Contains(printed.String(), "dev-stack\tacme dev\n") {
			t.Errorf("%s: %v:\n%s", line, err, printed.String())
		}
	}
	for _, shell := range []string{"bash", "zsh", "fish"} {
		var printed bytes.Buffer
		root := newRoot()
		root.SetArgs([]string{"completion", shell})
		root.SetOut(&printed)
		if err := root.Execute(); err != nil || !strings.Contains(printed.String(), "landform") {
			t.Errorf("%s: %v", shell, err)
		}
	}
}

// TestStacksWithPlaceholdersHaveNoJobs has one stack with a placeholder account, and one with a real account.
func TestStacksWithPlaceholdersHaveNoJobs(t *testing.T) {
	contractProject(t)
	writeJobs(t)
	for _, arguments := range []string{"matrix", "matrix --promoted"} {
		var printed bytes.Buffer
		root := newRoot()
		root.SetArgs(append(strings.Fields(arguments), "--outdir", "jobs"))
		root.SetOut(&printed)
		if err := root.Execute(); err != nil {
			t.Errorf("%s: %v", arguments, err)
		}
		if text := printed.String(); strings.Contains(text, "dev-stack") || !strings.Contains(text, "production-stack") {
			t.Errorf("%s prints %s", arguments, text)
		}
	}
	writeFile(t, "empty-synthesis/manifest.json", `{"stacks": {}}`)
	if text, err := (matrixFlags{outdir: "empty-synthesis"}).jobs(t.Context()); err != nil || fmt.Sprint(text) != "[]" {
		t.Errorf("matrix of no stacks: got %v, error %v", text, err)
	}
}

// writeJobs adds a synthesis with a stack that CI deploys, and one whose account is still a placeholder.
func writeJobs(t *testing.T) {
	t.Helper()
	const ci = `"ci": {"environment": "e", "planRole": "p", "plans": "s"}`
	for name, account := range map[string]string{"dev": "111111111111", "production": "123456789012"} {
		writeFile(t, "jobs/stacks/"+name+"-stack/cdk.tf.json", `{"//": {"landform": {"system": "acme", "role": "environment", "account": "`+account+`", "lockTable": "l", `+ci+`}}}`)
	}
	writeFile(t, "jobs/manifest.json", `{"stacks": {"dev-stack": {"synthesizedStackPath": "stacks/dev-stack/cdk.tf.json"},
		"production-stack": {"synthesizedStackPath": "stacks/production-stack/cdk.tf.json"}}}`)
	writeFile(t, "cdktf.json", `{"context": {"dev": {"accountId": "111111111111"}, "production": {"accountId": "123456789012"}}}`)
}

// TestMistypedWordsNameTheNearest: commands, flags and stacks.
func TestMistypedWordsNameTheNearest(t *testing.T) {
	contractProject(t)
	for line, want := range map[string]string{
		"explane q":                            "explain",
		"cost --compar a b":                    "did you mean compare?",
		"cost --outdir out dev":                "did you mean dev-stack?",
		"explain --outdir out aws_sqs_queue.p": "did you mean aws_sqs_queue.q?",
	} {
		root := newRoot()
		root.SetArgs(strings.Fields(line))
		root.SetOut(io.Discard)
		root.SetErr(io.Discard)
		if err := root.Execute(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("landform %s: %v, want %q", line, err, want)
		}
	}
}
