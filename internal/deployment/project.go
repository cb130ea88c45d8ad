// Package deployment runs Terraform or OpenTofu for stacks, after it has looked for what would go wrong on the way.
package deployment

import (
	"bufio"
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

// prepare synthesizes the project and returns one of its stacks, ready to be initialized. It returns an error with
// everything that is in the way: what the caller has found already, tools that are missing, endpoints that lead astray, a
// stack that does not exist, and settings of it that are still placeholders.
func (p *Project) prepare(ctx context.Context, name string, found ...error) (synthesized.Stack, error) {
	return p.prepareOne(ctx, func(stacks []synthesized.Stack) (synthesized.Stack, error) { return named(stacks, name) }, found...)
}

// prepareState does the same for the stack that holds the states of a system.
func (p *Project) prepareState(ctx context.Context, system string, found ...error) (synthesized.Stack, error) {
	return p.prepareOne(ctx, func(stacks []synthesized.Stack) (synthesized.Stack, error) { return stateStack(stacks, system) }, found...)
}

func (p *Project) prepareOne(ctx context.Context, choose func([]synthesized.Stack) (synthesized.Stack, error),
	found ...error) (synthesized.Stack, error) {
	endpoints := p.checkEndpoints()
	_, missing := engine.Find(ctx, p.Engine)
	node := findNode()
	problems := errors.Join(append(found, endpoints, missing, node)...)
	if node != nil || p.Emulated && endpoints != nil {
		return synthesized.Stack{}, problems // without these two there is no synthesis
	}
	if err := p.synthesize(ctx); err != nil {
		return synthesized.Stack{}, errors.Join(problems, err)
	}
	stacks, err := synthesized.Load(filepath.Join(p.Dir, p.output()))
	if err != nil {
		return synthesized.Stack{}, errors.Join(problems, err)
	}
	stack, err := choose(stacks)
	if err == nil {
		err = p.checkPlaceholders(stack)
	}
	return stack, errors.Join(problems, err)
}

// findNode looks for what runs the constructs.
func findNode() error {
	if _, err := exec.LookPath("node"); err != nil {
		return errors.New("node is not on PATH: install Node.js 20 or 22, https://nodejs.org")
	}
	return nil
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
	return run(ctx, command, fmt.Sprintf("synthesis: %q", app))
}

func (p *Project) output() string {
	if p.Emulated {
		return emulatedOutput
	}
	return realOutput
}

// named returns the stack with this name.
func named(stacks []synthesized.Stack, name string) (synthesized.Stack, error) {
	var names []string
	for _, stack := range stacks {
		if stack.Name == name {
			return stack, nil
		}
		names = append(names, stack.Name)
	}
	return synthesized.Stack{}, fmt.Errorf("no stack %q: there are %s", name, strings.Join(names, ", "))
}

// stateStack returns the stack that holds the states of a system.
func stateStack(stacks []synthesized.Stack, system string) (synthesized.Stack, error) {
	var systems []string
	for _, stack := range stacks {
		metadata := stack.Metadata()
		if metadata.Role != synthesized.RoleState {
			continue
		}
		if metadata.System == system {
			return stack, nil
		}
		systems = append(systems, metadata.System)
	}
	return synthesized.Stack{}, fmt.Errorf("no system %q: there are %s", system, strings.Join(systems, ", "))
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
