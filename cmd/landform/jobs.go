package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"

	"landform/internal/deployment"
	"landform/internal/jobs"
	"landform/internal/settings"
	"landform/internal/synthesized"

	"github.com/spf13/cobra"
)

// changedCommand prints the stacks whose JSON differs from another synthesis, such as that of the main branch.
func changedCommand() *cobra.Command {
	var outdir string
	var asJSON bool
	command := &cobra.Command{
		Use:   "changed BEFORE",
		Short: "Print the stacks whose JSON differs from another output folder, and the stacks that exist only there",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			changes, err := changedSince(arguments[0], outdir)
			if err != nil {
				return err
			}
			if err := changes.write(command.OutOrStdout(), asJSON); err != nil {
				return err
			}
			if len(changes.Changed)+len(changes.Gone) > 0 {
				return errFindings
			}
			return nil
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print the names as JSON")
	command.Flags().StringVar(&outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	return command
}

// matrixFlags are the flags of "landform matrix".
type matrixFlags struct {
	outdir, since, goneSince string
	promoted                 bool
}

// matrixCommand prints the job matrix for GitHub Actions, as JSON on one line.
func matrixCommand() *cobra.Command {
	var flags matrixFlags
	command := &cobra.Command{
		Use:   "matrix",
		Short: "Print the jobs of the CI pipeline as JSON, one for each stack",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			matrix, err := flags.jobs(command.Context())
			if err != nil {
				return err
			}
			return json.NewEncoder(command.OutOrStdout()).Encode(matrix)
		},
	}
	command.Flags().StringVar(&flags.outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	command.Flags().StringVar(&flags.since, "changed-since", "", "only stacks whose JSON differs from this commit")
	command.Flags().StringVar(&flags.goneSince, "gone-since", "", "the environments that were removed since this commit, whose jobs destroy them")
	command.Flags().BoolVar(&flags.promoted, "promoted", false, "only environments, grouped by system, in the order of promotion")
	command.MarkFlagsMutuallyExclusive("changed-since", "gone-since", "promoted")
	return command
}

// jobs returns the jobs of the stacks that can be deployed or destroyed, which excludes stacks with placeholder settings. An
// empty matrix is [] in JSON, not null.
func (f matrixFlags) jobs(ctx context.Context) (any, error) {
	stacks, err := synthesized.Load(f.outdir)
	if err != nil {
		return nil, err
	}
	project := commits()
	if f.goneSince != "" {
		gone, err := project.Gone(ctx, f.goneSince, stacks)
		if err != nil {
			return nil, err
		}
		people := func(stack synthesized.Stack) bool { return stack.Metadata().Role != synthesized.RoleEnvironment }
		all, err := jobs.All(slices.DeleteFunc(gone, people))
		return append([]jobs.Job{}, all...), err
	}
	if stacks, err = ready(stacks); err != nil {
		return nil, err
	}
	if f.promoted {
		systems, err := jobs.Promoted(stacks)
		return append([]jobs.System{}, systems...), err
	}
	if f.since != "" {
		before, err := project.StacksAt(ctx, f.since)
		if err != nil {
			return nil, err
		}
		stacks = jobs.Changed(before, stacks)
	}
	all, err := jobs.All(stacks)
	return append([]jobs.Job{}, all...), err
}

// commits is the project for commands that synthesize another commit. The output of that synthesis goes to the standard
// error.
func commits() *deployment.Project {
	return &deployment.Project{Dir: ".", Environ: os.Environ(), Out: os.Stderr, Err: os.Stderr}
}

// ready returns the stacks without placeholder settings.
func ready(stacks []synthesized.Stack) ([]synthesized.Stack, error) {
	text, err := os.ReadFile("cdktf.json")
	if err != nil {
		return nil, fmt.Errorf("cannot read the settings: %w: run landform in the folder that holds cdktf.json", err)
	}
	placeholders, err := settings.Placeholders(text)
	return slices.DeleteFunc(stacks, func(stack synthesized.Stack) bool {
		return len(settings.Contained(string(stack.JSON), placeholders)) > 0
	}), err
}

// changes are the names of the stacks that differ between two syntheses.
type changes struct {
	Changed []string `json:"changed"`
	Gone    []string `json:"gone"` // only in the earlier synthesis
}

func changedSince(before, after string) (changes, error) {
	old, err := synthesized.Load(before)
	if err != nil {
		return changes{}, fmt.Errorf("cannot read the earlier stacks in %s: %w", before, err)
	}
	current, err := synthesized.Load(after)
	if err != nil {
		return changes{}, fmt.Errorf("cannot read the current stacks in %s: %w", after, err)
	}
	return changes{names(jobs.Changed(old, current)), names(jobs.Gone(old, current))}, nil
}

func (c changes) write(out io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(c)
	}
	for _, name := range c.Changed {
		fmt.Fprintln(out, name)
	}
	for _, name := range c.Gone {
		fmt.Fprintln(out, name, "(gone)")
	}
	return nil
}

func names(stacks []synthesized.Stack) []string {
	names := []string{} // an empty list is [] in JSON, not null
	for _, stack := range stacks {
		names = append(names, stack.Name)
	}
	return names
}
