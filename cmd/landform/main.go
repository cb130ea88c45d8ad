// Command landform plans, deploys and destroys synthesized stacks, checks them, and reports on them.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"landform/internal/synthesized"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func main() {
	ctx, release := untilSignal(context.Background(), os.Stderr)
	err := newRoot().ExecuteContext(ctx)
	release()
	code := exitCode(err)
	if code == exitError {
		fmt.Fprintln(os.Stderr, "landform:", err)
	}
	os.Exit(code)
}

// newRoot returns the root command with all subcommands.
func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "landform",
		Short:         "Plan, deploy, check and report on the synthesized stacks",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(
		adoptCommand(),
		changedCommand(),
		checkCommand(),
		clusterCommand(),
		costCommand(),
		diagramCommand(),
		diffCommand(),
		driftCommand(),
		reviewCommand(),
		listCommand(),
		ejectCommand(),
		envCommand(),
		explainCommand(),
		graphCommand(),
		matrixCommand(),
		redactCommand(),
		reportCommand(),
		rulesCommand(),
		traceCommand(),
	)
	root.AddCommand(deploymentCommands()...)
	addExamples(root)
	root.SetFlagErrorFunc(nearestFlag)
	return root
}

// stackIn returns the synthesized stack with this name.
func stackIn(outdir, name string) (synthesized.Stack, error) {
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		return synthesized.Stack{}, fmt.Errorf("%w: run \"make synth\" first", err)
	}
	return synthesized.Find(stacks, name)
}

// nearestFlag names the flag that a mistyped one is nearest to.
func nearestFlag(command *cobra.Command, err error) error {
	_, name, unknown := strings.Cut(err.Error(), "unknown flag: --")
	if !unknown {
		return err
	}
	var names []string
	command.Flags().VisitAll(func(flag *pflag.Flag) { names = append(names, flag.Name) })
	return fmt.Errorf("%w%s: \"landform %s --help\" lists them", err, synthesized.DidYouMean(name, names), command.Name())
}
