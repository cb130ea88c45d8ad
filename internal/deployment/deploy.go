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

// Diff shows what a deployment of the stack would change. The arguments are terraform plan's.
func (p *Project) Diff(ctx context.Context, name string, arguments ...string) error {
	stack, err := p.initialized(ctx, name)
	if err != nil {
		return err
	}
	return p.terraform(ctx, stack.Dir, "plan", append([]string{"-input=false"}, arguments...)...)
}

// Deploy changes the stack's resources to what the project says, once a person has seen the plan and approved it. With
// "--auto-approve" among the arguments, nobody is asked; all others are terraform plan's.
func (p *Project) Deploy(ctx context.Context, name string, arguments ...string) error {
	arguments, approved := takeApproval(arguments)
	stack, err := p.initialized(ctx, name, p.checkApproval(approved))
	if err != nil {
		return err
	}
	return p.planAndApply(ctx, stack, approved, arguments)
}

// Destroy destroys the stack's resources. Outside development, a person types the stack's name first.
func (p *Project) Destroy(ctx context.Context, name string, arguments ...string) error {
	arguments, approved := takeApproval(arguments)
	stack, err := p.prepare(ctx, name, p.checkApproval(approved))
	if err != nil {
		return err
	}
	if !p.Emulated && stack.Metadata().Stage != synthesized.Development {
		if err := p.confirm(ctx, fmt.Sprintf("This destroys %s and everything in it.", stack.Name), stack.Name); err != nil {
			return err
		}
	}
	if err := p.initialize(ctx, stack); err != nil {
		return err
	}
	return p.planAndApply(ctx, stack, approved, append([]string{"-destroy"}, arguments...))
}

// planAndApply plans with more arguments, has a person approve the plan and applies exactly that one.
func (p *Project) planAndApply(ctx context.Context, stack synthesized.Stack, approved bool, arguments []string) error {
	folder, err := os.MkdirTemp("", "landform-plan-") // that its owner alone may read: a plan holds secrets
	if err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	plan := filepath.Join(folder, "tfplan")
	changes, err := p.plan(ctx, stack, plan, arguments...)
	if err != nil || !changes {
		return err
	}
	if !approved {
		if err := p.confirm(ctx, fmt.Sprintf("This plan of %s will be applied.", stack.Name), "yes"); err != nil {
			return err
		}
	}
	return p.terraform(ctx, stack.Dir, "apply", "-input=false", plan)
}

// Output prints the outputs of the stack's last deployment.
func (p *Project) Output(ctx context.Context, name string, arguments ...string) error {
	stack, err := p.initialized(ctx, name)
	if err != nil {
		return err
	}
	return p.terraform(ctx, stack.Dir, "output", arguments...)
}

// takeApproval takes the approval out of a command's arguments, as this program and as Terraform write it.
func takeApproval(arguments []string) (rest []string, approved bool) {
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
