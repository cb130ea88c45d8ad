package main

import (
	"encoding/json"
	"fmt"
	"os"

	"landform/internal/jobs"
	"landform/internal/synthesized"

	"github.com/spf13/cobra"
)

// changedCommand prints the stacks that another synthesis, such as that of the main branch, has otherwise.
func changedCommand() *cobra.Command {
	var outdir string
	command := &cobra.Command{
		Use:   "changed BEFORE",
		Short: "Print the stacks whose JSON is not what it is in another output folder",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			changed, err := changedSince(arguments[0], outdir)
			for _, stack := range changed {
				fmt.Fprintln(command.OutOrStdout(), stack.Name)
			}
			return err
		},
	}
	command.Flags().StringVar(&outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	return command
}

// matrixCommand prints what the jobs of a pipeline have to know, as JSON on one line.
func matrixCommand() *cobra.Command {
	var outdir, since string
	var promoted bool
	command := &cobra.Command{
		Use:   "matrix",
		Short: "Print the pipeline's jobs as JSON: one for each stack",
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
	command.Flags().StringVar(&since, "changed-since", "", "only stacks that are otherwise in this output folder")
	command.Flags().BoolVar(&promoted, "promoted", false, "only environments, by system, in the order of their promotion")
	command.MarkFlagsMutuallyExclusive("changed-since", "promoted")
	return command
}

func matrix(outdir, since string, promoted bool) (any, error) {
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		return nil, err
	}
	if promoted {
		return jobs.Promoted(stacks)
	}
	all, err := jobs.All(stacks)
	if err != nil || since == "" {
		return all, err
	}
	changed, err := changedSince(since, outdir)
	if err != nil {
		return nil, err
	}
	wanted := []jobs.Job{} // an empty matrix is [], never null
	for _, job := range all {
		for _, stack := range changed {
			if stack.Name == job.Stack {
				wanted = append(wanted, job)
			}
		}
	}
	return wanted, nil
}

func changedSince(before, after string) ([]synthesized.Stack, error) {
	old, err := synthesized.Load(before)
	if err != nil {
		return nil, err
	}
	current, err := synthesized.Load(after)
	if err != nil {
		return nil, err
	}
	return jobs.Changed(old, current), nil
}

// driftCommand prints what has been changed without Terraform.
func driftCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "drift PLAN.json",
		Short: "Print what a plan found to have been changed without Terraform; nothing where nothing has",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			plan, err := os.ReadFile(arguments[0])
			if err != nil {
				return err
			}
			page, err := jobs.Drift(plan)
			fmt.Fprint(command.OutOrStdout(), page)
			return err
		},
	}
}
