package main

import (
	"strings"

	"landform/internal/synthesized"

	"github.com/spf13/cobra"
)

// stackNames completes the names of stacks from what was synthesized last. "landform completion bash" (zsh, fish) prints
// what a shell has to read for it.
func stackNames(command *cobra.Command, given []string, begun string) ([]string, cobra.ShellCompDirective) {
	outdir := "cdktf.out"
	if flag := command.Flags().Lookup("outdir"); flag != nil && flag.Value.String() != "" {
		outdir = flag.Value.String()
	}
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	taken := map[string]bool{}
	for _, name := range given {
		taken[name] = true
	}
	var names []string
	for _, stack := range stacks {
		if strings.HasPrefix(stack.Name, begun) && !taken[stack.Name] {
			metadata := stack.Metadata()
			names = append(names, cobra.CompletionWithDesc(stack.Name, metadata.System+" "+metadata.Environment))
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// oneStack completes the first argument only.
func oneStack(command *cobra.Command, given []string, begun string) ([]string, cobra.ShellCompDirective) {
	if len(given) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return stackNames(command, given, begun)
}
