package deployment

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"landform/internal/schedule"
	"landform/internal/synthesized"
)

// Options are what a plan or a deployment is told beside its stacks.
type Options struct {
	Approved  bool     // nobody is asked
	Parallel  int      // how many Terraforms run at a time
	Arguments []string // of terraform plan
	At        string   // commit whose stack is destroyed; empty for the project as it is
	Quiet     bool     // Out is for what the caller writes, and everything else goes to Err
}

// batch is one run over stacks.
type batch struct {
	project  *Project
	options  Options
	stacks   map[string]synthesized.Stack
	gone     map[string]bool // stacks that are to be destroyed
	tasks    []schedule.Task // in their order
	progress *progress       // nil where one stack alone speaks for itself
	folder   string          // of the plans, which its owner alone may read: they hold secrets

	mutex   sync.Mutex
	results map[string]*Result
}

// newBatch prepares a run over what was chosen. The function that it returns removes the plans.
func (p *Project) newBatch(found chosen, options Options) (*batch, func(), error) {
	all := slices.Concat(found.stacks, found.gone)
	ordered, err := tasks(all)
	if err != nil {
		return nil, nil, err
	}
	folder, err := os.MkdirTemp("", "landform-plans-")
	if err != nil {
		return nil, nil, fmt.Errorf("plans: %w", err)
	}
	b := &batch{
		project: p, options: options, tasks: ordered, folder: folder,
		stacks: map[string]synthesized.Stack{}, gone: map[string]bool{}, results: map[string]*Result{},
	}
	for _, stack := range all {
		b.stacks[stack.Name] = stack
		b.results[stack.Name] = &Result{Stack: stack.Name}
	}
	for _, stack := range found.gone {
		b.gone[stack.Name] = true
	}
	return b, func() { _ = os.RemoveAll(folder) }, nil
}

// each does some work for stacks, in their order or side by side, and notes what becomes of them.
func (b *batch) each(ctx context.Context, tasks []schedule.Task, work func(ctx context.Context, stack synthesized.Stack, result *Result) error) {
	if len(b.stacks) > 1 {
		var names []string
		for _, task := range tasks {
			names = append(names, task.Name)
		}
		b.progress = newProgress(b.project.Out, names)
		defer b.progress.end()
	}
	outcomes := schedule.Run(ctx, tasks, max(b.options.Parallel, 1), func(ctx context.Context, name string) error {
		begun := time.Now()
		result := b.results[name]
		err := work(ctx, b.stacks[name], result)
		b.mutex.Lock()
		defer b.mutex.Unlock()
		result.Seconds += time.Since(begun).Seconds()
		b.end(ctx, result, err)
		return err
	})
	for name, outcome := range outcomes {
		if outcome.Skipped {
			result := b.results[name]
			result.Outcome, result.Error = Skipped, outcome.Err.Error()
			if !errors.Is(outcome.Err, schedule.ErrFailedBefore) {
				result.Outcome = Interrupted
			}
			b.step(name, fmt.Sprintf("%s: %s", result.Outcome, result.Error))
		}
	}
}

// end notes the end of a stack's work.
func (b *batch) end(ctx context.Context, result *Result, err error) {
	if err != nil {
		result.Outcome, result.Error = Failed, oneLine("", err.Error(), "")
		if ctx.Err() != nil {
			result.Outcome = Interrupted
		}
		b.step(result.Stack, fmt.Sprintf("%s: %s", result.Outcome, result.Error))
		return
	}
	b.step(result.Stack, string(result.Outcome))
}

// step says how far a stack is, where several run.
func (b *batch) step(name, text string) {
	if b.progress != nil {
		b.progress.step(name, text)
	}
}

// terraform runs Terraform for a stack: one stack alone as it is, for a person to read, and several with their text in a
// log each.
func (b *batch) terraform(ctx context.Context, stack synthesized.Stack, verb string, arguments ...string) error {
	if b.progress == nil {
		return b.project.terraform(ctx, stack.Dir, verb, arguments...)
	}
	log, err := b.log(stack.Name)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	read := &stream{log: log, total: b.results[stack.Name].total(), told: func(detail string) { b.progress.detail(stack.Name, detail) }}
	if verb != "init" {
		arguments = append([]string{"-json"}, arguments...)
	} else {
		arguments = append([]string{"-no-color"}, arguments...)
	}
	command := b.project.command(ctx, stack.Dir, b.project.Engine.String(), append([]string{verb}, arguments...)...)
	command.Stdout, command.Stderr = read, read
	err = run(ctx, command, b.project.Engine.String()+" "+verb)
	if problem := read.problem(); err != nil && problem != "" && ctx.Err() == nil {
		return &saidError{err, problem}
	}
	return err
}

// saidError is an error that Terraform explained.
type saidError struct {
	error
	said string
}

func (e *saidError) Error() string { return e.said }

func (e *saidError) Unwrap() error { return e.error }

// logFolder is where Terraform's text of a run over several stacks is.
const logFolder = "build/logs"

// log opens a stack's log for what comes next. It is as secret as a plan.
func (b *batch) log(name string) (*os.File, error) {
	file := filepath.Join(b.project.Dir, logFolder, name+".log")
	flags := os.O_APPEND
	if b.results[name].Log == "" {
		flags = os.O_TRUNC
	}
	b.results[name].Log = filepath.Join(logFolder, name+".log")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, fmt.Errorf("log: %w", err)
	}
	return os.OpenFile(file, os.O_CREATE|os.O_WRONLY|flags, 0o600)
}

// total is how many resources the stack's plan touches.
func (r *Result) total() int { return r.Added + r.Changed + 2*r.Replaced + r.Destroyed }

// report is what became of all stacks, in their order.
func (b *batch) report(operation string) Report {
	report := Report{Operation: operation}
	for _, task := range b.tasks {
		result := *b.results[task.Name]
		report.Results = append(report.Results, result)
		if result.review.Name != "" {
			report.Changes = append(report.Changes, result.review)
		}
		if b.gone[task.Name] {
			report.Gone = append(report.Gone, task.Name)
		}
	}
	return report
}
