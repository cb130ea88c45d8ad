package terraform_test

import (
	"testing"

	"landform/internal/engine"
	"landform/internal/synthesized"
)

func TestTerraformPlansEveryStack(t *testing.T) {
	plans := planned(t, engine.Terraform, asJSON)
	for _, stack := range stacks {
		t.Run(stack.Name, func(t *testing.T) {
			creates(t, stack, plans.stacks[stack.Name])
			tagged(t, stack, plans.stacks[stack.Name])
		})
	}
}

func creates(t *testing.T, stack synthesized.Stack, plan plan) {
	t.Helper()
	if len(plan.Changes) != len(stack.Resources) {
		t.Errorf("the plan has %d resources, but the stack %d", len(plan.Changes), len(stack.Resources))
	}
	for address, change := range plan.Changes {
		if !change.Change.Actions.Create() {
			t.Errorf("%s: the planned actions are %v, want a creation", address, change.Change.Actions)
		}
	}
	if want := len(stack.Get("output").Map()); len(plan.Outputs) != want {
		t.Errorf("the plan has %d outputs, but the stack %d", len(plan.Outputs), want)
	}
}

// tagged checks the tags that the provider will send: every resource with tags has a name and the common tags of the stack, which
// its own tags may override.
func tagged(t *testing.T, stack synthesized.Stack, plan plan) {
	t.Helper()
	common := stack.Get("provider.aws.0.default_tags.0.tags").Map()
	for address, change := range plan.Changes {
		after, _ := change.Change.After.(map[string]any)
		all, takesTags := after["tags_all"]
		if !takesTags {
			continue
		}
		tags, _ := all.(map[string]any)
		own, _ := after["tags"].(map[string]any)
		if tags["Name"] == nil {
			t.Errorf("%s has no Name tag", address)
		}
		for key, value := range common {
			if own[key] == nil && tags[key] != value.String() {
				t.Errorf("%s: the tag %s is %v, want %s", address, key, tags[key], value)
			}
		}
	}
}
