// Package deployment runs Terraform or OpenTofu for stacks, after it has looked for what would go wrong on the way.
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

// Project is a CDKTF project and where it is deployed to.
type Project struct {
	Dir      string // that holds cdktf.json
	App      string // the command that synthesizes it
	Outdir   string // that it is synthesized to; empty for the one that the target has
	Emulated bool   // to the AWS emulator at AWS_ENDPOINT_URL, and not to AWS
	Engine   engine.Kind
	Environ  []string  // of every command, as os.Environ has it
	In       io.Reader // where a person answers
	Out      io.Writer // of every command, and of what is said between them
	Err      io.Writer

	answers *bufio.Reader // of In, once something was asked
}

// The folders of syntheses. An emulator has one of its own, so that Terraform never finds the one's backend in a folder
// of the other's and offers to move its state.
const (
	realOutput     = "cdktf.out"
	emulatedOutput = "build/emulator"
)

// synthesize runs the project's app as cdktf does.
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
	return lockfile.Distribute(p.Dir, p.path(p.output()), p.Engine.Registry()) // the app has written what is for Terraform
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

// path is where a file of the project is.
func (p *Project) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(p.Dir, name)
}

// say tells the person who deploys something. A terminal that has gone is no reason to stop.
func (p *Project) say(format string, arguments ...any) {
	_, _ = fmt.Fprintf(p.Out, format, arguments...)
}
