package main

import (
	"os"

	"landform/internal/deployment"
	"landform/internal/synthesized"
	"landform/stacks/ticketing/dotenv"

	"github.com/spf13/cobra"
)

// envCommand prints the .env of a deployed environment of the ticketing system. What its tools say goes to the standard
// error, so that the output is the file.
func envCommand() *cobra.Command {
	project := &deployment.Project{Dir: ".", Environ: os.Environ(), In: os.Stdin, Out: os.Stderr, Err: os.Stderr}
	command := &cobra.Command{
		Use:   "env STACK",
		Short: "Print the backend's .env from a deployed stack's outputs, secrets by reference",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			stack, outputs, err := project.Outputs(command.Context(), arguments[0])
			if err != nil {
				return err
			}
			return dotenv.Write(command.OutOrStdout(), outputs, stack.Metadata().Outputs[synthesized.OutputDotenv])
		},
	}
	forProject(command, project)
	return command
}
