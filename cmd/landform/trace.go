package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"landform/internal/plainjson"
	"landform/internal/report/requirements"
	"landform/internal/synthesized"

	"github.com/spf13/cobra"
)

// fulfilled is a line of the checklist with the addresses of the resources that fulfil it.
type fulfilled struct {
	requirements.Line
	Addresses map[string][]string `json:"addresses"` // by stack
}

// traceCommand prints what fulfils each line of the requirements checklist.
func traceCommand() *cobra.Command {
	var outdir string
	var asJSON bool
	command := &cobra.Command{
		Use:   "trace [LINE...]",
		Short: "Print what fulfils each line of the requirements checklist",
		Long:  "Print what fulfils each line of the requirements checklist: resources, tests and pages, or the deviation and its reason.",
		RunE: func(command *cobra.Command, ids []string) error {
			lines, err := linesOf(ids)
			if err != nil {
				return err
			}
			stacks, err := allOrNamed(outdir, nil)
			if err != nil {
				return err
			}
			all := []fulfilled{}
			for _, line := range lines {
				all = append(all, fulfil(line, stacks))
			}
			if asJSON {
				return plainjson.Write(command.OutOrStdout(), all)
			}
			for _, one := range all {
				one.write(command.OutOrStdout(), len(ids) > 0)
			}
			return nil
		},
	}
	command.Flags().StringVar(&outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	command.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return command
}

func linesOf(ids []string) ([]requirements.Line, error) {
	if len(ids) == 0 {
		return requirements.Lines()
	}
	var lines []requirements.Line
	for _, id := range ids {
		line, err := requirements.Find(id)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func fulfil(line requirements.Line, stacks []synthesized.Stack) fulfilled {
	one := fulfilled{Line: line, Addresses: map[string][]string{}}
	for _, stack := range stacks {
		for _, resource := range line.Fulfilled(stack) {
			one.Addresses[stack.Name] = append(one.Addresses[stack.Name], resource.Address())
		}
	}
	return one
}

// write prints the line, with the addresses in each stack if details is true.
func (f fulfilled) write(out io.Writer, details bool) {
	fmt.Fprintf(out, "%-4s %s\n", f.ID, f.Claim)
	count := 0
	for _, addresses := range f.Addresses {
		count += len(addresses)
	}
	if count > 0 {
		fmt.Fprintf(out, "     %d resources in %d stacks: %s\n", count, len(f.Addresses), strings.Join(f.Resources, ", "))
	}
	if len(f.Tests) > 0 {
		fmt.Fprintf(out, "     tests: %s\n", strings.Join(f.Tests, ", "))
	}
	if len(f.Pages) > 0 {
		fmt.Fprintf(out, "     see: %s\n", strings.Join(f.Pages, ", "))
	}
	if f.Deviation != "" {
		fmt.Fprintf(out, "     different: %s\n", f.Deviation)
	}
	if !details {
		return
	}
	for _, stack := range sortedKeys(f.Addresses) {
		fmt.Fprintf(out, "     %s\n", stack)
		for _, address := range f.Addresses[stack] {
			fmt.Fprintf(out, "       %s\n", address)
		}
	}
}

func sortedKeys(of map[string][]string) []string { return slices.Sorted(maps.Keys(of)) }
