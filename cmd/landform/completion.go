package main

import (
	"strings"

	"landform/internal/synthesized"

	"github.com/spf13/cobra"
)

// stackNames completes stack names from the last synthesis. "landform completion bash" (or zsh, fish) prints the script
// that the shell has to source.
func stackNames(command *cobra.Command, previous []string, prefix string) ([]string, cobra.ShellCompDirective) {
	outdir := "cdktf.out"
	if flag := command.Flags().Lookup("outdir"); flag != nil && flag.Value.String() != "" {
		outdir = flag.Value.String()
	}
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	taken := map[string]bool{}
	for _, name := range previous {
		taken[name] = true
	}
	var names []string
	for _, stack := range stacks {
		if strings.HasPrefix(stack.Name, prefix) && !taken[stack.Name] {
			metadata := stack.Metadata()
			names = append(names, cobra.CompletionWithDesc(stack.Name, metadata.System+" "+metadata.Environment))
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// oneStack completes a stack name as the first argument, and nothing after it.
func oneStack(command *cobra.Command, previous []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(previous) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return stackNames(command, previous, prefix)
}
