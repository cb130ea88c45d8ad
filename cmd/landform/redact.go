package main

import (
	"errors"
	"fmt"
	"os"

	"landform/internal/redact"

	"github.com/spf13/cobra"
)

// redactCommand prints a copy of a stack's state without secrets.
func redactCommand() *cobra.Command {
	var outdir string
	command := &cobra.Command{
		Use:   "redact STACK STATE STATE_JSON",
		Short: "Print a copy of a state without secrets, for plans of pull requests",
		Long: "Print a copy of a state without secrets, for plans of pull requests. STATE is a file with the output of\n" +
			"\"terraform state pull\", and STATE_JSON a file with the output of \"terraform show -json\".",
		Args: cobra.ExactArgs(3),
		RunE: func(command *cobra.Command, arguments []string) error {
			stack, err := stackIn(outdir, arguments[0])
			if err != nil {
				return err
			}
			state, err := readInput("STATE", arguments[1])
			stateJSON, other := readInput("STATE_JSON", arguments[2])
			if err := errors.Join(err, other); err != nil {
				return err
			}
			copied, err := redact.State(state, stateJSON, stack.JSON)
			if err != nil {
				return fmt.Errorf("cannot redact STATE %s with STATE_JSON %s: %w", arguments[1], arguments[2], err)
			}
			_, err = command.OutOrStdout().Write(append(copied, '\n'))
			return err
		},
	}
	command.Flags().StringVar(&outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	return command
}

// readInput reads a file that a command takes as an argument. The error names the argument.
func readInput(argument, file string) ([]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", argument, err)
	}
	return text, nil
}
