package main

import (
	"context"
	"os"

	"landform/internal/deployment"

	"github.com/spf13/cobra"
)

// deploymentCommands are those that run Terraform. What stands behind "--" is handed on to it.
func deploymentCommands() []*cobra.Command {
	project := &deployment.Project{Dir: ".", Environ: os.Environ(), In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	commands := []*cobra.Command{
		planCommand(project),
		deployCommand(project),
		destroyCommand(project),
		readyCommand(project),
		forStack("output STACK", "Print the outputs of a stack", project.Output),
		forStack("plan-file STACK", "Save a plan of a stack with its checksums", project.SavePlan),
		forStack("bootstrap SYSTEM", "Make the bucket of a system's states, and keep its own state in it", project.Bootstrap),
		applyCommand(project),
		{
			Use: "unlock STACK LOCK", Short: "Release the lock that a killed deployment left", Args: cobra.MinimumNArgs(2),
			ValidArgsFunction: oneStack,
			RunE: func(command *cobra.Command, arguments []string) error {
				return project.Unlock(command.Context(), arguments[0], arguments[1], arguments[2:]...)
			},
		},
		{
			Use: "lock", Short: "Renew the lock file of the providers",
			RunE: func(command *cobra.Command, arguments []string) error {
				return project.Lock(command.Context(), arguments...)
			},
		},
	}
	for _, command := range commands {
		forProject(command, project)
	}
	return commands
}

// applyCommand applies a saved plan whose digest the caller knows.
func applyCommand(project *deployment.Project) *cobra.Command {
	var digest string
	command := &cobra.Command{
		Use: "apply PLAN --digest SHA256", Short: "Apply a plan that plan-file saved", Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			return project.Apply(command.Context(), arguments[0], digest)
		},
	}
	command.Flags().StringVar(&digest, "digest", "", "SHA-256 of the plan's record, as plan-file printed it")
	if err := command.MarkFlagRequired("digest"); err != nil {
		panic(err)
	}
	return command
}

// forProject gives a command the flags that say how the project is synthesized, and what for.
func forProject(command *cobra.Command, project *deployment.Project) {
	command.Flags().StringVar(&project.App, "app", "bin/synth", "command that synthesizes the stacks")
	command.Flags().Var(&project.Engine, "engine", "program that plans and applies")
	command.Flags().StringVar(&project.Outdir, "outdir", "", "folder that the stacks are synthesized to (default cdktf.out, build/emulator for an emulator)")
	command.Flags().BoolVar(&project.Emulated, "emulator", false, "deploy to the AWS emulator at AWS_ENDPOINT_URL")
}

// forStack is a command for one stack.
func forStack(use, short string, run func(ctx context.Context, name string, arguments ...string) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: cobra.MinimumNArgs(1),
		ValidArgsFunction: oneStack,
		RunE: func(command *cobra.Command, arguments []string) error {
			return run(command.Context(), arguments[0], arguments[1:]...)
		},
	}
}
