package jobs_test

import (
	"encoding/json"
	"strings"
	"testing"

	"landform/internal/jobs"
	"landform/internal/synthesized"

	"github.com/google/go-cmp/cmp"
)

// stacks are those of one system: two environments, each in its own account, and the state in a third account.
func stacks() []synthesized.Stack {
	stack := func(name string, metadata synthesized.Metadata) synthesized.Stack {
		metadata.System, metadata.Region = "acme", "eu-west-1"
		text, err := json.Marshal(map[string]any{"//": map[string]any{synthesized.MetadataKey: metadata}})
		if err != nil {
			panic(err)
		}
		return synthesized.Stack{Name: name, JSON: text}
	}
	environment := func(position int, ci *synthesized.CI) synthesized.Metadata {
		return synthesized.Metadata{Role: synthesized.RoleEnvironment, Account: "111111111111", Position: position, CI: ci, LockTable: "locks"}
	}
	return []synthesized.Stack{
		stack("a-stack", environment(20, ci("a", "landform-apply"))),
		stack("b-stack", environment(10, ci("b", "landform-apply"))),
		stack("state-stack", synthesized.Metadata{Role: synthesized.RoleState, CI: ci("state", "")}),
	}
}

func ci(environment, applyRole string) *synthesized.CI {
	return &synthesized.CI{Environment: environment, PlanRole: "landform-plan", ApplyRole: applyRole, Plans: "s3://states/plans/"}
}

func TestEveryStackIsAJob(t *testing.T) {
	all, err := jobs.All(stacks())
	if err != nil {
		t.Fatal(err)
	}
	byStack := map[string]jobs.Job{}
	for _, job := range all {
		byStack[job.Stack] = job
	}
	if len(byStack) != 3 {
		t.Errorf("%d jobs, want 3", len(byStack))
	}
	want := jobs.Job{Stack: "a-stack", CI: *ci("a", "landform-apply"), Region: "eu-west-1", LockTable: "locks"}
	if diff := cmp.Diff(want, byStack["a-stack"]); diff != "" {
		t.Errorf("job of a-stack (-want +got):\n%s", diff)
	}
	if got := byStack["state-stack"].ApplyRole; got != "" {
		t.Errorf("state-stack has the apply role %s, want none", got)
	}
}

func TestEnvironmentsAreDeployedInTheirOrder(t *testing.T) {
	systems, err := jobs.Promoted(stacks())
	if err != nil {
		t.Fatal(err)
	}
	if len(systems) != 1 || systems[0].Name != "acme" || len(systems[0].Jobs) != 2 {
		t.Fatalf("systems are %+v, want acme with two jobs", systems)
	}
	if systems[0].Jobs[0].Stack != "b-stack" || systems[0].Jobs[1].Stack != "a-stack" {
		t.Errorf("order is %s, %s, want b-stack first", systems[0].Jobs[0].Stack, systems[0].Jobs[1].Stack)
	}
}

func TestChangedReturnsOnlyChangedStacks(t *testing.T) {
	before, after := stacks(), stacks()
	after[0].JSON = []byte(strings.Replace(string(after[0].JSON), "eu-west-1", "eu-west-2", 1))
	before = before[:2] // the last one is new
	var names []string
	for _, stack := range jobs.Changed(before, after) {
		names = append(names, stack.Name)
	}
	if diff := cmp.Diff([]string{"a-stack", "state-stack"}, names); diff != "" {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
}

func TestStackWithoutCIRolesIsRejected(t *testing.T) {
	alone := synthesized.Stack{Name: "c-stack", JSON: []byte(`{"//": {"landform": {"role": "environment", "account": "444444444444"}}}`)}
	for name, list := range map[string]func([]synthesized.Stack) error{
		"All":      func(stacks []synthesized.Stack) error { _, err := jobs.All(stacks); return err },
		"Promoted": func(stacks []synthesized.Stack) error { _, err := jobs.Promoted(stacks); return err },
	} {
		if err := list(append(stacks(), alone)); err == nil || !strings.Contains(err.Error(), "stack c-stack: CI cannot reach account 444444444444") {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}
