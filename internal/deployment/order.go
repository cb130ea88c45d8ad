package deployment

import (
	"cmp"
	"slices"

	"landform/internal/schedule"
	"landform/internal/synthesized"
)

// tasks returns one task per stack, with the stacks that it depends on.
func tasks(stacks []synthesized.Stack) ([]schedule.Task, error) {
	stacks = slices.SortedStableFunc(slices.Values(stacks), func(a, b synthesized.Stack) int {
		one, other := a.Metadata(), b.Metadata()
		return cmp.Or(cmp.Compare(one.System, other.System), slices.Index(roles, one.Role)-slices.Index(roles, other.Role), one.Position-other.Position)
	})
	var found []schedule.Task
	for _, stack := range stacks {
		task := schedule.Task{Name: stack.Name}
		for _, other := range stacks {
			if comesAfter(stack.Metadata(), other.Metadata()) || slices.Contains(references(stack), place(other)) {
				task.After = append(task.After, other.Name)
			}
		}
		found = append(found, task)
	}
	return schedule.Order(found)
}

// comesAfter reports whether a stack is deployed after another one of its system: state first, then organization, then
// the CI stacks of the accounts, then the environments in the order of promotion.
func comesAfter(stack, other synthesized.Metadata) bool {
	if stack.System != other.System || stack.System == "" {
		return false
	}
	if stack.Role == synthesized.RoleEnvironment && other.Role == synthesized.RoleEnvironment {
		return stack.Position > other.Position
	}
	if other.Role == synthesized.RoleCI && other.Account != stack.Account {
		return false // the CI stack of another account
	}
	return slices.Index(roles, stack.Role) > slices.Index(roles, other.Role)
}

// roles are in the order of deployment.
var roles = []synthesized.Role{synthesized.RoleState, synthesized.RoleOrganization, synthesized.RoleCI, synthesized.RoleEnvironment}

// place returns the bucket and key of a stack's state.
func place(stack synthesized.Stack) string {
	backend := stack.Get("terraform.backend.s3")
	if !backend.Exists() {
		return ""
	}
	return backend.Get("bucket").String() + "/" + backend.Get("key").String()
}

// references returns the buckets and keys of the states that a stack reads outputs from.
// https://developer.hashicorp.com/terraform/language/state/remote-state-data
func references(stack synthesized.Stack) []string {
	var places []string
	for _, data := range stack.Get("data.terraform_remote_state").Map() {
		places = append(places, data.Get("config.bucket").String()+"/"+data.Get("config.key").String())
	}
	return places
}
