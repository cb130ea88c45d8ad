// Command landform deploys stacks, reports on them and prepares what is done with them.
package main

import (
	"context"
	"fmt"
	"os"

	"landform/internal/synthesized"

	"github.com/spf13/cobra"
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

// newRoot is the command with all others below it.
func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "landform",
		Short:         "Deploy stacks and report on them",
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
	return root
}

// stackIn finds a synthesized stack by its name.
func stackIn(outdir, name string) (synthesized.Stack, error) {
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		return synthesized.Stack{}, fmt.Errorf("%w: run \"make synth\" first", err)
	}
	return synthesized.Find(stacks, name)
}
