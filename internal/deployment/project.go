// Package deployment plans, deploys and destroys stacks with Terraform or OpenTofu. It checks everything that it can
// before it starts.
package deployment

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"landform/internal/engine"
	"landform/internal/lockfile"
)

// Project is a CDKTF project, with its target and its input and output.
type Project struct {
	Dir      string // folder that holds cdktf.json
	App      string // command that synthesizes the stacks
	Outdir   string // folder to synthesize to; empty for the target's default
	Emulated bool   // whether the target is the AWS emulator at AWS_ENDPOINT_URL
	Engine   engine.Kind
	Environ  []string  // environment of all commands, in the form of os.Environ
	In       io.Reader // answers to questions
	Out      io.Writer // output of all commands, and messages
	Err      io.Writer

	answers *bufio.Reader // buffers In; nil before the first question
}

// The default output folders. An emulator has a separate one: otherwise, Terraform would find the backend of the other
// target in a stack's folder and offer to migrate its state.
const (
	realOutput     = "cdktf.out"
	emulatedOutput = "build/emulator"
)

// synthesize runs the app with the environment variables that cdktf sets.
func (p *Project) synthesize(ctx context.Context) error {
	app := p.App
	if p.Emulated {
		app += " -emulator"
	}
	if err := os.MkdirAll(p.path(p.output()), 0o755); err != nil {
		return fmt.Errorf("output folder: %w", err)
	}
	command := p.command(ctx, p.Dir, "sh", "-c", app)
	command.Env = append(slices.Clone(p.Environ), "CDKTF_OUTDIR="+p.output())
	if err := run(ctx, command, fmt.Sprintf("synthesis: %q", app)); err != nil || p.Engine.String() == engine.Terraform.String() {
		return err
	}
	return lockfile.Distribute(p.Dir, p.path(p.output()), p.Engine.Registry()) // the app distributes the lock file for Terraform only
}

func (p *Project) output() string {
	if p.Outdir != "" {
		return p.Outdir
	}
	if p.Emulated {
		return emulatedOutput
	}
	return realOutput
}

// path returns the path of a file in the project.
func (p *Project) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(p.Dir, name)
}

// say prints a message. Errors are ignored: a closed terminal must not stop a deployment.
func (p *Project) say(format string, arguments ...any) {
	_, _ = fmt.Fprintf(p.Out, format, arguments...)
}
