package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"

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

// matrixCommand prints the job matrix for GitHub Actions, as JSON on one line.
func matrixCommand() *cobra.Command {
	var outdir, since string
	var promoted bool
	command := &cobra.Command{
		Use:   "matrix",
		Short: "Print the jobs of the CI pipeline as JSON, one for each stack",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			matrix, err := matrix(outdir, since, promoted)
			if err != nil {
				return err
			}
			return json.NewEncoder(command.OutOrStdout()).Encode(matrix)
		},
	}
	command.Flags().StringVar(&outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	command.Flags().StringVar(&since, "changed-since", "", "only stacks whose JSON differs from this output folder")
	command.Flags().BoolVar(&promoted, "promoted", false, "only environments, grouped by system, in the order of promotion")
	command.MarkFlagsMutuallyExclusive("changed-since", "promoted")
	return command
}

// matrix returns the jobs of the stacks that can be deployed, which excludes stacks with placeholder settings.
func matrix(outdir, since string, promoted bool) (any, error) {
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		return nil, err
	}
	if stacks, err = ready(stacks); err != nil {
		return nil, err
	}
	if promoted {
		systems, err := jobs.Promoted(stacks)
		return append([]jobs.System{}, systems...), err // an empty matrix is [] in JSON, not null
	}
	if since != "" {
		before, err := synthesized.Load(since)
		if err != nil {
			return nil, err
		}
		stacks = jobs.Changed(before, stacks)
	}
	all, err := jobs.All(stacks)
	return append([]jobs.Job{}, all...), err
}

// ready returns the stacks without placeholder settings.
func ready(stacks []synthesized.Stack) ([]synthesized.Stack, error) {
	text, err := os.ReadFile("cdktf.json")
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
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
		return changes{}, err
	}
	current, err := synthesized.Load(after)
	return changes{names(jobs.Changed(old, current)), names(jobs.Gone(old, current))}, err
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
