package deployment

import (
	"context"
	"fmt"

	"landform/internal/synthesized"
)

// Unlock releases the lock that a deployment left behind that was killed. Terraform's refusal names its id.
// https://developer.hashicorp.com/terraform/cli/commands/force-unlock
func (p *Project) Unlock(ctx context.Context, name, lock string) error {
	stack, err := p.initialized(ctx, name)
	if err != nil {
		return err
	}
	return p.terraform(ctx, stack.Dir, "force-unlock", lock)
}

// Outputs returns the outputs of the stack's last deployment as "terraform output -json" prints them.
func (p *Project) Outputs(ctx context.Context, name string) ([]byte, error) {
	stack, err := p.initialized(ctx, name)
	if err != nil {
		return nil, err
	}
	command := p.command(ctx, stack.Dir, p.Engine.String(), "output", "-json")
	command.Stdout = nil // taken by Output
	outputs, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%s output: %w", p.Engine, err)
	}
	return outputs, nil
}

// initialized prepares a stack and has its engine install its providers and find its state.
func (p *Project) initialized(ctx context.Context, name string) (synthesized.Stack, error) {
	stack, err := p.prepare(ctx, name)
	if err != nil {
		return synthesized.Stack{}, err
	}
	return stack, p.terraform(ctx, stack.Dir, "init", "-input=false")
}

// terraform runs the project's engine, Terraform or OpenTofu, in a folder.
func (p *Project) terraform(ctx context.Context, dir, verb string, arguments ...string) error {
	if err := p.command(ctx, dir, p.Engine.String(), append([]string{verb}, arguments...)...).Run(); err != nil {
		return fmt.Errorf("%s %s: %w", p.Engine, verb, err)
	}
	return nil
}
