package main

import (
	"os"

	"landform/internal/deployment"
	"landform/internal/synthesized"
	"landform/stacks/ticketing/dotenv"

	"github.com/spf13/cobra"
)

// envCommand prints the .env file of a deployed ticketing environment. Output of Terraform goes to standard error, so
// that standard output holds nothing but the file.
func envCommand() *cobra.Command {
	project := &deployment.Project{Dir: ".", Environ: os.Environ(), In: os.Stdin, Out: os.Stderr, Err: os.Stderr}
	command := &cobra.Command{
		Use:   "env STACK",
		Short: "Print the backend's .env file from the outputs of a deployed stack; secrets appear as references",
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
