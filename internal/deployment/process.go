package deployment

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// command is one of the project's commands. It writes where the project does and reads nothing: what asks a person is
// this program alone.
//
// It runs in a process group of its own, so that a signal to this program's group, such as that of Ctrl-C, reaches this
// program only. When the context ends, the command gets one SIGINT and all the time that it needs: on that one, Terraform
// finishes the calls that it is in, writes the state and releases the lock, while on a second one it breaks off and loses
// what it did. Its providers, which die of a SIGTERM, get no signal at all.
// https://developer.hashicorp.com/terraform/cli/commands/apply
func (p *Project) command(ctx context.Context, dir, name string, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, name, arguments...)
	command.Dir, command.Env = dir, p.Environ
	command.Stdout, command.Stderr = p.Out, p.Err
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	return command
}

// run runs a command to its end and names it in the error. Where the context has ended meanwhile, the error says so,
// even if the command came to a good end.
func run(ctx context.Context, command *exec.Cmd, name string) error {
	err := command.Run()
	switch {
	case err == nil:
		return nil
	case ctx.Err() == nil:
		return fmt.Errorf("%s: %w", name, err)
	case errors.Is(err, ctx.Err()):
		return fmt.Errorf("%s: %w", name, context.Cause(ctx))
	}
	return fmt.Errorf("%s: %w: %w", name, context.Cause(ctx), err)
}
