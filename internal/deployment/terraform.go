package deployment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"landform/internal/synthesized"
)

// Unlock releases the lock that a deployment left behind that was killed. Terraform's refusal names its id. A person
// confirms it, unless "-force" is among the arguments.
// https://developer.hashicorp.com/terraform/cli/commands/force-unlock
func (p *Project) Unlock(ctx context.Context, name, lock string, arguments ...string) error {
	var nobody error
	forced := slices.Contains(arguments, "-force")
	if !forced && !p.interactive() {
		nobody = errors.New("nobody can confirm, the input is no terminal: say that nobody holds the lock any longer (ARGS=-force)")
	}
	stack, err := p.initialized(ctx, name, nobody)
	if err != nil {
		return err
	}
	if !forced {
		if err := p.confirm(ctx, fmt.Sprintf("Whoever holds lock %s of %s must have stopped.", lock, name), "yes"); err != nil {
			return err
		}
		arguments = append(arguments, "-force")
	}
	return p.terraform(ctx, stack.Dir, "force-unlock", append(arguments, lock)...)
}

// Outputs returns the stack, and the outputs of its last deployment as "terraform output -json" prints them.
func (p *Project) Outputs(ctx context.Context, name string) (synthesized.Stack, []byte, error) {
	stack, err := p.initialized(ctx, name)
	if err != nil {
		return stack, nil, err
	}
	var outputs strings.Builder
	command := p.command(ctx, stack.Dir, p.Engine.String(), "output", "-json")
	command.Stdout = &outputs
	err = run(ctx, command, p.Engine.String()+" output")
	return stack, []byte(outputs.String()), err
}

// initialized prepares a stack and has its engine install its providers and find its state. It returns the errors that
// the caller has found already together with its own.
func (p *Project) initialized(ctx context.Context, name string, found ...error) (synthesized.Stack, error) {
	stack, err := p.prepare(ctx, name, found...)
	if err != nil {
		return synthesized.Stack{}, err
	}
	return stack, p.initialize(ctx, stack)
}

func (p *Project) initialize(ctx context.Context, stack synthesized.Stack) error {
	return p.terraform(ctx, stack.Dir, "init", p.initArguments(stack)...)
}

// terraform runs the project's engine, Terraform or OpenTofu, in a folder.
func (p *Project) terraform(ctx context.Context, dir, verb string, arguments ...string) error {
	return run(ctx, p.command(ctx, dir, p.Engine.String(), append([]string{verb}, arguments...)...), p.Engine.String()+" "+verb)
}
