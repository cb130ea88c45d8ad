// Package schedule runs tasks that depend on each other: in order, and in parallel up to a limit. After a failure, only
// the tasks that depend on the failed one are skipped.
package schedule

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Task is a unit of work that starts once the tasks that it depends on are done.
type Task struct {
	Name  string
	After []string // names of tasks that it depends on; unscheduled ones count as done
}

// Outcome is the result of a task.
type Outcome struct {
	Err     error  // of the task itself, or why it did not start
	Skipped bool   // it never started
	Because string // name of the failed task that it depends on, if it was skipped for that
}

// ErrFailedBefore is the error of a task that did not start since a task that it depends on failed.
var ErrFailedBefore = errors.New("a dependency failed")

// Order sorts tasks so that each comes after the tasks that it depends on, and otherwise keeps their order. The error
// names the tasks of a cycle.
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

// Run does the work of every task, sorted by Order, and returns the outcome of each by its name. At most limit tasks
// run at a time, and earlier ones start first. When the context ends, no further task starts, and Run waits for those
// that run.
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

// next removes and returns the first task that can start. Before that, it skips those that never can.
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

// isOpen reports whether a task is scheduled and not done.
func (r *run) isOpen(name string) bool {
	_, done := r.outcomes[name]
	return r.scheduled[name] && !done
}
