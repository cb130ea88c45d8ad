package deployment

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// command returns a command of the project. It writes to the project's outputs and has no input: only this program asks
// questions.
//
// The command runs in a process group of its own, so that a signal to this program's group, such as Ctrl-C, only
// reaches this program. When the context ends, the command gets one SIGINT and all the time it needs. On the first
// SIGINT, Terraform finishes running API calls, writes the state and releases the lock; on a second one it would abort
// and lose the results. Its providers, which a SIGTERM would kill, get no signal.
// https://developer.hashicorp.com/terraform/cli/commands/apply
func (p *Project) command(ctx context.Context, dir, name string, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, name, arguments...)
	command.Dir, command.Env = dir, p.Environ
	command.Stdout, command.Stderr = p.Out, p.Err
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	return command
}

// run runs a command, and names it in the error. If the context ended meanwhile, the error says so, even if the command
// succeeded.
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
