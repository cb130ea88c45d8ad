package main

import (
	"fmt"
	"path/filepath"

	"landform/internal/report/site"

	"github.com/spf13/cobra"
)

// reportCommand writes the report of all stacks as a site.
func reportCommand() *cobra.Command {
	var outdir, to, since string
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
			input := site.Input{Explainer: e}
			if since != "" {
				if input.Base, err = commits().StacksAt(command.Context(), since); err != nil {
					return err
				}
				input.BaseName = since
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
	return command
}
