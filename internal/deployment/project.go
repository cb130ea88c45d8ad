// Package deployment runs cdktf, Terraform or OpenTofu for one stack, after it has looked for what would go wrong on the way.
package deployment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"landform/internal/emulator"
	"landform/internal/engine"
	"landform/internal/settings"
	"landform/internal/synthesized"
)

// Project is a CDKTF project and where it is deployed to.
type Project struct {
	Dir      string // that holds cdktf.json
	App      string // the command that synthesizes it
	Emulated bool   // to the AWS emulator at AWS_ENDPOINT_URL, and not to AWS
	Engine   engine.Kind
	Environ  []string // of every command, as os.Environ has it
	In       io.Reader
	Out      io.Writer // of every command, and of what is said between them
	Err      io.Writer
}

// The folders of syntheses. An emulator has one of its own, so that Terraform never finds the one's backend in a folder
// of the other's and offers to move its state.
const (
	realOutput     = "cdktf.out"
	emulatedOutput = "build/emulator"
)

// prepare synthesizes the project and returns one of its stacks, ready to be initialized. It returns an error where a
// tool is missing, an endpoint leads astray, no stack has the name or one of its settings is still a placeholder.
func (p *Project) prepare(ctx context.Context, name string) (synthesized.Stack, error) {
	if err := errors.Join(p.findTools(ctx), p.checkEndpoints()); err != nil {
		return synthesized.Stack{}, err
	}
	if err := p.synthesize(ctx); err != nil {
		return synthesized.Stack{}, err
	}
	stack, err := p.find(name)
	if err != nil {
		return synthesized.Stack{}, err
	}
	return stack, p.checkPlaceholders(stack)
}

func (p *Project) findTools(ctx context.Context) error {
	_, err := engine.Find(ctx, p.Engine)
	if _, missing := exec.LookPath("node"); missing != nil {
		err = errors.Join(err, errors.New("node is not on PATH: install Node.js 20 or 22, https://nodejs.org"))
	}
	return err
}

func (p *Project) checkEndpoints() error {
	if p.Emulated {
		return emulator.Require(p.Environ)
	}
	return emulator.Refuse(p.Environ)
}

// synthesize runs the project's app as cdktf does.
func (p *Project) synthesize(ctx context.Context) error {
	app := p.App
	if p.Emulated {
		app += " -emulator"
	}
	if err := os.MkdirAll(filepath.Join(p.Dir, p.output()), 0o755); err != nil {
		return fmt.Errorf("output folder: %w", err)
	}
	command := p.command(ctx, p.Dir, "sh", "-c", app)
	command.Env = append(slices.Clone(p.Environ), "CDKTF_OUTDIR="+p.output())
	command.Stdin = nil // what a person types is for those who ask
	if err := command.Run(); err != nil {
		return fmt.Errorf("synthesis: %q: %w", app, err)
	}
	return nil
}

func (p *Project) output() string {
	if p.Emulated {
		return emulatedOutput
	}
	return realOutput
}

// find returns a synthesized stack by its name.
func (p *Project) find(name string) (synthesized.Stack, error) {
	stacks, err := synthesized.Load(filepath.Join(p.Dir, p.output()))
	if err != nil {
		return synthesized.Stack{}, err
	}
	var names []string
	for _, stack := range stacks {
		if stack.Name == name {
			return stack, nil
		}
		names = append(names, stack.Name)
	}
	return synthesized.Stack{}, fmt.Errorf("no stack %q: there are %s", name, strings.Join(names, ", "))
}

// checkPlaceholders returns an error for each placeholder that the stack's JSON contains. An emulator takes them all.
func (p *Project) checkPlaceholders(stack synthesized.Stack) error {
	if p.Emulated {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(p.Dir, "cdktf.json"))
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	found, err := settings.Placeholders(text)
	if err != nil {
		return err
	}
	var problems []error
	contained := containedIn(string(stack.JSON), found)
	for _, placeholder := range found {
		if contained[placeholder.Value] {
			problems = append(problems, fmt.Errorf("  %s is %q", placeholder.Path, placeholder.Value))
		}
	}
	if len(problems) > 0 {
		return fmt.Errorf("%s has placeholders; replace them in cdktf.json with your own:\n%w", stack.Name, errors.Join(problems...))
	}
	return nil
}

// containedIn tells which values a text contains. One that is only there as a part of another is not: the domain of
// production is the end of development's.
func containedIn(text string, placeholders []settings.Placeholder) map[string]bool {
	contained := map[string]bool{}
	longestFirst := slices.SortedFunc(slices.Values(placeholders), func(a, b settings.Placeholder) int {
		return len(b.Value) - len(a.Value)
	})
	for _, placeholder := range longestFirst {
		if strings.Contains(text, placeholder.Value) {
			contained[placeholder.Value] = true
			text = strings.ReplaceAll(text, placeholder.Value, "")
		}
	}
	return contained
}

// say tells the person who deploys something. A terminal that has gone is no reason to stop.
func (p *Project) say(format string, arguments ...any) {
	_, _ = fmt.Fprintf(p.Out, format, arguments...)
}

// command is one of the project's commands. It reads and writes where the project does.
func (p *Project) command(ctx context.Context, dir, name string, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, name, arguments...)
	command.Dir, command.Env = dir, p.Environ
	command.Stdin, command.Stdout, command.Stderr = p.In, p.Out, p.Err
	return command
}
