package terraform_test

import (
	"path/filepath"
	"testing"

	"landform/internal/engine"

	"github.com/hashicorp/terraform-exec/tfexec"
)

// TestEjectedStacksHaveAnEmptyPlanWithTheExistingState plans ejected stacks, with readable names, with the state that an apply of
// the synthesized stacks would leave. Terraform's mock providers generate the values that AWS would return.
func TestEjectedStacksHaveAnEmptyPlanWithTheExistingState(t *testing.T) {
	selected := covering()
	resources, err := applied(t.Context(), filepath.Join(scratch, "mock"), selected)
	if err != nil {
		t.Fatal(err)
	}
	state, err := stateOf(resources, planned(t, engine.Terraform, asJSON))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(scratch, "state")
	if err := writeRoot(dir, named, selected); err != nil {
		t.Fatal(err)
	}
	if err := save(filepath.Join(dir, "terraform.tfstate"), state); err != nil {
		t.Fatal(err)
	}
	found, err := planIn(t.Context(), engine.Terraform, dir, tfexec.Refresh(false))
	if err != nil {
		t.Fatal(err)
	}
	for _, stack := range selected {
		t.Run(stack.Name, func(t *testing.T) {
			changes := found.stacks[stack.Name].Changes
			if len(changes) != len(stack.Resources) {
				t.Errorf("the plan has %d resources, but the stack %d", len(changes), len(stack.Resources))
			}
			for address, change := range changes {
				if _, before := of(change.PreviousAddress); before == "" {
					t.Errorf("%s: not moved", address)
				}
				if !change.Change.Actions.NoOp() {
					t.Errorf("%s: the planned actions are %v, want none:\n%s", address, change.Change.Actions, difference(change.Change))
				}
			}
		})
	}
}
