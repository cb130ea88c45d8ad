package deployment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"landform/internal/guardrails"
	"landform/internal/review"
	"landform/internal/schedule"
	"landform/internal/synthesized"
)

// Deploy plans all selected stacks, asks for approval of the plans, and applies exactly those plans, each after the
// stacks that it depends on. Stacks that were removed since a commit are reported, but not destroyed.
func (p *Project) Deploy(ctx context.Context, selection Selection, options Options) (Report, error) {
	p = p.quiet(options)
	found, err := p.choose(ctx, selection, p.checkApproval(options.Approved))
	if err != nil {
		return Report{}, err
	}
	gone := found.gone
	found.gone = nil
	b, remove, err := p.newBatch(found, options)
	if err != nil {
		return Report{}, err
	}
	defer remove()
	b.planAll(ctx)
	if err := b.approveAll(ctx); err != nil {
		if ctx.Err() != nil {
			err = errors.Join(err, p.remember(b.report("deploy")))
		}
		return b.report("deploy"), err
	}
	b.each(ctx, b.applicable(), b.apply)
	report := b.report("deploy")
	for _, stack := range gone {
		report.Gone = append(report.Gone, stack.Name)
	}
	return report, p.remember(report)
}

// applicable returns a task for each stack with changes or a failed plan, with its dependencies.
func (b *batch) applicable() []schedule.Task {
	var found []schedule.Task
	for _, task := range b.tasks {
		if b.results[task.Name].Outcome != Unchanged {
			found = append(found, task)
		}
	}
	return found
}

// approveAll asks for approval of all plans with changes. It returns an error for plans that would destroy data whose
// address moved.
func (b *batch) approveAll(ctx context.Context) error {
	var names []string
	var refused []error
	for _, task := range b.tasks {
		result := b.results[task.Name]
		for _, move := range result.review.Refused() {
			refused = append(refused, fmt.Errorf("%s: the plan destroys %s, which holds %s, and creates %s, which looks like the same resource at another address. "+
				"To keep the data, add this block to the stack; to destroy it, waive rule %q:\n%s", task.Name, move.From, move.HoldsData, move.To, guardrails.MovedData, move.Block()))
		}
		if result.Outcome == Planned {
			names = append(names, task.Name)
		}
	}
	if len(refused) > 0 {
		return errors.Join(refused...)
	}
	if len(names) == 0 || b.options.Approved {
		return context.Cause(ctx)
	}
	return b.project.confirm(ctx, fmt.Sprintf("%s.\nThese plans will be applied: %s.", review.Summary(b.reviews()), strings.Join(names, ", ")), "yes")
}

// apply applies the plan of one stack, and waits until the deployed resources work.
func (b *batch) apply(ctx context.Context, stack synthesized.Stack, result *Result) error {
	if result.Outcome != Planned {
		return fmt.Errorf("%s", result.Error) // planning failed; stacks that depend on this one are skipped
	}
	if err := b.planAgain(ctx, stack, result); err != nil {
		return err
	}
	b.step(stack.Name, "applying")
	if err := b.terraform(ctx, stack, "apply", "-input=false", b.planFile(stack.Name)); err != nil {
		return err
	}
	b.step(stack.Name, "waiting until the resources work")
	if err := b.project.verify(ctx, stack, review.Summary([]review.Stack{result.review})); err != nil {
		return err
	}
	result.Outcome = Deployed
	return nil
}

// planAgain plans a stack again if it reads outputs of a stack that was just deployed. It returns an error if the new
// plan differs from the approved one.
func (b *batch) planAgain(ctx context.Context, stack synthesized.Stack, result *Result) error {
	for _, other := range b.stacks {
		read := references(stack)
		if b.results[other.Name].Outcome != Deployed || !slices.Contains(read, place(other)) {
			continue
		}
		approved := review.Page([]review.Stack{result.review}, 0)
		if err := b.plan(ctx, stack, result); err != nil {
			return err
		}
		if review.Page([]review.Stack{result.review}, 0) != approved {
			result.Outcome = Planned
			return fmt.Errorf("the plan changed after %s was deployed: review it, and continue with --resume", other.Name)
		}
		return nil
	}
	return nil
}

// Output prints the outputs of the stack's last deployment.
func (p *Project) Output(ctx context.Context, name string, arguments ...string) error {
	stack, err := p.initialized(ctx, name)
	if err != nil {
		return err
	}
	return p.terraform(ctx, stack.Dir, "output", arguments...)
}
