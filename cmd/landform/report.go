package main

import (
	"fmt"
	"os"
	"path/filepath"

	"landform/internal/report/site"
	"landform/internal/synthesized"

	"github.com/spf13/cobra"
)

// reportCommand writes the report of all stacks as a site.
func reportCommand() *cobra.Command {
	var outdir, to, since string
	var plans []string
	command := &cobra.Command{
		Use:   "report",
		Short: "Write a site that shows all stacks: architecture, traffic, grants, data, cost, guardrails, requirements",
		Long: "Write a site that shows all stacks: architecture, traffic, grants, data, alarms, outputs, cost, guardrails, requirements, and every\n" +
			"resource. It consists of plain files that open from disk and load nothing from the network.",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			e, err := explainer(outdir)
			if err != nil {
				return err
			}
			input := site.Input{Explainer: e, Literals: literals(e.Stacks)}
			if since != "" {
				if input.Base, err = commits().StacksAt(command.Context(), since); err != nil {
					return err
				}
				input.BaseName = since
			}
			if len(plans) > 0 {
				read, err := reviewFlags{outdir: outdir}.read(command.Context(), plans)
				if err != nil {
					return err
				}
				input.Plans = read.Stacks
			}
			if err := site.Write(input, to); err != nil {
				return err
			}
			fmt.Fprintf(command.OutOrStdout(), "Wrote the report on %d stacks: %s\n", len(e.Stacks), filepath.Join(to, "index.html"))
			return nil
		},
	}
	command.Flags().StringVar(&outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	command.Flags().StringVar(&to, "to", "build/report", "folder to write to")
	command.Flags().StringVar(&since, "since", "", "include the changes since this commit")
	command.Flags().StringArrayVar(&plans, "plan", nil, "also show what Terraform will do: a plan as \"landform review\" reads it; may be repeated")
	return command
}

// literals are the source files of the environments, where the command runs in the project: a system's folder has one for
// each of its environments.
func literals(stacks []synthesized.Stack) map[string]string {
	found := map[string]string{}
	for _, stack := range stacks {
		metadata := stack.Metadata()
		if metadata.Role != synthesized.RoleEnvironment {
			continue
		}
		if text, err := os.ReadFile(filepath.Join("stacks", metadata.System, metadata.Environment+".go")); err == nil {
			found[stack.Name] = string(text)
		}
	}
	return found
}
