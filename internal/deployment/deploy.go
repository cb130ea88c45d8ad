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

// Deploy changes the resources of stacks to what the project says: it plans them all, has a person approve the plans, and
// applies exactly those, each once what it depends on is deployed. Stacks that a commit has and the project has no longer
// are named, and not destroyed.
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

// applicable are the stacks whose plans are there to be applied, or have failed, with what they come after.
func (b *batch) applicable() []schedule.Task {
	var found []schedule.Task
	for _, task := range b.tasks {
		if b.results[task.Name].Outcome != Unchanged {
			found = append(found, task)
		}
	}
	return found
}

// approveAll has a person approve all plans that change something. It returns an error for moves that must not be applied.
func (b *batch) approveAll(ctx context.Context) error {
	var names []string
	var refused []error
	for _, task := range b.tasks {
		result := b.results[task.Name]
		for _, move := range result.review.Refused() {
			refused = append(refused, fmt.Errorf("%s: %s is destroyed and %s, which is like it, is added: it holds %s. "+
				"Add this to the stack, or a waiver of rule %q:\n%s", task.Name, move.From, move.To, move.HoldsData, guardrails.MovedData, move.Block()))
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

// apply applies the plan of one stack, and waits until what it deployed works.
func (b *batch) apply(ctx context.Context, stack synthesized.Stack, result *Result) error {
	if result.Outcome != Planned {
		return fmt.Errorf("%s", result.Error) // it could not be planned, and what depends on it is skipped
	}
	if err := b.planAgain(ctx, stack, result); err != nil {
		return err
	}
	b.step(stack.Name, "applying")
	if err := b.terraform(ctx, stack, "apply", "-input=false", b.planFile(stack.Name)); err != nil {
		return err
	}
	b.step(stack.Name, "waiting until it works")
	if err := b.project.verify(ctx, stack, review.Summary([]review.Stack{result.review})); err != nil {
		return err
	}
	result.Outcome = Deployed
	return nil
}

// planAgain plans a stack once more that reads outputs of another one that was deployed meanwhile. It returns an error if
// the plan has become another one than was approved.
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
			return fmt.Errorf("the plan has changed since %s was deployed: review it, and go on with --resume", other.Name)
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
