package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"landform/internal/report/diagram"
	"landform/internal/synthesized"

	"github.com/spf13/cobra"
)

// drawings are the forms of a picture, by the value of --format.
var drawings = map[string]func(synthesized.Stack) ([]byte, error){
	"svg": diagram.SVG,
	"mermaid": func(stack synthesized.Stack) ([]byte, error) {
		text, err := diagram.Mermaid(stack)
		return []byte(text), err
	},
}

// endings are those of the files that --to gets.
var endings = map[string]string{"svg": ".svg", "mermaid": ".mmd"}

// diagramCommand draws the architecture of stacks.
func diagramCommand() *cobra.Command {
	var outdir, to, format string
	command := &cobra.Command{
		Use:   "diagram STACK...",
		Short: "Draw the architecture of stacks as SVG or Mermaid",
		Long: "Draw the architecture of stacks as SVG: availability zones, tiers of subnets, the resources in them, and the permitted traffic.\n" +
			"One stack is printed to standard output. With --to, each stack is written to a file of its own. GitHub draws Mermaid in Markdown.",
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: stackNames,
		RunE: func(command *cobra.Command, names []string) error {
			draw, known := drawings[format]
			if !known {
				return fmt.Errorf("--format is %q: it is svg or mermaid", format)
			}
			if to == "" && len(names) > 1 {
				return fmt.Errorf("%d stacks need --to: the folder to write one file for each stack to", len(names))
			}
			stacks, err := stacksIn(outdir, names)
			if err != nil {
				return err
			}
			var problems []error
			for _, stack := range stacks {
				picture, err := draw(stack)
				if err == nil && to == "" {
					_, err = command.OutOrStdout().Write(picture)
				} else if err == nil {
					err = errors.Join(os.MkdirAll(to, 0o755), os.WriteFile(filepath.Join(to, stack.Name+endings[format]), picture, 0o644))
				}
				problems = append(problems, err)
			}
			return errors.Join(problems...)
		},
	}
	command.Flags().StringVar(&outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	command.Flags().StringVar(&to, "to", "", "folder to write one file for each stack to")
	command.Flags().StringVar(&format, "format", "svg", "form of the picture: svg, mermaid")
	return command
}
