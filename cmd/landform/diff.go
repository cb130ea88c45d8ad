package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"landform/internal/plainjson"
	"landform/internal/report/compare"
	"landform/internal/synthesized"

	"github.com/spf13/cobra"
)

// diffCommand compares two stacks, or a stack with an earlier version of it.
func diffCommand() *cobra.Command {
	var outdir, since string
	var asJSON bool
	command := &cobra.Command{
		Use:   "diff A B | --since COMMIT STACK",
		Short: "Compare two synthesized stacks, argument by argument",
		Long: "Compare two synthesized stacks, argument by argument. Differences without meaning are ignored: the names and accounts of their\n" +
			"environments, the order of lists that AWS treats as sets, and the formatting of policies. Exits with 2 if the stacks differ.\n" +
			"To see what a deployment would change, use \"landform plan\".",
		Args:              cobra.RangeArgs(1, 2),
		ValidArgsFunction: stackNames,
		RunE: func(command *cobra.Command, names []string) error {
			before, after, err := sides(command.Context(), outdir, since, names)
			if err != nil {
				return err
			}
			found := compare.Stacks(before, after)
			if asJSON {
				err = plainjson.Write(command.OutOrStdout(), found)
			} else {
				writeDifferences(command.OutOrStdout(), found, namesOfSides(before, after, since))
			}
			if len(found) > 0 {
				err = errors.Join(err, errFindings)
			}
			return err
		},
	}
	command.Flags().StringVar(&outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	command.Flags().StringVar(&since, "since", "", "compare a stack with its version at this commit")
	command.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return command
}

// sides returns the two stacks to compare.
func sides(ctx context.Context, outdir, since string, names []string) (before, after synthesized.Stack, err error) {
	if (since == "") != (len(names) == 2) {
		return before, after, errors.New("wrong number of stacks: pass two stacks, or one stack with --since")
	}
	stacks, err := stacksIn(outdir, names)
	if err != nil {
		return before, after, err
	}
	if since == "" {
		return stacks[0], stacks[1], nil
	}
	then, err := commits().StacksAt(ctx, since)
	if err != nil {
		return before, after, err
	}
	before, err = synthesized.Find(then, names[0])
	return before, stacks[0], err
}

// namesOfSides are what the two sides are called: their stacks, or one stack then and now.
func namesOfSides(before, after synthesized.Stack, since string) [2]string {
	if since != "" {
		return [2]string{after.Name + " at " + since, after.Name + " now"}
	}
	return [2]string{before.Name, after.Name}
}

// writeDifferences prints each resource once, followed by its arguments. The sides are what the two stacks are called.
func writeDifferences(out io.Writer, found []compare.Difference, sides [2]string) {
	last := ""
	for _, one := range found {
		if one.Argument == "" {
			side := sides[0]
			if one.Before == "" {
				side = sides[1]
			}
			fmt.Fprintf(out, "%s (%s): only in %s\n", one.Path, one.Type, side)
			continue
		}
		if heading := one.Path + one.Type; heading != last {
			fmt.Fprintf(out, "%s (%s)\n", one.Path, one.Type)
			last = heading
		}
		lines := one.Lines()
		if lines == nil {
			fmt.Fprintf(out, "  %s: %s -> %s\n", one.Argument, shown(one.Before), shown(one.After))
			continue
		}
		fmt.Fprintf(out, "  %s:\n", one.Argument)
		for _, line := range lines {
			fmt.Fprintf(out, "    %c %s\n", line.Sign, shortened(line.Text))
		}
	}
}

// shown is a value in one line, or "not set" where there is none.
func shown(value string) string {
	if value == "" {
		return "not set"
	}
	return shortened(strings.ReplaceAll(value, "\n", ", "))
}

func shortened(value string) string {
	const longest = 120
	if runes := []rune(value); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return value
}
