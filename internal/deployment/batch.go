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

// Options configure a plan, a deployment or a destruction.
type Options struct {
	Approved  bool     // do not ask for approval
	Parallel  int      // number of Terraform processes that run at the same time
	Arguments []string // for terraform plan
	Destroys  bool     // the plan to save is that of the stack's destruction
	At        string   // commit of the stack to destroy; empty for the project's present version
	Quiet     bool     // reserve Out for the caller's result, and write everything else to Err
}

// batch is one run over several stacks.
type batch struct {
	project  *Project
	options  Options
	stacks   map[string]synthesized.Stack
	gone     map[string]bool // removed stacks, which are planned for destruction
	tasks    []schedule.Task // in the order of deployment
	progress *progress       // nil if the run has one stack only, whose Terraform writes to Out itself
	folder   string          // holds the plans; readable by its owner only, because plans contain secrets

	mutex   sync.Mutex
	results map[string]*Result
}

// newBatch prepares a run over the chosen stacks. The returned function removes the saved plans.
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

// each runs work for every task in the order of dependencies, in parallel where possible, and records the outcomes.
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
		start := time.Now()
		result := b.results[name]
		err := work(ctx, b.stacks[name], result)
		b.mutex.Lock()
		defer b.mutex.Unlock()
		result.Seconds += time.Since(start).Seconds()
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

// end records the outcome of a stack's work.
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

// step reports the progress of a stack, if the run has several stacks.
func (b *batch) step(name, text string) {
	if b.progress != nil {
		b.progress.step(name, text)
	}
}

// terraform runs Terraform for a stack. If the run has one stack, Terraform's output goes to the terminal; otherwise it
// goes to a log file for each stack.
func (b *batch) terraform(ctx context.Context, stack synthesized.Stack, verb string, arguments ...string) error {
	if b.progress == nil {
		return b.project.terraform(ctx, stack.Dir, verb, arguments...)
	}
	log, err := b.log(stack.Name)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	read := &stream{log: log, total: b.results[stack.Name].total(), detail: func(detail string) { b.progress.detail(stack.Name, detail) }}
	if verb != "init" {
		arguments = append([]string{"-json"}, arguments...)
	} else {
		arguments = append([]string{"-no-color"}, arguments...)
	}
	command := b.project.command(ctx, stack.Dir, b.project.Engine.String(), append([]string{verb}, arguments...)...)
	command.Stdout, command.Stderr = read, read
	err = run(ctx, command, b.project.Engine.String()+" "+verb)
	if problem := read.problem(); err != nil && problem != "" && ctx.Err() == nil {
		return &explainedError{err, problem}
	}
	return err
}

// explainedError is an error of a Terraform process, with Terraform's own explanation as its text.
type explainedError struct {
	error
	text string
}

func (e *explainedError) Error() string { return e.text }

func (e *explainedError) Unwrap() error { return e.error }

// logFolder holds Terraform's output of runs over several stacks.
const logFolder = "build/logs"

// log opens a stack's log file. The file may contain secrets, so only its owner may read it.
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

// total is the number of changes in the stack's plan; a replacement counts as two.
func (r *Result) total() int { return r.Added + r.Changed + 2*r.Replaced + r.Destroyed }

// report returns the outcomes of all stacks, in the order of deployment.
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
