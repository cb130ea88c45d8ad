package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"landform/internal/deployment"
	"landform/internal/plainjson"
	"landform/internal/report/cost"
	"landform/internal/synthesized"

	"github.com/spf13/cobra"
)

// costFlags are the flags of "landform cost".
type costFlags struct {
	outdir, usage, since string
	compare, json        bool
}

// costCommand prints the monthly cost of stacks.
func costCommand() *cobra.Command {
	var flags costFlags
	command := &cobra.Command{
		Use:   "cost [STACK...]",
		Short: "Print the monthly cost of stacks at list prices",
		Long: "Print the monthly cost of the named stacks, or of all stacks, at list prices, resource by resource.\n" +
			"Quantities that depend on use are assumptions. --usage replaces them with those of a file like internal/report/cost/usage.json.",
		ValidArgsFunction: stackNames,
		RunE: func(command *cobra.Command, names []string) error {
			return flags.run(command.Context(), command.OutOrStdout(), names)
		},
	}
	command.Flags().StringVar(&flags.outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	command.Flags().StringVar(&flags.usage, "usage", "", "JSON file with the assumed usage")
	command.Flags().StringVar(&flags.since, "since", "", "compare each stack with its version at this commit")
	command.Flags().BoolVar(&flags.compare, "compare", false, "compare the two named stacks")
	command.Flags().BoolVar(&flags.json, "json", false, "print the result as JSON")
	command.MarkFlagsMutuallyExclusive("since", "compare")
	return command
}

func (f costFlags) run(ctx context.Context, out io.Writer, names []string) error {
	calculator, err := cost.NewCalculator(f.usage)
	if err != nil {
		return err
	}
	stacks, err := allOrNamed(f.outdir, names)
	if err != nil {
		return err
	}
	switch {
	case f.compare && len(names) != 2:
		return fmt.Errorf("--compare takes two stacks, not %d", len(names))
	case f.compare:
		return f.differences(out, [][2]cost.Report{{calculator.Of(stacks[0]), calculator.Of(stacks[1])}})
	case f.since != "":
		pairs, err := f.sinceCommit(ctx, calculator, stacks)
		if err != nil {
			return err
		}
		return f.differences(out, pairs)
	}
	var reports []cost.Report
	for _, stack := range stacks {
		reports = append(reports, calculator.Of(stack))
	}
	if f.json {
		return plainjson.Write(out, reports)
	}
	for _, report := range reports {
		calculator.Write(out, report)
		fmt.Fprintln(out)
	}
	return nil
}

// sinceCommit pairs the report of each stack with the report of its version at the commit, which is empty for a new
// stack.
func (f costFlags) sinceCommit(ctx context.Context, calculator cost.Calculator, stacks []synthesized.Stack) ([][2]cost.Report, error) {
	project := &deployment.Project{Dir: ".", Environ: os.Environ(), Out: os.Stderr, Err: os.Stderr}
	base, err := project.StacksAt(ctx, f.since)
	if err != nil {
		return nil, err
	}
	var pairs [][2]cost.Report
	for _, stack := range stacks {
		before := cost.Report{Stack: stack.Name}
		if old, err := synthesized.Find(base, stack.Name); err == nil {
			before = calculator.Of(old)
		}
		before.Stack += "@" + f.since
		pairs = append(pairs, [2]cost.Report{before, calculator.Of(stack)})
	}
	return pairs, nil
}

// difference is the comparison of two reports, as JSON.
type difference struct {
	Before      string            `json:"before"`
	After       string            `json:"after"`
	TotalBefore float64           `json:"totalBefore"`
	TotalAfter  float64           `json:"totalAfter"`
	Differences []cost.Difference `json:"differences"`
}

// differences prints the pairs. It returns errFindings if the reports of a pair differ.
func (f costFlags) differences(out io.Writer, pairs [][2]cost.Report) error {
	var all []difference
	differs := false
	for _, pair := range pairs {
		found := cost.Compare(pair[0], pair[1])
		differs = differs || len(found) > 0
		all = append(all, difference{pair[0].Stack, pair[1].Stack, pair[0].Total, pair[1].Total, found})
		if !f.json {
			cost.WriteComparison(out, pair[0], pair[1])
		}
	}
	var err error
	if f.json {
		err = plainjson.Write(out, all)
	}
	if differs {
		err = errors.Join(err, errFindings)
	}
	return err
}

// allOrNamed returns the named stacks in the order of the names, or all synthesized stacks if there are no names.
func allOrNamed(outdir string, names []string) ([]synthesized.Stack, error) {
	if len(names) > 0 {
		return stacksIn(outdir, names)
	}
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		return nil, fmt.Errorf("%w: run \"make synth\" first", err)
	}
	return stacks, nil
}
