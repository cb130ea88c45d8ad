package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"

	"landform/internal/dotenv"

	"github.com/spf13/cobra"
)

// envCommand prints the .env of a deployed environment of the ticketing system.
func envCommand() *cobra.Command {
	var outdir string
	command := &cobra.Command{
		Use:   "env STACK",
		Short: "Print the backend's .env from a deployed stack's outputs, secrets by reference",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			stack, err := stackIn(outdir, arguments[0])
			if err != nil {
				return err
			}
			outputs, err := outputsIn(command.Context(), stack.Dir)
			if err != nil {
				return err
			}
			return dotenv.Write(command.OutOrStdout(), outputs)
		},
	}
	command.Flags().StringVar(&outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	return command
}

// outputsIn has Terraform find the state of a stack's folder and print its outputs as JSON.
func outputsIn(ctx context.Context, dir string) ([]byte, error) {
	initialize := exec.CommandContext(ctx, "terraform", "init", "-input=false")
	initialize.Dir, initialize.Stdout, initialize.Stderr = dir, os.Stderr, os.Stderr
	if err := initialize.Run(); err != nil {
		return nil, fmt.Errorf("terraform init: %w", err)
	}
	show := exec.CommandContext(ctx, "terraform", "output", "-json")
	show.Dir, show.Stderr = dir, os.Stderr
	outputs, err := show.Output()
	if err != nil {
		return nil, fmt.Errorf("terraform output: %w", err)
	}
	return outputs, nil
}
