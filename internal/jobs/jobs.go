// Package jobs says which jobs CI runs for synthesized stacks, and what each of them has to know. All of it comes from the
// stacks' metadata, so that a new environment is a new job without anything else being changed.
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
	LockTable string `json:"lockTable"` // ARN; empty where files lock
}

// System is the jobs of one system's environments, in the order in which a change reaches them.
type System struct {
	Name string `json:"system"`
	Jobs []Job  `json:"jobs"`
}

// All returns the jobs of every stack, in the order of their names, but of the organization's: no job gets into its account.
// The error names another stack whose account lets no job in.
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

// Changed returns the stacks that are new or whose JSON is not what it was before.
func Changed(before, after []synthesized.Stack) []synthesized.Stack {
	same := func(stack synthesized.Stack) bool {
		return slices.ContainsFunc(before, func(old synthesized.Stack) bool {
			return old.Name == stack.Name && bytes.Equal(old.JSON, stack.JSON)
		})
	}
	return slices.DeleteFunc(slices.Clone(after), same)
}

// Gone returns the stacks that there were before and are no longer.
func Gone(before, after []synthesized.Stack) []synthesized.Stack {
	return slices.DeleteFunc(slices.Clone(before), func(stack synthesized.Stack) bool {
		return slices.ContainsFunc(after, func(other synthesized.Stack) bool { return other.Name == stack.Name })
	})
}

// Promoted returns the systems whose environments jobs deploy.
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

// jobOf returns the job of a stack. It refuses a stack whose account has no stack of CI roles among those that were
// written: its job would fail at the first step.
func jobOf(stack synthesized.Stack) (Job, error) {
	metadata := stack.Metadata()
	if metadata.CI == nil {
		return Job{}, fmt.Errorf("stack %s: account %s lets no job in: its metadata has no roles of CI", stack.Name, metadata.Account)
	}
	return Job{Stack: stack.Name, CI: *metadata.CI, Region: metadata.Region, LockTable: metadata.LockTable}, nil
}
