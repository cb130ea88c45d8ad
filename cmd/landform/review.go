package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"landform/internal/deployment"
	"landform/internal/review"
	"landform/internal/synthesized"

	"github.com/spf13/cobra"
)

// reviewFlags are the flags of "landform review".
type reviewFlags struct {
	outdir, since string
	sections      []string
	comment, json bool
}

// reviewed is a review as JSON. Another review accepts it as input.
type reviewed struct {
	Summary string         `json:"summary"`
	Stacks  []review.Stack `json:"stacks"`
	*change
}

// reviewCommand summarizes plans for a terminal, a pull request or a program.
func reviewCommand() *cobra.Command {
	var flags reviewFlags
	command := &cobra.Command{
		Use:   "review PLAN.json...",
		Short: "Summarize plans, destructive changes first, and refuse to destroy data whose address moved",
		Long: "Summarize plans, destructive changes first. Each file is named after its stack and holds the output of\n" +
			"\"terraform show -json PLAN\", or the output of an earlier \"landform review --json\". With --since, the review also has the\n" +
			"removed stacks, the findings of the guardrails and the difference in cost, and needs no plan. Exits with 2 if anything\n" +
			"changes, and with 1 if data would be destroyed because its address moved.",
		Args: func(_ *cobra.Command, arguments []string) error {
			if len(arguments) == 0 && flags.since == "" {
				return errors.New("name the files of plans, or a commit with --since")
			}
			return nil
		},
		RunE: func(command *cobra.Command, arguments []string) error {
			return flags.run(command.Context(), command.OutOrStdout(), arguments)
		},
	}
	command.Flags().StringVar(&flags.outdir, "outdir", "cdktf.out", "folder of the synthesized stacks, which name the environments of the plans")
	command.Flags().StringVar(&flags.since, "since", "", "add what changed since this commit: removed stacks, findings of the guardrails, costs")
	command.Flags().StringArrayVar(&flags.sections, "section", nil, "Markdown file to include, such as a note; an empty file is left out")
	command.Flags().BoolVar(&flags.comment, "comment", false, "print Markdown short enough for a GitHub comment")
	command.Flags().BoolVar(&flags.json, "json", false, "print JSON")
	command.MarkFlagsMutuallyExclusive("comment", "json")
	return command
}

func (f reviewFlags) run(ctx context.Context, out io.Writer, files []string) error {
	found, err := f.read(ctx, files)
	if err != nil {
		return err
	}
	if err := f.write(out, found); err != nil {
		return err
	}
	var refused []error
	for _, stack := range found.Stacks {
		for _, move := range stack.Refused() {
			refused = append(refused, fmt.Errorf("%s: %s holds %s and would be destroyed, because its address moved", stack.Name, move.From, move.HoldsData))
		}
	}
	if len(refused) > 0 {
		return errors.Join(refused...)
	}
	if found.changes() || slices.ContainsFunc(found.Stacks, func(stack review.Stack) bool { return !stack.Unchanged() }) {
		return errFindings
	}
	return nil
}

func (f reviewFlags) read(ctx context.Context, files []string) (reviewed, error) {
	stacks, err := synthesized.Load(f.outdir)
	if err != nil {
		return reviewed{}, err
	}
	var found reviewed
	for _, file := range files {
		text, err := readInput("a plan", file)
		if err != nil {
			return reviewed{}, err
		}
		var earlier struct {
			Stacks []review.Stack `json:"stacks"`
		}
		if json.Unmarshal(text, &earlier) == nil && len(earlier.Stacks) > 0 {
			found.Stacks = append(found.Stacks, earlier.Stacks...)
			continue
		}
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		stack, err := synthesized.Find(stacks, name)
		if err != nil {
			return reviewed{}, fmt.Errorf("%s: a plan's file must be named after its stack: %w", file, err)
		}
		read, err := deployment.Review(stack, text)
		if err != nil {
			return reviewed{}, fmt.Errorf("%s: %w", file, err)
		}
		found.Stacks = append(found.Stacks, read)
	}
	if f.since != "" {
		if found.change, err = changeSince(ctx, f.since, f.outdir, stacks); err != nil {
			return reviewed{}, err
		}
	}
	found.Summary = review.Summary(found.Stacks, found.sections()...)
	return found, nil
}

func (f reviewFlags) write(out io.Writer, found reviewed) error {
	if f.json {
		return json.NewEncoder(out).Encode(found)
	}
	sections := found.sections()
	for _, file := range f.sections {
		text, err := readInput("a section", file)
		if err != nil {
			return err
		}
		if strings.TrimSpace(string(text)) != "" {
			sections = append(sections, review.Section{Text: "\n" + strings.TrimSpace(string(text)) + "\n", First: true})
		}
	}
	if f.comment {
		fmt.Fprint(out, review.Page(found.Stacks, review.CommentLimit, sections...))
		return nil
	}
	fmt.Fprint(out, review.Plain(review.Page(found.Stacks, 0, sections...)))
	return nil
}
