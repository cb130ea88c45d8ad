package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"text/tabwriter"
	"time"

	"landform/internal/deployment"
	"landform/internal/synthesized"

	"github.com/spf13/cobra"
)

// listed describes one stack.
type listed struct {
	Stack       string                 `json:"stack"`
	System      string                 `json:"system"`
	Environment string                 `json:"environment"`
	Account     string                 `json:"account"`
	Region      string                 `json:"region"`
	Order       int                    `json:"order"` // 1 is deployed first
	Resources   int                    `json:"resources"`
	Protected   []deployment.Protected `json:"protected"`
	Deployed    *time.Time             `json:"deployed,omitempty"` // time of the last deployment; nil if there was none, or if reading the state is not permitted
}

// listCommand lists the synthesized stacks.
func listCommand() *cobra.Command {
	var outdir string
	var asJSON, local bool
	var timeout time.Duration
	command := &cobra.Command{
		Use: "list", Short: "List the synthesized stacks in the order of deployment", Args: cobra.NoArgs,
		Long: "List the synthesized stacks in the order of deployment. PROTECTED is the number of resources with deletion protection.\n" +
			"DEPLOYED is when the state was last written, or \"-\" if it does not exist or cannot be read.",
		RunE: func(command *cobra.Command, _ []string) error {
			stacks, err := synthesized.Load(outdir)
			if err != nil {
				return fmt.Errorf("%w: run \"make synth\" first", err)
			}
			if stacks, err = deployment.Ordered(stacks); err != nil {
				return err
			}
			found := list(stacks)
			if !local {
				lookUp(command.Context(), timeout, stacks, found)
			}
			if asJSON {
				encoder := json.NewEncoder(command.OutOrStdout())
				encoder.SetIndent("", "  ")
				return encoder.Encode(found)
			}
			return print(command.OutOrStdout(), found)
		},
	}
	command.Flags().StringVar(&outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	command.Flags().DurationVar(&timeout, "timeout", 5*time.Second, "how long to read from AWS, all stacks together")
	command.Flags().BoolVar(&local, "local", false, "do not read from AWS when the stacks were deployed")
	return command
}

func list(stacks []synthesized.Stack) []listed {
	found := []listed{} // an empty list is [] in JSON, not null
	for index, stack := range stacks {
		metadata := stack.Metadata()
		protected := append([]deployment.Protected{}, deployment.ProtectedIn(stack)...)
		found = append(found, listed{
			Stack: stack.Name, System: metadata.System, Environment: metadata.Environment, Account: metadata.Account, Region: metadata.Region,
			Order: index + 1, Resources: len(stack.Resources), Protected: protected,
		})
	}
	return found
}

// lookUp fills in the times of deployment that can be read.
func lookUp(ctx context.Context, timeout time.Duration, stacks []synthesized.Stack, found []listed) {
	ctx, end := context.WithTimeout(ctx, timeout)
	defer end()
	var waiting sync.WaitGroup
	for index, stack := range stacks {
		waiting.Go(func() {
			if deployed, err := deployment.LastDeployed(ctx, stack); err == nil {
				found[index].Deployed = &deployed
			}
		})
	}
	waiting.Wait()
}

func print(out io.Writer, found []listed) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "STACK\tSYSTEM\tENVIRONMENT\tACCOUNT\tREGION\tORDER\tRESOURCES\tPROTECTED\tDEPLOYED")
	for _, one := range found {
		deployed := "-"
		if one.Deployed != nil {
			deployed = one.Deployed.Local().Format("2006-01-02 15:04")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\n", one.Stack, one.System, one.Environment, one.Account, one.Region,
			one.Order, one.Resources, len(one.Protected), deployed)
	}
	return table.Flush()
}
