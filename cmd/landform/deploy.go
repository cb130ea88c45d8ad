package main

import (
	"context"
	"errors"
	"os"

	"landform/internal/deployment"
	"landform/internal/engine"

	"github.com/spf13/cobra"
)

// deploymentCommands returns the commands that run Terraform. Arguments after "--" are passed to Terraform.
func deploymentCommands() []*cobra.Command {
	project := &deployment.Project{Dir: ".", Environ: os.Environ(), In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	commands := []*cobra.Command{
		planCommand(project),
		deployCommand(project),
		destroyCommand(project),
		readyCommand(project),
		forStack("output STACK", "Print the outputs of a stack", project.Output),
		planFileCommand(project),
		forStack("bootstrap SYSTEM", "Create the bucket for a system's Terraform states, and move the bucket's own state into it", project.Bootstrap),
		applyCommand(project),
		{
			Use: "unlock STACK LOCK", Short: "Release the state lock that a killed deployment left behind", Args: cobra.MinimumNArgs(2),
			ValidArgsFunction: oneStack,
			RunE: func(command *cobra.Command, arguments []string) error {
				return project.Unlock(command.Context(), arguments[0], arguments[1], arguments[2:]...)
			},
		},
		{
			Use: "lock", Short: "Update the lock file of the Terraform providers",
			RunE: func(command *cobra.Command, arguments []string) error {
				return project.Lock(command.Context(), arguments...)
			},
		},
	}
	for _, command := range commands {
		if command.Name() == "bootstrap" {
			command.ValidArgsFunction = systemNames
		}
		forProject(command, project)
	}
	return commands
}

// planFileCommand saves a plan.
func planFileCommand(project *deployment.Project) *cobra.Command {
	var options deployment.Options
	command := &cobra.Command{
		Use: "plan-file STACK", Short: "Plan a stack, and save the plan with its checksums for \"landform apply\"", Args: cobra.MinimumNArgs(1),
		Long: "Plan a stack, and save the plan with its checksums for \"landform apply\". With --destroy, plan the destruction of the stack,\n" +
			"which is refused while one of its resources is protected. Arguments after \"--\" are passed to terraform plan.",
		ValidArgsFunction: oneStack,
		RunE: func(command *cobra.Command, arguments []string) error {
			if options.At != "" && !options.Destroys {
				return errors.New("--at requires --destroy: a deployment is of the project's present version")
			}
			options.Arguments = arguments[1:]
			return project.SavePlan(command.Context(), arguments[0], options)
		},
	}
	command.Flags().BoolVar(&options.Destroys, "destroy", false, "plan the destruction of the stack")
	command.Flags().StringVar(&options.At, "at", "", "destroy the stack as it was at this ancestor of the present commit")
	return command
}

// applyCommand applies a saved plan. The caller passes the plan's digest.
func applyCommand(project *deployment.Project) *cobra.Command {
	var digest string
	command := &cobra.Command{
		Use: "apply PLAN --digest SHA256", Short: "Apply a plan that \"landform plan-file\" saved", Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			return project.Apply(command.Context(), arguments[0], digest)
		},
	}
	command.Flags().StringVar(&digest, "digest", "", "SHA-256 of the plan's record, printed by \"landform plan-file\"")
	if err := command.MarkFlagRequired("digest"); err != nil {
		panic(err)
	}
	return command
}

// forProject adds the flags that say how the project is synthesized and whether the target is an emulator.
func forProject(command *cobra.Command, project *deployment.Project) {
	command.Flags().StringVar(&project.App, "app", "bin/synth", "command that synthesizes the stacks")
	command.Flags().Var(&project.Engine, "engine", "program that plans and applies stacks")
	completeFlag(command, "engine", cobra.FixedCompletions(engineNames(), cobra.ShellCompDirectiveNoFileComp))
	command.Flags().StringVar(&project.Outdir, "outdir", "", "folder that the stacks are synthesized to (default cdktf.out, build/emulator for an emulator)")
	command.Flags().BoolVar(&project.Emulated, "emulator", false, "deploy to the AWS emulator at AWS_ENDPOINT_URL")
}

// engineNames are the values of --engine.
func engineNames() []string {
	var names []string
	for _, kind := range engine.Kinds() {
		names = append(names, kind.String())
	}
	return names
}

// forStack returns a command that takes one stack.
func forStack(use, short string, run func(ctx context.Context, name string, arguments ...string) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: cobra.MinimumNArgs(1),
		ValidArgsFunction: oneStack,
		RunE: func(command *cobra.Command, arguments []string) error {
			return run(command.Context(), arguments[0], arguments[1:]...)
		},
	}
}
