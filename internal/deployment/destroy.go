package deployment

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"landform/internal/synthesized"
)

// Destroy destroys the stack's resources. Outside development, a person types the stack's name first.
func (p *Project) Destroy(ctx context.Context, name string, options Options) error {
	stack, err := p.prepare(ctx, name, p.checkApproval(options.Approved))
	if err != nil {
		return err
	}
	if stack.Metadata().Stage != synthesized.Development {
		if err := p.confirm(ctx, fmt.Sprintf("This destroys %s and everything in it.", stack.Name), stack.Name); err != nil {
			return err
		}
	}
	if err := p.initialize(ctx, stack); err != nil {
		return err
	}
	return p.planAndApply(ctx, stack, options.Approved, append([]string{"-destroy"}, options.Arguments...))
}

// planAndApply plans with more arguments, has a person approve the plan and applies exactly that one.
func (p *Project) planAndApply(ctx context.Context, stack synthesized.Stack, approved bool, arguments []string) error {
	folder, err := os.MkdirTemp("", "landform-plan-") // that its owner alone may read: a plan holds secrets
	if err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	plan := filepath.Join(folder, "tfplan")
	err = p.terraform(ctx, stack.Dir, "plan", append([]string{"-input=false", "-detailed-exitcode", "-out=" + plan}, arguments...)...)
	if err == nil || !isChanges(ctx, err) {
		return err
	}
	if !approved {
		if err := p.confirm(ctx, fmt.Sprintf("This plan of %s will be applied.", stack.Name), "yes"); err != nil {
			return err
		}
	}
	return p.terraform(ctx, stack.Dir, "apply", "-input=false", plan)
}

// TakeApproval takes the approval out of what is handed on to Terraform, as this program and as Terraform write it.
func TakeApproval(arguments []string) (rest []string, approved bool) {
	rest = slices.DeleteFunc(slices.Clone(arguments), func(argument string) bool {
		return argument == "--auto-approve" || argument == "-auto-approve"
	})
	return rest, len(rest) < len(arguments)
}

// checkApproval returns an error where a person is to approve and nobody can answer.
func (p *Project) checkApproval(approved bool) error {
	if approved || p.interactive() {
		return nil
	}
	return errors.New("nobody can approve, the input is no terminal: " +
		"review and apply a saved plan (make plan-file), or approve before (ARGS=--auto-approve)")
}
