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

// Selection says which stacks a command is about.
type Selection struct {
	Names        []string
	All          bool
	System       string // all stacks of it
	ChangedSince string // the stacks whose JSON is not what this commit's is
	Resume       bool   // those that the last deployment has left
}

// chosen are the stacks of a selection.
type chosen struct {
	stacks []synthesized.Stack
	gone   []synthesized.Stack // that the commit has and the project has no longer
}

// check returns an error for a selection of nothing, or of two kinds that exclude each other.
func (s Selection) check() error {
	kinds := 0
	for _, given := range []bool{len(s.Names) > 0, s.All, s.System != "" || s.ChangedSince != "", s.Resume} {
		if given {
			kinds++
		}
	}
	if kinds != 1 {
		return errors.New("say which stacks: their names, --all, --system and --changed-since (one of the two or both), or --resume")
	}
	return nil
}

// choose synthesizes the project and returns the stacks of a selection. What is named must be ready to be deployed; of all
// others, those with placeholders are left out and said. The error has everything that is in the way.
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

// named returns stacks by their names, each once, with an error for every one that cannot be deployed.
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

// filtered returns all stacks that a selection's filters leave, without those that have placeholders.
func (p *Project) filtered(ctx context.Context, all []synthesized.Stack, selection Selection) (chosen, error) {
	var found chosen
	found.stacks = all
	if selection.ChangedSince != "" {
		before, lockChanged, err := p.at(ctx, selection.ChangedSince)
		if err != nil {
			return chosen{}, err
		}
		if !lockChanged { // another provider may plan another change of everything
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
	found.stacks = p.withoutPlaceholders(found.stacks)
	return found, nil
}

// withoutPlaceholders leaves out stacks whose settings are placeholders, and says which.
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
		p.say("Left out, since settings of theirs are placeholders (name one to see which): %s\n", strings.Join(left, ", "))
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
	return fmt.Errorf("no system %q%s: there are %s", system, synthesized.DidYouMean(system, known), strings.Join(known, ", "))
}
