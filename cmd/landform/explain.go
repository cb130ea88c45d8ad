package main

import (
	"fmt"

	"landform/internal/guardrails"
	"landform/internal/guardrails/rules"
	"landform/internal/plainjson"
	"landform/internal/report/cost"
	"landform/internal/report/explain"

	"github.com/spf13/cobra"
)

// explainCommand prints everything known about a resource.
func explainCommand() *cobra.Command {
	var outdir string
	var asJSON bool
	command := &cobra.Command{
		Use:   "explain ADDRESS|PATH|NAME",
		Short: "Explain a resource: source line, requirement, cost, guardrails, references, access, and how to restore it",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, words []string) error {
			e, err := explainer(outdir)
			if err != nil {
				return err
			}
			found, err := explain.Find(e.Stacks, words[0])
			if err != nil {
				return err
			}
			all := []explain.Explanation{}
			for _, match := range found {
				one, err := e.Of(match.Stack, match.Resource)
				if err != nil {
					return err
				}
				all = append(all, one)
			}
			if asJSON {
				return plainjson.Write(command.OutOrStdout(), all)
			}
			for _, one := range all {
				explain.Write(command.OutOrStdout(), one)
				fmt.Fprintln(command.OutOrStdout())
			}
			return nil
		},
	}
	command.Flags().StringVar(&outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	command.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return command
}

// explainer reads the synthesized stacks, with the source lines of their constructs if the synthesis recorded them.
func explainer(outdir string) (*explain.Explainer, error) {
	stacks, err := allOrNamed(outdir, nil)
	if err != nil {
		return nil, err
	}
	calculator, err := cost.NewCalculator("")
	if err != nil {
		return nil, err
	}
	origins, err := originsIn(outdir)
	if err != nil {
		return nil, err
	}
	table := rules.Table()
	return &explain.Explainer{
		Stacks: stacks, Calculator: calculator, Rules: table.Rules, Report: guardrails.Check(table, stacks, nil), Origins: origins,
	}, nil
}
