package main

import (
	"fmt"
	"io"
	"os"
	"runtime"

	"landform/internal/deployment"

	"github.com/spf13/cobra"
)

// severalFlags are the flags of commands that take any number of stacks.
type severalFlags struct {
	selection deployment.Selection
	options   deployment.Options
	json      bool
}

func (f *severalFlags) add(command *cobra.Command) {
	flags := command.Flags()
	flags.BoolVar(&f.selection.All, "all", false, "all stacks without placeholder settings")
	flags.StringVar(&f.selection.System, "system", "", "all stacks of this system")
	completeFlag(command, "system", systemNames)
	flags.StringVar(&f.selection.ChangedSince, "changed-since", "", "all stacks whose JSON differs from this commit")
	flags.IntVar(&f.options.Parallel, "parallel", min(4, runtime.NumCPU()), "number of stacks to work on at the same time")
	flags.BoolVar(&f.json, "json", false, "print the result as JSON on standard output, and everything else on standard error")
}

// take reads the stacks and the arguments for Terraform from the command line.
func (f *severalFlags) take(command *cobra.Command, arguments []string) {
	f.selection.Names = arguments
	if dash := command.ArgsLenAtDash(); dash >= 0 {
		f.selection.Names = arguments[:dash]
		f.options.Arguments, f.options.Approved = deployment.TakeApproval(arguments[dash:])
	}
	f.options.Quiet = f.json
}

// planCommand shows what a deployment would change.
func planCommand(project *deployment.Project) *cobra.Command {
	var flags severalFlags
	command := &cobra.Command{
		Use: "plan [STACK...]", Short: "Show what a deployment would change",
		Long:              "Show what a deployment would change. Exits with 2 if anything would change.\nArguments after \"--\" are passed to terraform plan.",
		ValidArgsFunction: stackNames,
		RunE: func(command *cobra.Command, arguments []string) error {
			flags.take(command, arguments)
			report, err := project.Plan(command.Context(), flags.selection, flags.options)
			return finish(command.OutOrStdout(), report, flags.json, err)
		},
	}
	flags.add(command)
	return command
}

// deployCommand deploys stacks.
func deployCommand(project *deployment.Project) *cobra.Command {
	var flags severalFlags
	var approved bool
	command := &cobra.Command{
		Use: "deploy [STACK...]", Short: "Deploy stacks",
		Long: "Deploy stacks in the order of their dependencies; independent stacks are deployed in parallel.\n" +
			"Arguments after \"--\" are passed to terraform plan.",
		ValidArgsFunction: stackNames,
		RunE: func(command *cobra.Command, arguments []string) error {
			flags.take(command, arguments)
			flags.options.Approved = flags.options.Approved || approved
			report, err := project.Deploy(command.Context(), flags.selection, flags.options)
			return finish(command.OutOrStdout(), report, flags.json, err)
		},
	}
	flags.add(command)
	command.Flags().BoolVar(&approved, "auto-approve", false, "do not ask for approval of the plans")
	command.Flags().BoolVar(&flags.selection.Resume, "resume", false, "continue the last deployment: the stacks that it did not deploy")
	return command
}

// destroyCommand destroys a stack.
func destroyCommand(project *deployment.Project) *cobra.Command {
	var approved bool
	var at string
	command := &cobra.Command{
		Use: "destroy STACK", Short: "Destroy a stack", Args: cobra.MinimumNArgs(1),
		ValidArgsFunction: oneStack,
		RunE: func(command *cobra.Command, arguments []string) error {
			rest, approvedByArgument := deployment.TakeApproval(arguments[1:])
			return project.Destroy(command.Context(), arguments[0], deployment.Options{Approved: approved || approvedByArgument, At: at, Arguments: rest})
		},
	}
	command.Flags().BoolVar(&approved, "auto-approve", false, "do not ask for approval of the plan")
	command.Flags().StringVar(&at, "at", "", "destroy the stack as it was at this commit, such as a stack that was removed since")
	return command
}

// readyCommand checks whether a stack can be deployed or destroyed.
func readyCommand(project *deployment.Project) *cobra.Command {
	var destroy bool
	command := &cobra.Command{
		Use: "ready STACK", Short: "Check whether a stack can be deployed, and print what prevents it", Args: cobra.ExactArgs(1),
		ValidArgsFunction: oneStack,
		RunE: func(command *cobra.Command, arguments []string) error {
			if destroy {
				return project.Destroyable(command.Context(), arguments[0])
			}
			return project.Ready(command.Context(), arguments[0])
		},
	}
	command.Flags().BoolVar(&destroy, "destroy", false, "check whether it can be destroyed instead")
	return command
}

// finish prints a report and returns the error that sets the command's exit code.
func finish(out io.Writer, report deployment.Report, asJSON bool, err error) error {
	switch {
	case asJSON:
		if report.Operation != "" {
			if failed := report.WriteJSON(out); failed != nil {
				return failed
			}
		}
	case len(report.Results) > 1 || len(report.Gone) > 0:
		if failed := report.Write(os.Stdout); failed != nil {
			return failed
		}
	}
	if err != nil {
		return err
	}
	if failures := report.Failures(); failures == 1 && len(report.Results) == 1 {
		return fmt.Errorf("%s: %s", report.Results[0].Stack, report.Results[0].Error)
	} else if failures > 0 {
		return fmt.Errorf("%d of %d stacks failed", failures, len(report.Results))
	}
	if report.Planned() {
		return errFindings
	}
	return nil
}
