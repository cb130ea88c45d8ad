package deployment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"landform/internal/jobs"
	"landform/internal/synthesized"
)

// Selection selects the stacks of a command.
type Selection struct {
	Names        []string
	All          bool
	System       string // all stacks of this system
	ChangedSince string // all stacks whose JSON differs from this commit
	Resume       bool   // the stacks that the last deployment did not deploy
}

// chosen are the selected stacks.
type chosen struct {
	stacks []synthesized.Stack
	gone   []synthesized.Stack // in the commit, but no longer in the project
}

// check returns an error unless exactly one kind of selection is used.
func (s Selection) check() error {
	kinds := 0
	for _, used := range []bool{len(s.Names) > 0, s.All, s.System != "" || s.ChangedSince != "", s.Resume} {
		if used {
			kinds++
		}
	}
	if kinds != 1 {
		return errors.New("which stacks? Use exactly one of: stack names; --all; --system, --changed-since or both; --resume")
	}
	return nil
}

// choose synthesizes the project and returns the selected stacks. A stack that is named must be ready to deploy.
// Otherwise, stacks with placeholder settings are left out, with a message. The error contains every problem.
func (p *Project) choose(ctx context.Context, selection Selection, found ...error) (chosen, error) {
	all, problems := p.synthesized(ctx, append(found, selection.check())...)
	if all == nil || selection.check() != nil {
		return chosen{}, problems
	}
	if selection.Resume {
		names, err := p.unfinished(all)
		if err != nil {
			return chosen{}, errors.Join(problems, err)
		}
		selection.Names = names
	}
	if len(selection.Names) > 0 {
		stacks, err := p.named(all, selection.Names)
		return chosen{stacks: stacks}, errors.Join(problems, err)
	}
	filtered, err := p.filtered(ctx, all, selection)
	return filtered, errors.Join(problems, err)
}

// named returns the stacks with these names, without duplicates, and an error for each stack that cannot be deployed.
func (p *Project) named(all []synthesized.Stack, names []string) ([]synthesized.Stack, error) {
	var stacks []synthesized.Stack
	var problems []error
	for _, name := range names {
		stack, err := synthesized.Find(all, name)
		if err == nil {
			err = p.checkPlaceholders(stack)
		}
		if err != nil {
			problems = append(problems, err)
		} else if !slices.ContainsFunc(stacks, func(other synthesized.Stack) bool { return other.Name == name }) {
			stacks = append(stacks, stack)
		}
	}
	return stacks, errors.Join(problems...)
}

// filtered returns the stacks that match the filters of the selection, without stacks that have placeholder settings.
func (p *Project) filtered(ctx context.Context, all []synthesized.Stack, selection Selection) (chosen, error) {
	var found chosen
	found.stacks = all
	if selection.ChangedSince != "" {
		before, lockChanged, err := p.at(ctx, selection.ChangedSince)
		if err != nil {
			return chosen{}, err
		}
		if !lockChanged { // a different provider version may change every plan
			found.stacks = jobs.Changed(before, all)
		}
		found.gone = jobs.Gone(before, all)
	}
	if selection.System != "" {
		ofSystem := func(stack synthesized.Stack) bool { return stack.Metadata().System == selection.System }
		if !slices.ContainsFunc(all, ofSystem) && !slices.ContainsFunc(found.gone, ofSystem) {
			return chosen{}, unknownSystem(all, selection.System)
		}
		others := func(stack synthesized.Stack) bool { return !ofSystem(stack) }
		found.stacks = slices.DeleteFunc(slices.Clone(found.stacks), others)
		found.gone = slices.DeleteFunc(slices.Clone(found.gone), others)
	}
	found.stacks, found.gone = p.withoutPlaceholders(found.stacks), p.withoutPlaceholders(found.gone)
	return found, nil
}

// withoutPlaceholders returns the stacks without placeholder settings, and prints the names of the others.
func (p *Project) withoutPlaceholders(stacks []synthesized.Stack) []synthesized.Stack {
	var ready []synthesized.Stack
	var left []string
	for _, stack := range stacks {
		if p.checkPlaceholders(stack) != nil {
			left = append(left, stack.Name)
			continue
		}
		ready = append(ready, stack)
	}
	if len(left) > 0 {
		p.say("Left out because their settings are placeholders (name a stack to see which settings): %s\n", strings.Join(left, ", "))
	}
	return ready
}

// stateStack returns the stack that holds the states of a system.
func stateStack(stacks []synthesized.Stack, system string) (synthesized.Stack, error) {
	for _, stack := range stacks {
		if metadata := stack.Metadata(); metadata.Role == synthesized.RoleState && metadata.System == system {
			return stack, nil
		}
	}
	return synthesized.Stack{}, unknownSystem(stacks, system)
}

func unknownSystem(all []synthesized.Stack, system string) error {
	var known []string
	for _, stack := range all {
		if name := stack.Metadata().System; name != "" && !slices.Contains(known, name) {
			known = append(known, name)
		}
	}
	return fmt.Errorf("no system %q%s: the systems are %s", system, synthesized.DidYouMean(system, known), strings.Join(known, ", "))
}
