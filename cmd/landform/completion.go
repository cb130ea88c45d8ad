package main

import (
	"slices"
	"strings"

	"landform/internal/synthesized"

	"github.com/spf13/cobra"
)

// stackNames completes stack names from the last synthesis. "landform completion bash" (or zsh, fish) prints the script
// that the shell has to source.
func stackNames(command *cobra.Command, previous []string, prefix string) ([]string, cobra.ShellCompDirective) {
	taken := map[string]bool{}
	for _, name := range previous {
		taken[name] = true
	}
	var names []string
	for _, stack := range lastSynthesis(command) {
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
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return stackNames(command, previous, prefix)
}

// systemNames completes the names of systems, as the first argument or as the value of a flag.
func systemNames(command *cobra.Command, previous []string, prefix string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, stack := range lastSynthesis(command) {
		name := stack.Metadata().System
		if name != "" && strings.HasPrefix(name, prefix) && !slices.Contains(names, name) && !slices.Contains(previous, name) {
			names = append(names, name)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// lastSynthesis returns the stacks in the output folder of a command; none if it cannot be read.
func lastSynthesis(command *cobra.Command) []synthesized.Stack {
	outdir := "cdktf.out"
	if flag := command.Flags().Lookup("outdir"); flag != nil && flag.Value.String() != "" {
		outdir = flag.Value.String()
	}
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		return nil
	}
	return stacks
}

// completeFlag sets how the value of a command's flag is completed. It panics if the command has no such flag.
func completeFlag(command *cobra.Command, flag string, complete cobra.CompletionFunc) {
	if err := command.RegisterFlagCompletionFunc(flag, complete); err != nil {
		panic(err)
	}
}
