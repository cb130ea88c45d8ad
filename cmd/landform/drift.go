package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"landform/internal/review"

	"github.com/spf13/cobra"
)

// driftCommand prints the drift that a plan found.
func driftCommand() *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:   "drift PLAN.json",
		Short: "Print changes made outside of Terraform that the next deployment would undo",
		Long: "Print changes made outside of Terraform that the next deployment would undo, from the output of \"terraform show -json PLAN\".\n" +
			"Exits with 2 if there are any.",
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			plan, err := readInput("the plan", arguments[0])
			if err != nil {
				return err
			}
			drifted, err := review.FindDrift(plan)
			if err != nil {
				return fmt.Errorf("%s: %w", arguments[0], err)
			}
			if asJSON {
				if err := json.NewEncoder(command.OutOrStdout()).Encode(drifted); err != nil {
					return err
				}
			} else {
				fmt.Fprint(command.OutOrStdout(), review.DriftPage(strings.TrimSuffix(filepath.Base(arguments[0]), ".json"), drifted))
			}
			if len(drifted) > 0 {
				return errFindings
			}
			return nil
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return command
}
