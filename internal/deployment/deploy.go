package deployment

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"landform/internal/synthesized"

	"github.com/mattn/go-isatty"
)

// Diff shows what a deployment of the stack would change.
func (p *Project) Diff(ctx context.Context, name string, arguments ...string) error {
	return p.run(ctx, "diff", name, arguments)
}

// Deploy changes the stack's resources to what the project says.
func (p *Project) Deploy(ctx context.Context, name string, arguments ...string) error {
	if err := p.checkApproval(arguments); err != nil {
		return err
	}
	return p.run(ctx, "deploy", name, arguments)
}

// Output prints the outputs of the stack's last deployment.
func (p *Project) Output(ctx context.Context, name string, arguments ...string) error {
	return p.run(ctx, "output", name, arguments)
}

// Destroy destroys the stack's resources. Outside development, a person types the stack's name first.
func (p *Project) Destroy(ctx context.Context, name string, arguments ...string) error {
	if err := p.checkApproval(arguments); err != nil {
		return err
	}
	stack, err := p.prepare(ctx, name)
	if err != nil {
		return err
	}
	if !p.Emulated && !disposable(stack) {
		if err := p.confirm(stack.Name); err != nil {
			return err
		}
	}
	return p.perform(ctx, "destroy", stack, arguments...)
}

func (p *Project) run(ctx context.Context, verb, name string, arguments []string) error {
	stack, err := p.prepare(ctx, name)
	if err != nil {
		return err
	}
	return p.perform(ctx, verb, stack, arguments...)
}

// checkApproval returns an error where an approval would be asked for and nobody can answer: it would break off then,
// and leave the state locked.
func (p *Project) checkApproval(arguments []string) error {
	file, ok := p.In.(*os.File)
	if (ok && isatty.IsTerminal(file.Fd())) || slices.Contains(arguments, "--auto-approve") {
		return nil
	}
	return errors.New("nobody can approve, the input is no terminal: " +
		"review and apply a saved plan (make plan-file), or approve before (ARGS=--auto-approve)")
}

// disposable tells whether a stack is tagged as one of development. What has no such tag is not.
func disposable(stack synthesized.Stack) bool {
	return stack.Get("provider.aws.0.default_tags.0.tags.Environment").String() == "dev"
}

// confirm has a person type a stack's name.
func (p *Project) confirm(name string) error {
	p.say("This destroys %s and everything in it. Type its name to go on: ", name)
	var typed string
	if _, err := fmt.Fscanln(p.In, &typed); err != nil || typed != name {
		return fmt.Errorf("%s is left as it is: %q is not its name", name, typed)
	}
	return nil
}
