// Package jobs lists the CI jobs for synthesized stacks, with the inputs of each. Everything comes from the stacks'
// metadata, so that a new environment gets its job automatically.
package jobs

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"landform/internal/synthesized"
)

// Job is one stack in CI.
type Job struct {
	Stack string `json:"stack"`
	synthesized.CI
	Region    string `json:"region"`
	LockTable string `json:"lockTable"` // ARN; empty if the state is locked with a file in its bucket
}

// System holds the jobs of a system's environments, in the order in which changes are deployed to them.
type System struct {
	Name string `json:"system"`
	Jobs []Job  `json:"jobs"`
}

// All returns the jobs of every stack, sorted by name, except the organization's: no CI role can reach its account. The
// error names a stack of any other account without CI roles.
func All(stacks []synthesized.Stack) ([]Job, error) {
	var jobs []Job
	for _, stack := range stacks {
		if stack.Metadata().Role == synthesized.RoleOrganization {
			continue
		}
		job, err := jobOf(stack)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, job)
	}
	return jobs, nil
}

// Changed returns the stacks that are new or whose JSON has changed.
func Changed(before, after []synthesized.Stack) []synthesized.Stack {
	same := func(stack synthesized.Stack) bool {
		return slices.ContainsFunc(before, func(old synthesized.Stack) bool {
			return old.Name == stack.Name && bytes.Equal(old.JSON, stack.JSON)
		})
	}
	return slices.DeleteFunc(slices.Clone(after), same)
}

// Gone returns the stacks that no longer exist.
func Gone(before, after []synthesized.Stack) []synthesized.Stack {
	return slices.DeleteFunc(slices.Clone(before), func(stack synthesized.Stack) bool {
		return slices.ContainsFunc(after, func(other synthesized.Stack) bool { return other.Name == stack.Name })
	})
}

// Promoted returns the systems whose environments CI deploys.
func Promoted(stacks []synthesized.Stack) ([]System, error) {
	promoted := slices.DeleteFunc(slices.Clone(stacks), func(stack synthesized.Stack) bool {
		return stack.Metadata().Role != synthesized.RoleEnvironment
	})
	slices.SortStableFunc(promoted, func(a, b synthesized.Stack) int {
		return cmp.Or(
			cmp.Compare(a.Metadata().System, b.Metadata().System),
			cmp.Compare(a.Metadata().Position, b.Metadata().Position),
		)
	})
	var systems []System
	for _, stack := range promoted {
		job, err := jobOf(stack)
		if err != nil {
			return nil, err
		}
		name := stack.Metadata().System
		if last := len(systems) - 1; last < 0 || systems[last].Name != name {
			systems = append(systems, System{Name: name})
		}
		systems[len(systems)-1].Jobs = append(systems[len(systems)-1].Jobs, job)
	}
	return systems, nil
}

// jobOf returns the job of a stack. It returns an error if the stack's account has no stack with CI roles among the
// synthesized ones: its job would fail at the first step.
func jobOf(stack synthesized.Stack) (Job, error) {
	metadata := stack.Metadata()
	if metadata.CI == nil {
		return Job{}, fmt.Errorf("stack %s: CI cannot reach account %s: the metadata of the stack has no CI roles", stack.Name, metadata.Account)
	}
	return Job{Stack: stack.Name, CI: *metadata.CI, Region: metadata.Region, LockTable: metadata.LockTable}, nil
}
