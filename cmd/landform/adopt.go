package main

import (
	"os"
	"path/filepath"

	"landform/stacks/volteryde/adopt"

	"github.com/spf13/cobra"
)

// adoptCommand writes the import blocks that bring an installation made with the Volteryde document's Terraform under
// this project's management, and prints the steps that follow.
func adoptCommand() *cobra.Command {
	var outdir string
	command := &cobra.Command{
		Use:   "adopt STACK",
		Short: "Write import blocks for an installation made with the Volteryde document's own Terraform",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			stack, err := stackIn(outdir, arguments[0])
			if err != nil {
				return err
			}
			text, err := adopt.Blocks(stack)
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(stack.Dir, adopt.File), text, 0o644); err != nil {
				return err
			}
			return adopt.Explain(command.OutOrStdout(), stack)
		},
	}
	command.Flags().StringVar(&outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	return command
}
