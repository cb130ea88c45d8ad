package deployment

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"landform/internal/emulator"
	"landform/internal/engine"
	"landform/internal/lockfile"
	"landform/internal/settings"
	"landform/internal/synthesized"
)

// prepare synthesizes the project and returns one of its stacks, ready to initialize. The error contains every problem:
// those that the caller already found, missing tools, endpoints of an emulator, an unknown stack, and placeholder
// settings of the stack.
func (p *Project) prepare(ctx context.Context, name string, found ...error) (synthesized.Stack, error) {
	return p.prepareOne(ctx, func(stacks []synthesized.Stack) (synthesized.Stack, error) { return synthesized.Find(stacks, name) }, found...)
}

// prepareState does the same for the stack that holds the states of a system.
func (p *Project) prepareState(ctx context.Context, system string, found ...error) (synthesized.Stack, error) {
	return p.prepareOne(ctx, func(stacks []synthesized.Stack) (synthesized.Stack, error) { return stateStack(stacks, system) }, found...)
}

func (p *Project) prepareOne(ctx context.Context, choose func([]synthesized.Stack) (synthesized.Stack, error),
	found ...error) (synthesized.Stack, error) {
	stacks, problems := p.synthesized(ctx, found...)
	if stacks == nil {
		return synthesized.Stack{}, problems
	}
	stack, err := choose(stacks)
	if err == nil {
		err = p.checkPlaceholders(stack)
	}
	return stack, errors.Join(problems, err)
}

// synthesized checks what every command needs, synthesizes the project and returns its stacks. It returns nil if the
// synthesis failed. Otherwise it returns the stacks even if there are problems, so that the caller can look for more.
func (p *Project) synthesized(ctx context.Context, found ...error) ([]synthesized.Stack, error) {
	endpoints := p.checkEndpoints()
	_, missing := engine.Find(ctx, p.Engine)
	problems := errors.Join(append(found, endpoints, missing, p.checkLockFile(p.Dir))...)
	if p.Emulated && endpoints != nil {
		return nil, problems // the synthesis needs these tools and settings
	}
	if err := p.synthesize(ctx); err != nil {
		return nil, errors.Join(problems, err)
	}
	stacks, err := synthesized.Load(p.path(p.output()))
	return stacks, errors.Join(problems, err)
}

// checkLockFile requires the lock file of the providers in a folder in CI, where unreviewed providers would run with the
// rights of a deployment.
func (p *Project) checkLockFile(folder string) error {
	if p.Emulated {
		return nil
	}
	return lockfile.Require(folder, p.Environ)
}

func (p *Project) checkEndpoints() error {
	if p.Emulated {
		return emulator.Require(p.Environ)
	}
	return emulator.Refuse(p.Environ)
}

// output is the folder of the synthesis that a stack belongs to.
func output(stack synthesized.Stack) string { return filepath.Dir(filepath.Dir(stack.Dir)) }

// checkPlaceholders returns an error for each placeholder in the stack's JSON. For an emulator, placeholders are
// allowed. The synthesis of a commit contains that commit's settings, which then decide.
func (p *Project) checkPlaceholders(stack synthesized.Stack) error {
	if p.Emulated {
		return nil
	}
	text := readOrNothing(filepath.Join(output(stack), settingsFile))
	if text == nil {
		var err error
		if text, err = os.ReadFile(filepath.Join(p.Dir, settingsFile)); err != nil {
			return fmt.Errorf("settings: %w", err)
		}
	}
	found, err := settings.Placeholders(text)
	if err != nil {
		return err
	}
	var problems []error
	for _, placeholder := range settings.Contained(string(stack.JSON), found) {
		problems = append(problems, fmt.Errorf("  %s is %q", placeholder.Path, placeholder.Value))
	}
	if len(problems) > 0 {
		return fmt.Errorf("%s has placeholder settings; replace them in cdktf.json with your own values:\n%w", stack.Name, errors.Join(problems...))
	}
	return nil
}
