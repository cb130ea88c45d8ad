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
	"landform/internal/report/cost"
	"landform/internal/review"
	"landform/internal/synthesized"

	"github.com/spf13/cobra"
)

// reviewFlags are the flags of "landform review".
type reviewFlags struct {
	outdir, before string
	sections       []string
	comment, json  bool
}

// reviewed is a review as JSON. Another review accepts it as input.
type reviewed struct {
	Summary string         `json:"summary"`
	Stacks  []review.Stack `json:"stacks"`
	Gone    []string       `json:"gone,omitempty"`
	Costs   []cost.Change  `json:"costs,omitempty"` // against the earlier synthesis
}

// reviewCommand summarizes plans for a terminal, a pull request or a program.
func reviewCommand() *cobra.Command {
	var flags reviewFlags
	command := &cobra.Command{
		Use:   "review PLAN.json...",
		Short: "Summarize plans, destructive changes first, and refuse to destroy data whose address moved",
		Long: "Summarize plans, destructive changes first. Each file is named after its stack and holds the output of\n" +
			"\"terraform show -json PLAN\", or the output of an earlier \"landform review --json\". Exits with 2 if anything changes,\n" +
			"and with 1 if data would be destroyed because its address moved.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			return flags.run(command.OutOrStdout(), arguments)
		},
	}
	command.Flags().StringVar(&flags.outdir, "outdir", "cdktf.out", "folder of the synthesized stacks, which name the environments of the plans")
	command.Flags().StringVar(&flags.before, "before", "", "folder of an earlier synthesis: the review says what costs more or less since, and names the stacks that were removed")
	command.Flags().StringArrayVar(&flags.sections, "section", nil, "Markdown file to include, such as findings of the guardrails; an empty file is left out")
	command.Flags().BoolVar(&flags.comment, "comment", false, "print Markdown short enough for a GitHub comment")
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
			refused = append(refused, fmt.Errorf("%s: %s holds %s and would be destroyed, because its address moved", stack.Name, move.From, move.HoldsData))
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
			return reviewed{}, fmt.Errorf("%s: a plan's file must be named after its stack: %w", file, err)
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
		if found.Costs, err = costChanges(before, stacks); err != nil {
			return reviewed{}, err
		}
	}
	found.Summary = review.Summary(found.Stacks)
	return found, nil
}

// costChanges is what the stacks of a synthesis cost more or less than those of an earlier one.
func costChanges(before, after []synthesized.Stack) ([]cost.Change, error) {
	calculator, err := cost.NewCalculator("")
	if err != nil {
		return nil, err
	}
	var reports [2][]cost.Report
	for side, stacks := range [2][]synthesized.Stack{before, after} {
		for _, stack := range stacks {
			reports[side] = append(reports[side], calculator.Of(stack))
		}
	}
	return cost.Changes(reports[0], reports[1]), nil
}

func (f reviewFlags) write(out io.Writer, found reviewed) error {
	if f.json {
		return json.NewEncoder(out).Encode(found)
	}
	var sections []string
	if len(found.Gone) > 0 {
		sections = append(sections, fmt.Sprintf("\n### Removed stacks\n\nThe project no longer deploys these stacks, but their resources still exist: %s. "+
			"`landform destroy <stack> --at <commit>` destroys a stack as it was at that commit.\n", strings.Join(found.Gone, ", ")))
	}
	if text := cost.Markdown(found.Costs); text != "" {
		sections = append(sections, "\n"+text)
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
