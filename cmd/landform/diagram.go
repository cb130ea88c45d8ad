package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"landform/internal/report/diagram"

	"github.com/spf13/cobra"
)

// diagramCommand draws the architecture of a stack.
func diagramCommand() *cobra.Command {
	var outdir, to string
	command := &cobra.Command{
		Use:               "diagram STACK...",
		Short:             "Draw the architecture of stacks as SVG",
		Long:              "Draw the architecture of stacks as SVG: zones by tiers, what runs in them, and who may talk to whom. One stack goes to the\nstandard output unless --to names a folder, which gets a file for each.",
		Example:           "  landform diagram dev-stack > dev.svg\n  landform diagram --to docs/diagrams dev-stack ticketing-prod-stack",
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: stackNames,
		RunE: func(command *cobra.Command, names []string) error {
			if to == "" && len(names) > 1 {
				return fmt.Errorf("%d stacks are named: --to says which folder gets their files", len(names))
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
	command.Flags().StringVar(&to, "to", "", "folder to write a file for each stack to")
	return command
}
