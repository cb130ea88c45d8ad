package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"landform/internal/plainjson"
	"landform/internal/report/order"
	"landform/internal/synthesized"

	"github.com/spf13/cobra"
)

// graphCommand prints the critical path of a deployment.
func graphCommand() *cobra.Command {
	var outdir string
	var asJSON bool
	command := &cobra.Command{
		Use:   "graph STACK",
		Short: "Print the critical path of creating a stack, and how long it usually takes",
		Long: "Print the critical path of creating a stack: the longest chain of resources that wait for each other, and how long AWS usually\n" +
			"takes to create each. The times are orders of magnitude. All other resources are created in parallel.",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: stackNames,
		RunE: func(command *cobra.Command, names []string) error {
			stack, err := stackIn(outdir, names[0])
			if err != nil {
				return err
			}
			steps, total := order.LongestChain(stack)
			if asJSON {
				return plainjson.Write(command.OutOrStdout(), map[string]any{"stack": stack.Name, "steps": steps, "slow": order.Slow(stack), "total": total})
			}
			return writeSteps(command.OutOrStdout(), stack, steps, total)
		},
	}
	command.Flags().StringVar(&outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	command.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON; durations are nanoseconds")
	return command
}

// writeSteps prints the critical path, and then the slow resources that are created beside it.
func writeSteps(out io.Writer, stack synthesized.Stack, steps []order.Step, total time.Duration) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	row := func(step order.Step) {
		fmt.Fprintf(table, "%s\t%s\t%s\n", step.Begins.Round(time.Second), step.Takes, strings.TrimPrefix(step.Path, stack.Name+"/"))
	}
	fmt.Fprintln(table, "BEGINS AFTER\tTAKES\tCRITICAL PATH")
	for _, step := range steps {
		row(step)
	}
	fmt.Fprintf(table, "%s\t\tall %d resources exist\n", total.Round(time.Second), len(stack.Resources))
	beside := slices.DeleteFunc(order.Slow(stack), func(slow order.Step) bool {
		return slices.ContainsFunc(steps, func(step order.Step) bool { return step.Address == slow.Address })
	})
	if len(beside) > 0 {
		fmt.Fprintln(table, "\t\t\nBEGINS AFTER\tTAKES\tBESIDE IT, A MINUTE AND MORE")
	}
	for _, step := range beside {
		row(step)
	}
	return table.Flush()
}
