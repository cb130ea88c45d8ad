package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"landform/internal/eject"
	"landform/internal/guardrails"
	"landform/internal/guardrails/rules"
	"landform/internal/synthesized"

	"github.com/spf13/cobra"
)

// ejectCommand writes stacks as Terraform projects that need neither cdktf nor this repository.
func ejectCommand() *cobra.Command {
	var outdir, to string
	var options eject.Options
	command := &cobra.Command{
		Use:   "eject STACK... --to DIR",
		Short: "Write stacks as Terraform projects in readable HCL that keep every resource address",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			stacks, err := stacksIn(outdir, arguments)
			if err != nil {
				return err
			}
			options.Reasons = reasons(stacks)
			if err := eject.Write(stacks, to, options); err != nil {
				return err
			}
			for _, stack := range stacks {
				fmt.Fprintln(command.OutOrStdout(), "Wrote", filepath.Join(to, stack.Name))
			}
			fmt.Fprintln(command.OutOrStdout(), "To check that the plan has no changes, run in each folder: terraform init && terraform plan")
			return nil
		},
	}
	command.Flags().StringVar(&outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	command.Flags().StringVar(&to, "to", "", "folder to write to; each stack gets a subfolder")
	command.Flags().BoolVar(&options.Names, "names", false, "give resources readable names, with moved blocks that keep them in the state")
	_ = command.MarkFlagRequired("to") // fails only for an undefined flag
	return command
}

// reasons returns why findings of the guardrails are waived, by stack and address. Whoever maintains the resource from then
// on has no guardrails, and no other place to read it.
func reasons(stacks []synthesized.Stack) map[string][]string {
	found := map[string][]string{}
	for _, finding := range guardrails.Check(rules.Table(), stacks, nil).Waived {
		resource := finding.Stack + "/" + finding.Address
		reason := finding.Text + ": " + finding.Waiver.Reason
		if finding.Address != "" && !slices.Contains(found[resource], reason) {
			found[resource] = append(found[resource], reason)
		}
	}
	return found
}

// stacksIn returns the named synthesized stacks. The error names every unknown stack.
func stacksIn(outdir string, names []string) ([]synthesized.Stack, error) {
	stacks := make([]synthesized.Stack, len(names))
	problems := make([]error, len(names))
	for index, name := range names {
		stacks[index], problems[index] = stackIn(outdir, name)
	}
	return stacks, errors.Join(problems...)
}
