package terraform_test

import (
	"path/filepath"
	"testing"

	"landform/internal/engine"

	"github.com/hashicorp/terraform-exec/tfexec"
)

// TestEjectedStacksHaveAnEmptyPlanOverTheirState plans what is ejected, with other names, over a state as an apply of
// what is synthesized leaves it. Terraform makes up what AWS would have answered.
func TestEjectedStacksHaveAnEmptyPlanOverTheirState(t *testing.T) {
	some := covering()
	resources, err := applied(t.Context(), filepath.Join(scratch, "mock"), some)
	if err != nil {
		t.Fatal(err)
	}
	state, err := stateOf(resources, planned(t, engine.Terraform, asJSON))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(scratch, "state")
	if err := writeRoot(dir, named, some); err != nil {
		t.Fatal(err)
	}
	if err := save(filepath.Join(dir, "terraform.tfstate"), state); err != nil {
		t.Fatal(err)
	}
	found, err := planIn(t.Context(), engine.Terraform, dir, tfexec.Refresh(false))
	if err != nil {
		t.Fatal(err)
	}
	for _, stack := range some {
		t.Run(stack.Name, func(t *testing.T) {
			changes := found.stacks[stack.Name].Changes
			if len(changes) != len(stack.Resources) {
				t.Errorf("the plan has %d resources, the state %d", len(changes), len(stack.Resources))
			}
			for address, change := range changes {
				if _, before := of(change.PreviousAddress); before == "" {
					t.Errorf("%s is not moved", address)
				}
				if !change.Change.Actions.NoOp() {
					t.Errorf("%s: the plan is to %v:\n%s", address, change.Change.Actions, difference(change.Change))
				}
			}
		})
	}
}
