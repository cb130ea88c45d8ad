package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"landform/internal/guardrails"
	"landform/internal/guardrails/rules"
	"landform/internal/synthesized"

	"github.com/spf13/cobra"
)

// checkCommand checks synthesized stacks against the guardrails.
func checkCommand() *cobra.Command {
	var outdir, format, snapshots string
	var asJSON bool
	command := &cobra.Command{
		Use:   "check",
		Short: "Check synthesized stacks, or any folder with *.tf.json files, against the guardrails",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			report, err := checked(outdir, snapshots)
			if err != nil {
				return err
			}
			if asJSON {
				format = "json"
			}
			if err := report.Write(command.OutOrStdout(), format); err != nil {
				return err
			}
			if !report.Clean() {
				return errFindings
			}
			return nil
		},
	}
	command.Flags().StringVar(&outdir, "outdir", "cdktf.out", "folder of the stacks")
	command.Flags().StringVar(&format, "format", "text", "format of the report: "+strings.Join(guardrails.Formats, ", "))
	completeFlag(command, "format", cobra.FixedCompletions(guardrails.Formats, cobra.ShellCompDirectiveNoFileComp))
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON; the same as --format json")
	command.MarkFlagsMutuallyExclusive("format", "json")
	command.Flags().StringVar(&snapshots, "snapshots", committedSnapshots, "folder of the committed snapshots; findings name the snapshot where it equals the synthesized file")
	return command
}

// committedSnapshots is the folder of the project's committed snapshots.
const committedSnapshots = "testdata/snapshots"

// checked checks the stacks in a folder against the guardrails.
func checked(outdir, snapshots string) (guardrails.Report, error) {
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		return guardrails.Report{}, err
	}
	origins, err := originsIn(outdir)
	if err != nil {
		return guardrails.Report{}, err
	}
	report := guardrails.Check(rules.Table(), stacks, func(path string) (string, int, bool) { return place(origins[path]) })
	report.Relocate(func(file, stack string) string { return committed(file, filepath.Join(snapshots, stack+".json")) })
	return report, nil
}

// place splits "redis.go:57" into file and line.
func place(text string) (file string, line int, ok bool) {
	cut := strings.LastIndexByte(text, ':')
	if cut < 0 {
		return "", 0, false
	}
	line, err := strconv.Atoi(text[cut+1:])
	return text[:cut], line, err == nil
}

// committed returns the path of the committed copy if it has the same bytes as the file, and the path of the file
// otherwise.
func committed(file, copied string) string {
	text, err := os.ReadFile(copied)
	if err != nil {
		return file
	}
	if original, err := os.ReadFile(file); err != nil || !bytes.Equal(original, text) {
		return file
	}
	return copied
}

// rulesCommand lists the guardrail rules, or explains one.
func rulesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rules [ID]",
		Short: "List the guardrail rules, or explain one by its id or an alias such as CKV_AWS_16",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			if len(arguments) == 0 {
				for _, rule := range rules.Table().Rules {
					fmt.Fprintf(command.OutOrStdout(), "%-8s %-36s %s\n", rule.Class, rule.ID, rule.Why)
				}
				return nil
			}
			rule, ok := rules.Find(arguments[0])
			if !ok {
				return fmt.Errorf("no rule has the id or alias %q: \"landform rules\" lists all rules", arguments[0])
			}
			text, err := rules.Explain(rule)
			fmt.Fprint(command.OutOrStdout(), text)
			return err
		},
	}
}
