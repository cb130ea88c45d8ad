package deployment_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"landform/internal/deployment"
	"landform/internal/synthesized"

	"github.com/creack/pty"
	"github.com/google/go-cmp/cmp"
)

// acme is a project of two systems: acme with a state stack and three environments, and beta with one environment. Each
// stack has one terraform_data resource. The second environment fails if BREAK is set.
func acme(t *testing.T) fixture {
	t.Helper()
	f := newFixture(t, nil)
	f.write(t, "synthesized/manifest.json", `{"stacks": {
		"production-stack": {"synthesizedStackPath": "stacks/production-stack/cdk.tf.json"},
		"staging-stack": {"synthesizedStackPath": "stacks/staging-stack/cdk.tf.json"},
		"dev-stack": {"synthesizedStackPath": "stacks/dev-stack/cdk.tf.json"},
		"state-stack": {"synthesizedStackPath": "stacks/state-stack/cdk.tf.json"},
		"beta-stack": {"synthesizedStackPath": "stacks/beta-stack/cdk.tf.json"}
	}}`, 0o644)
	for name, metadata := range map[string]synthesized.Metadata{
		"state-stack":      {System: "acme", Role: synthesized.RoleState, Environment: "shared"},
		"dev-stack":        {System: "acme", Role: synthesized.RoleEnvironment, Environment: "dev", Position: 1},
		"staging-stack":    {System: "acme", Role: synthesized.RoleEnvironment, Environment: "staging", Position: 2},
		"production-stack": {System: "acme", Role: synthesized.RoleEnvironment, Environment: "production", Position: 3},
		"beta-stack":       {System: "beta", Role: synthesized.RoleEnvironment, Environment: "dev", Position: 1},
	} {
		f.acmeStack(t, name, metadata, "1")
	}
	return f
}

func (f fixture) acmeStack(t *testing.T, name string, metadata synthesized.Metadata, value string) {
	t.Helper()
	resource := map[string]any{"input": value}
	if name == "staging-stack" {
		resource["provisioner"] = map[string]any{"local-exec": map[string]any{"command": `[ -z "$BREAK" ]`}}
	}
	f.write(t, "synthesized/stacks/"+name+"/cdk.tf.json", marshal(t, map[string]any{
		"//":        map[string]any{synthesized.MetadataKey: metadata},
		"terraform": map[string]any{"backend": map[string]any{"local": map[string]any{}}},
		"resource":  map[string]any{"terraform_data": map[string]any{"value": resource}},
	}), 0o644)
}

var approved = deployment.Options{Approved: true, Parallel: 2}

// outcomes returns the outcome of each stack, in the order of deployment.
func outcomes(report deployment.Report) []string {
	var found []string
	for _, result := range report.Results {
		found = append(found, result.Stack+" "+string(result.Outcome))
	}
	return found
}

func wants(t *testing.T, what string, got, want []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestSeveralStacksAreDeployedInOrderAndResumedAfterAFailure(t *testing.T) {
	f := acme(t)
	environ := f.Environ
	f.Environ = slices.Concat(environ, []string{"BREAK=1"})
	report, err := f.Deploy(t.Context(), deployment.Selection{All: true}, approved)
	if err != nil {
		t.Fatalf("%v\n%s", err, f.out)
	}
	wants(t, "with staging broken", outcomes(report), []string{
		"state-stack deployed", "dev-stack deployed", "staging-stack failed", "production-stack skipped", "beta-stack deployed",
	})
	for _, words := range []string{
		"dev-stack: applying", "staging-stack: failed: terraform_data.value: local-exec provisioner error",
		"production-stack: skipped: a dependency failed: staging-stack",
		"Plan: 5 added, in 5 of 5 stacks",
	} {
		if !strings.Contains(f.out.String(), words) {
			t.Errorf("output does not contain %q:\n%s", words, f.out)
		}
	}
	if log := f.read("build/logs/staging-stack.log"); !strings.Contains(log, "local-exec provisioner error") || strings.Contains(log, `{"@level"`) {
		t.Errorf("log of staging: %s", log)
	}
	if result := report.Results[2]; result.Added != 1 || result.Seconds == 0 || !strings.HasPrefix(result.Error, "terraform_data.value: local-exec provisioner error") || strings.Contains(result.Error, "\n") {
		t.Errorf("staging: %+v", result)
	}

	f.Environ = environ
	report, err = f.Deploy(t.Context(), deployment.Selection{Resume: true}, approved)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "resumed", outcomes(report), []string{"staging-stack deployed", "production-stack deployed"})
	_, err = f.Deploy(t.Context(), deployment.Selection{Resume: true}, approved)
	says(t, err, "nothing to resume")
}

func TestResumingTakesWhatHasChangedSince(t *testing.T) {
	f := acme(t)
	environ := f.Environ
	f.Environ = slices.Concat(environ, []string{"BREAK=1"})
	if _, err := f.Deploy(t.Context(), deployment.Selection{System: "acme"}, approved); err != nil {
		t.Fatal(err)
	}
	f.Environ = environ
	f.acmeStack(t, "dev-stack", synthesized.Metadata{System: "acme", Role: synthesized.RoleEnvironment, Environment: "dev", Position: 1}, "2")
	report, err := f.Deploy(t.Context(), deployment.Selection{Resume: true}, approved)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "resumed", outcomes(report), []string{"dev-stack deployed", "staging-stack deployed", "production-stack deployed"})
}

func TestPlansAreSummedUpAndChangeNothing(t *testing.T) {
	f := acme(t)
	report, err := f.Plan(t.Context(), deployment.Selection{System: "beta"}, approved)
	if err != nil || !report.Planned() || report.Failures() != 0 {
		t.Errorf("%+v: %v", report, err)
	}
	report, err = f.Plan(t.Context(), deployment.Selection{Names: []string{"staging-stack", "dev-stack", "staging-stack"}}, approved)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "planned", outcomes(report), []string{"dev-stack planned", "staging-stack planned"})
	if state := f.read("cdktf.out/stacks/dev-stack/terraform.tfstate"); strings.Contains(state, "terraform_data") {
		t.Errorf("planning applied the plan: %s", state)
	}
	var text, table strings.Builder
	if err := report.WriteJSON(&text); err != nil {
		t.Fatal(err)
	}
	var read struct {
		Operation string
		Stacks    []struct{ Stack, Outcome string }
		Changes   []struct{ Stack string }
	}
	if err := json.Unmarshal([]byte(text.String()), &read); err != nil || read.Operation != "plan" || len(read.Stacks) != 2 || len(read.Changes) != 2 {
		t.Errorf("report as JSON: %s, error %v", text.String(), err)
	}
	if err := report.Write(&table); err != nil || !strings.Contains(table.String(), "STACK") || !strings.Contains(table.String(), "planned  1") {
		t.Errorf("report as a table: %s, error %v", table.String(), err)
	}
}

// TestATerminalIsLeftWithOneLineForEachStack reads the output to a pseudo-terminal.
func TestATerminalIsLeftWithOneLineForEachStack(t *testing.T) {
	f := acme(t)
	person, terminal, err := pty.Open()
	if err == nil {
		err = pty.Setsize(terminal, &pty.Winsize{Rows: 40, Cols: 120})
	}
	if err != nil {
		t.Fatal(err)
	}
	var shown strings.Builder
	read := make(chan struct{})
	go func() { defer close(read); _, _ = io.Copy(&shown, person) }()
	f.Out = terminal
	_, err = f.Plan(t.Context(), deployment.Selection{Names: []string{"dev-stack", "staging-stack"}}, approved)
	if err := errors.Join(err, terminal.Close()); err != nil {
		t.Fatal(err)
	}
	<-read
	_ = person.Close()
	lines := shown.String()
	if strings.Contains(lines, "dev-stack: planning") {
		t.Errorf("the terminal shows lines of a log: %q", lines)
	}
	for _, last := range []string{"dev-stack      planned", "staging-stack  planned"} {
		if !strings.Contains(lines, last) {
			t.Errorf("no line ends in %q: %q", last, lines)
		}
	}
}

func TestQuietRunsPrintBesideTheResult(t *testing.T) {
	f := acme(t)
	var result strings.Builder
	f.Out = &result
	if _, err := f.Plan(t.Context(), deployment.Selection{System: "beta"}, deployment.Options{Quiet: true}); err != nil {
		t.Fatal(err)
	}
	if result.Len() > 0 {
		t.Errorf("Out has more than the caller's result: %q", result.String())
	}
}

func TestInvalidSelectionsAreRefused(t *testing.T) {
	f := acme(t)
	for want, selection := range map[string]deployment.Selection{
		"which stacks?":                    {},
		"which stacks? Use exactly one of": {All: true, System: "acme"},
		`no stack "prodution-stack" (did you mean production-stack?)`:       {Names: []string{"prodution-stack"}},
		`no stack "dev" (did you mean dev-stack?)`:                          {Names: []string{"dev"}},
		`no system "acne" (did you mean acme?): the systems are beta, acme`: {System: "acne"},
		`"nowhere" is not a commit of this repository`:                      {ChangedSince: "nowhere"},
		`"--output=x" is not a commit of this repository`:                   {ChangedSince: "--output=x"},
	} {
		_, err := f.Plan(t.Context(), selection, approved)
		says(t, err, want)
	}
	_, err := f.Plan(t.Context(), deployment.Selection{Names: []string{"one-stack", "two-stack"}}, approved)
	says(t, err, `no stack "one-stack"`, `no stack "two-stack"`)
}

func TestPlaceholdersAreLeftOutUnlessTheirStackIsNamed(t *testing.T) {
	f := acme(t)
	f.write(t, "cdktf.json", `{"context": {"beta": {"accountId": "111111111111"}}}`, 0o644)
	f.acmeStack(t, "beta-stack", synthesized.Metadata{System: "beta", Role: synthesized.RoleEnvironment}, "111111111111")
	_, err := f.Plan(t.Context(), deployment.Selection{Names: []string{"dev-stack", "beta-stack"}}, approved)
	says(t, err, "beta-stack has placeholder settings")
	report, err := f.Plan(t.Context(), deployment.Selection{All: true}, approved)
	if err != nil || len(report.Results) != 4 {
		t.Errorf("outcomes are %v, error %v", outcomes(report), err)
	}
	if !strings.Contains(f.out.String(), "Left out because their settings are placeholders (name a stack to see which settings): beta-stack\n") {
		t.Errorf("the output does not name the stack that is left out: %s", f.out)
	}
}

// commits commits the project. It creates the repository if there is none.
func (f fixture) commits(t *testing.T, message string) {
	t.Helper()
	f.write(t, ".gitignore", "/cdktf.out/\n/build/\n*.log\n", 0o644)
	for _, arguments := range [][]string{
		{"init", "--quiet"}, {"add", "--all"},
		{"-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "--message", message},
	} {
		command := exec.Command("git", arguments...)
		command.Dir = f.Dir
		if printed, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", arguments, err, printed)
		}
	}
}

func TestChangedSinceSynthesizesThatCommit(t *testing.T) {
	f := acme(t)
	f.write(t, "cdktf.json", `{"app": "sh app.sh", "context": {}}`, 0o644)
	f.commits(t, "first")
	nothing, err := f.Plan(t.Context(), deployment.Selection{ChangedSince: "HEAD"}, approved)
	if err != nil || len(nothing.Results) != 0 {
		t.Errorf("planned without a change: %v, error %v", outcomes(nothing), err)
	}

	f.acmeStack(t, "staging-stack", synthesized.Metadata{System: "acme", Role: synthesized.RoleEnvironment, Environment: "staging", Position: 2}, "2")
	f.write(t, "synthesized/manifest.json", strings.Replace(f.read("synthesized/manifest.json"),
		`"beta-stack": {"synthesizedStackPath": "stacks/beta-stack/cdk.tf.json"}`, `"new-stack": {"synthesizedStackPath": "stacks/dev-stack/cdk.tf.json"}`, 1), 0o644)
	f.commits(t, "second")
	report, err := f.Plan(t.Context(), deployment.Selection{ChangedSince: "HEAD~1"}, approved)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "changed", outcomes(report), []string{"new-stack planned", "staging-stack planned", "beta-stack unchanged"})
	wants(t, "gone", report.Gone, []string{"beta-stack"})
	system, err := f.Plan(t.Context(), deployment.Selection{ChangedSince: "HEAD~1", System: "beta"}, approved)
	if err != nil || len(system.Results) != 1 {
		t.Errorf("outcomes of beta: %v, error %v", outcomes(system), err)
	}
	trees := exec.Command("git", "worktree", "list")
	trees.Dir = f.Dir
	if printed, err := trees.Output(); err != nil || strings.Count(string(printed), "\n") != 1 {
		t.Errorf("worktrees remain: %s, error %v", printed, err)
	}
	f.write(t, ".terraform.lock.hcl", "# another provider\n", 0o644)
	report, err = f.Plan(t.Context(), deployment.Selection{ChangedSince: "HEAD"}, approved)
	if err != nil || len(report.Results) != 5 {
		t.Errorf("planned with another lock file: %v, error %v", outcomes(report), err)
	}
}
