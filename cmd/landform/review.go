package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"landform/internal/deployment"
	"landform/internal/jobs"
	"landform/internal/review"
	"landform/internal/synthesized"

	"github.com/spf13/cobra"
)

// reviewFlags are what a review is told.
type reviewFlags struct {
	outdir, before string
	sections       []string
	comment, json  bool
}

// reviewed is a review as JSON, which another review reads again.
type reviewed struct {
	Summary string         `json:"summary"`
	Stacks  []review.Stack `json:"stacks"`
	Gone    []string       `json:"gone,omitempty"`
}

// reviewCommand says what plans would do, for a terminal, a pull request or a program.
func reviewCommand() *cobra.Command {
	var flags reviewFlags
	command := &cobra.Command{
		Use:   "review PLAN.json...",
		Short: "Say what plans would do, what is lost first, and refuse data that moves",
		Long: "Say what plans would do. Each file holds what terraform show -json printed of a plan and is named after its stack,\n" +
			"or what an earlier review printed with --json. Exits with 2 where something changes, and with 1 where data would be\n" +
			"destroyed because its address has moved.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			return flags.run(command.OutOrStdout(), arguments)
		},
	}
	command.Flags().StringVar(&flags.outdir, "outdir", "cdktf.out", "folder of the synthesized stacks, which say what their environments are")
	command.Flags().StringVar(&flags.before, "before", "", "folder of an earlier synthesis: stacks that are gone since are named")
	command.Flags().StringArrayVar(&flags.sections, "section", nil, "file of Markdown to put in, such as the difference in cost; an empty one is left out")
	command.Flags().BoolVar(&flags.comment, "comment", false, "print Markdown that fits into a comment on GitHub")
	command.Flags().BoolVar(&flags.json, "json", false, "print JSON")
	command.MarkFlagsMutuallyExclusive("comment", "json")
	return command
}

func (f reviewFlags) run(out io.Writer, files []string) error {
	found, err := f.read(files)
	if err != nil {
		return err
	}
	if err := f.write(out, found); err != nil {
		return err
	}
	var refused []error
	for _, stack := range found.Stacks {
		for _, move := range stack.Refused() {
			refused = append(refused, fmt.Errorf("%s: %s holds %s and would be destroyed, because its address has moved", stack.Name, move.From, move.HoldsData))
		}
	}
	if len(refused) > 0 {
		return errors.Join(refused...)
	}
	if len(found.Gone) > 0 || slices.ContainsFunc(found.Stacks, func(stack review.Stack) bool { return !stack.Unchanged() }) {
		return errFindings
	}
	return nil
}

func (f reviewFlags) read(files []string) (reviewed, error) {
	stacks, err := synthesized.Load(f.outdir)
	if err != nil {
		return reviewed{}, err
	}
	var found reviewed
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return reviewed{}, err
		}
		var earlier reviewed
		if json.Unmarshal(text, &earlier) == nil && len(earlier.Stacks) > 0 {
			found.Stacks = append(found.Stacks, earlier.Stacks...)
			continue
		}
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		stack, err := synthesized.Find(stacks, name)
		if err != nil {
			return reviewed{}, fmt.Errorf("%s is named after no stack: %w", file, err)
		}
		read, err := deployment.Review(stack, text)
		if err != nil {
			return reviewed{}, err
		}
		found.Stacks = append(found.Stacks, read)
	}
	if f.before != "" {
		before, err := synthesized.Load(f.before)
		if err != nil {
			return reviewed{}, err
		}
		found.Gone = names(jobs.Gone(before, stacks))
	}
	found.Summary = review.Summary(found.Stacks)
	return found, nil
}

func (f reviewFlags) write(out io.Writer, found reviewed) error {
	if f.json {
		return json.NewEncoder(out).Encode(found)
	}
	var sections []string
	if len(found.Gone) > 0 {
		sections = append(sections, fmt.Sprintf("\n### Stacks that are gone\n\nNothing deploys them any longer, and what they deployed stays: %s. "+
			"`landform destroy <stack> --at <commit>` destroys one as that commit has it.\n", strings.Join(found.Gone, ", ")))
	}
	for _, file := range f.sections {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if strings.TrimSpace(string(text)) != "" {
			sections = append(sections, "\n"+strings.TrimSpace(string(text))+"\n")
		}
	}
	if f.comment {
		fmt.Fprint(out, review.Page(found.Stacks, review.CommentLimit, sections...))
		return nil
	}
	fmt.Fprint(out, review.Plain(review.Page(found.Stacks, 0, sections...)))
	return nil
}
