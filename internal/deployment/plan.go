package deployment

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"

	"landform/internal/guardrails"
	"landform/internal/review"
	"landform/internal/schedule"
	"landform/internal/synthesized"
)

// Plan shows what a deployment of the selected stacks would change. It plans them in parallel. For stacks that were
// removed since a commit, it plans the destruction.
func (p *Project) Plan(ctx context.Context, selection Selection, options Options) (Report, error) {
	p = p.quiet(options)
	found, err := p.choose(ctx, selection)
	if err != nil {
		return Report{}, err
	}
	b, remove, err := p.newBatch(found, options)
	if err != nil {
		return Report{}, err
	}
	defer remove()
	b.planAll(ctx)
	return b.report("plan"), nil
}

// quiet returns the project with Out replaced by Err if the options reserve Out for the caller.
func (p *Project) quiet(options Options) *Project {
	if !options.Quiet {
		return p
	}
	other := *p
	other.Out = p.Err
	return &other
}

// planAll plans every stack of the batch.
func (b *batch) planAll(ctx context.Context) {
	free := make([]schedule.Task, len(b.tasks))
	for index, task := range b.tasks {
		free[index] = schedule.Task{Name: task.Name}
	}
	b.each(ctx, free, b.plan)
	if len(b.stacks) > 1 {
		b.project.say("\n%s", review.Plain(review.Page(b.reviews(), 0)))
	}
}

// reviews returns a summary of each plan, in the order of deployment.
func (b *batch) reviews() []review.Stack {
	var reviews []review.Stack
	for _, task := range b.tasks {
		read := b.results[task.Name].review
		read.Name, read.Errored = task.Name, b.results[task.Name].Outcome == Failed
		reviews = append(reviews, read)
	}
	return reviews
}

// planFile returns the path of the stack's plan, which exists until the run ends.
func (b *batch) planFile(name string) string { return filepath.Join(b.folder, name+".tfplan") }

// plan plans one stack.
func (b *batch) plan(ctx context.Context, stack synthesized.Stack, result *Result) error {
	b.step(stack.Name, "initializing")
	if err := b.terraform(ctx, stack, "init", b.project.initArguments(stack)...); err != nil {
		return err
	}
	b.step(stack.Name, "planning")
	arguments := []string{"-input=false", "-detailed-exitcode", "-out=" + b.planFile(stack.Name)}
	if b.gone[stack.Name] {
		arguments = append(arguments, "-destroy")
	}
	err := b.terraform(ctx, stack, "plan", append(arguments, b.options.Arguments...)...)
	if err != nil && !isChanges(ctx, err) {
		return err
	}
	changes := err != nil
	if result.config, err = configSum(stack); err != nil {
		return err
	}
	if result.review, err = b.project.review(ctx, stack, b.planFile(stack.Name)); err != nil {
		return err
	}
	result.Outcome = Unchanged
	if changes {
		result.Outcome = Planned
	}
	result.Added, result.Changed = result.review.Count(review.Create), result.review.Count(review.Update)
	result.Replaced, result.Destroyed = result.review.Count(review.Replace), result.review.Count(review.Destroy)
	return nil
}

// isChanges reports whether the error is exit code 2 of terraform plan, which means that the plan has changes.
// https://developer.hashicorp.com/terraform/cli/commands/plan#detailed-exitcode
func isChanges(ctx context.Context, err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit) && exit.ExitCode() == 2 && ctx.Err() == nil
}

// review summarizes a saved plan.
func (p *Project) review(ctx context.Context, stack synthesized.Stack, plan string) (review.Stack, error) {
	var text, problem strings.Builder
	command := p.command(ctx, stack.Dir, p.Engine.String(), "show", "-json", plan)
	command.Stdout, command.Stderr = &text, &problem
	if err := run(ctx, command, p.Engine.String()+" show"); err != nil {
		return review.Stack{}, fmt.Errorf("%w: %s", err, problem.String())
	}
	return Review(stack, []byte(text.String()))
}

// Review summarizes a plan of a stack, with the waivers in the stack's JSON. The text is the output of terraform show
// -json.
func Review(stack synthesized.Stack, text []byte) (review.Stack, error) {
	read, err := review.Read(stack.Name, text)
	if err != nil {
		return review.Stack{}, err
	}
	metadata := stack.Metadata()
	read.Environment, read.Account = metadata.Environment, metadata.Account
	return read, waive(&read, stack)
}

// waive applies the waivers in the stack's JSON.
func waive(read *review.Stack, stack synthesized.Stack) error {
	waivers, err := guardrails.WaiversOf(stack)
	if err != nil {
		return err
	}
	for _, waiver := range waivers {
		if waiver.Rule == guardrails.MovedData {
			read.Waive(waiver.Finding, waiver.Reason)
		}
	}
	return nil
}
