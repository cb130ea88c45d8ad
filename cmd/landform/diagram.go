package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"landform/internal/report/diagram"

	"github.com/spf13/cobra"
)

// diagramCommand draws the architecture of stacks.
func diagramCommand() *cobra.Command {
	var outdir, to string
	command := &cobra.Command{
		Use:               "diagram STACK...",
		Short:             "Draw the architecture of stacks as SVG",
		Long:              "Draw the architecture of stacks as SVG: availability zones, tiers of subnets, the resources in them, and the permitted traffic.\nOne stack is printed to standard output. With --to, each stack is written to a file of its own.",
		Example:           "  landform diagram dev-stack > dev.svg\n  landform diagram --to docs/diagrams dev-stack ticketing-prod-stack",
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: stackNames,
		RunE: func(command *cobra.Command, names []string) error {
			if to == "" && len(names) > 1 {
				return fmt.Errorf("%d stacks need --to: the folder to write one file for each stack to", len(names))
			}
			stacks, err := stacksIn(outdir, names)
			if err != nil {
				return err
			}
			var problems []error
			for _, stack := range stacks {
				picture, err := diagram.SVG(stack)
				if err == nil && to == "" {
					_, err = command.OutOrStdout().Write(picture)
				} else if err == nil {
					err = errors.Join(os.MkdirAll(to, 0o755), os.WriteFile(filepath.Join(to, stack.Name+".svg"), picture, 0o644))
				}
				problems = append(problems, err)
			}
			return errors.Join(problems...)
		},
	}
	command.Flags().StringVar(&outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	command.Flags().StringVar(&to, "to", "", "folder to write one file for each stack to")
	return command
}
