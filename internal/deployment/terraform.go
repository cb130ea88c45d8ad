package deployment

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"landform/internal/synthesized"
)

// Unlock releases the lock of a killed deployment. Terraform's error message names the lock's id. A person has to
// confirm, unless "-force" is among the arguments.
// https://developer.hashicorp.com/terraform/cli/commands/force-unlock
func (p *Project) Unlock(ctx context.Context, name, lock string, arguments ...string) error {
	var unconfirmed error
	forced := slices.Contains(arguments, "-force")
	if !forced && !p.interactive() {
		unconfirmed = errors.New("cannot ask for confirmation: standard input is not a terminal. Confirm in advance that the deployment has stopped (ARGS=-force)")
	}
	stack, err := p.initialized(ctx, name, unconfirmed)
	if err != nil {
		return err
	}
	if !forced {
		if err := p.confirm(ctx, fmt.Sprintf("Only release lock %s of %s if the deployment that holds it has stopped.", lock, name), "yes"); err != nil {
			return err
		}
		arguments = append(arguments, "-force")
	}
	return p.terraform(ctx, stack.Dir, "force-unlock", append(arguments, lock)...)
}

// Outputs returns the stack, and the outputs of its last deployment as terraform output -json prints them.
func (p *Project) Outputs(ctx context.Context, name string) (synthesized.Stack, []byte, error) {
	stack, err := p.initialized(ctx, name)
	if err != nil {
		return stack, nil, err
	}
	outputs, err := p.outputs(ctx, stack)
	return stack, outputs, err
}

// outputs returns what terraform output -json prints, of all outputs or of one. Where the backend has deprecated arguments,
// as that of a lock table has, later versions of Terraform print a warning behind it.
func (p *Project) outputs(ctx context.Context, stack synthesized.Stack, names ...string) (json.RawMessage, error) {
	var printed strings.Builder
	command := p.command(ctx, stack.Dir, p.Engine.String(), append([]string{"output", "-json"}, names...)...)
	command.Stdout = &printed
	if err := run(ctx, command, p.Engine.String()+" output"); err != nil {
		return nil, err
	}
	var value json.RawMessage
	if err := json.NewDecoder(strings.NewReader(printed.String())).Decode(&value); err != nil {
		return nil, fmt.Errorf("%s output -json of %s prints no JSON: %w", p.Engine, stack.Name, err) // and nothing of it here: outputs may be secret
	}
	return value, nil
}

// initialized prepares a stack and runs init. The error contains the problems that the caller already found as well as
// its own.
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
