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

// explainCommand prints what is known of a resource.
func explainCommand() *cobra.Command {
	var outdir string
	var asJSON bool
	command := &cobra.Command{
		Use:   "explain ADDRESS|PATH|NAME",
		Short: "Print what is known of a resource: construct, requirement, cost, guardrails, references, who reaches it, how it is restored",
		Example: "  landform explain volteryde-dev-postgres\n  landform explain production-stack/eks/cluster\n" +
			"  landform explain aws_lb.ingress_balancer_556652A9",
		Args: cobra.ExactArgs(1),
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

// explainer reads a synthesis, with the lines of the program that made it where the synthesis wrote them.
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
