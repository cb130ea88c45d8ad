// Package schedule runs tasks that depend on each other: in order, side by side within a limit, and so that a failure stops
// what depends on it and nothing else.
package schedule

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Task is one thing to do, once what it comes after is done.
type Task struct {
	Name  string
	After []string // names of tasks; those that are not scheduled are taken for done
}

// Outcome is what became of a task.
type Outcome struct {
	Err     error  // of the task itself, or why it did not start
	Skipped bool   // it never started
	Because string // the task that failed, where one did
}

// ErrFailedBefore is why a task did not start that comes after one that failed.
var ErrFailedBefore = errors.New("something that it depends on failed")

// Order sorts tasks so that each stands behind what it comes after, and otherwise as they are given. The error names the
// tasks of a cycle.
func Order(tasks []Task) ([]Task, error) {
	var sorted []Task
	done := map[string]bool{}
	left := slices.Clone(tasks)
	for len(left) > 0 {
		at := slices.IndexFunc(left, func(task Task) bool {
			return !slices.ContainsFunc(task.After, func(name string) bool {
				return !done[name] && slices.ContainsFunc(left, func(other Task) bool { return other.Name == name })
			})
		})
		if at < 0 {
			var names []string
			for _, task := range left {
				names = append(names, task.Name)
			}
			return nil, fmt.Errorf("%s depend on each other", strings.Join(names, ", "))
		}
		done[left[at].Name] = true
		sorted = append(sorted, left[at])
		left = slices.Delete(left, at, at+1)
	}
	return sorted, nil
}

// Run does the work of every task, given in the order of Order, and returns what became of each, by its name. At most limit tasks run at a time, and
// those that are given first begin first. When the context ends, nothing more begins, and what runs is waited for.
func Run(ctx context.Context, tasks []Task, limit int, work func(ctx context.Context, name string) error) map[string]Outcome {
	r := run{outcomes: map[string]Outcome{}, waiting: slices.Clone(tasks), scheduled: map[string]bool{}}
	for _, task := range tasks {
		r.scheduled[task.Name] = true
	}
	type end struct {
		name string
		err  error
	}
	ended := make(chan end)
	running := 0
	for {
		for running < limit {
			next, ok := r.next(ctx)
			if !ok {
				break
			}
			running++
			go func() { ended <- end{next, work(ctx, next)} }()
		}
		if running == 0 {
			return r.outcomes
		}
		one := <-ended
		running--
		r.outcomes[one.name] = Outcome{Err: one.err}
	}
}

type run struct {
	outcomes  map[string]Outcome
	waiting   []Task
	scheduled map[string]bool // all tasks, by name
}

// next takes the first task that can begin. Before that, it strikes out those that never will.
func (r *run) next(ctx context.Context) (string, bool) {
	r.waiting = slices.DeleteFunc(r.waiting, func(task Task) bool {
		if ctx.Err() != nil {
			r.outcomes[task.Name] = Outcome{Err: context.Cause(ctx), Skipped: true}
			return true
		}
		for _, name := range task.After {
			if before, ok := r.outcomes[name]; ok && before.Err != nil {
				because := name
				if before.Because != "" {
					because = before.Because
				}
				r.outcomes[task.Name] = Outcome{Err: fmt.Errorf("%w: %s", ErrFailedBefore, because), Skipped: true, Because: because}
				return true
			}
		}
		return false
	})
	for index, task := range r.waiting {
		if slices.ContainsFunc(task.After, r.isOpen) {
			continue
		}
		r.waiting = slices.Delete(r.waiting, index, index+1)
		return task.Name, true
	}
	return "", false
}

// isOpen tells whether a task is scheduled and not done.
func (r *run) isOpen(name string) bool {
	_, done := r.outcomes[name]
	return r.scheduled[name] && !done
}
