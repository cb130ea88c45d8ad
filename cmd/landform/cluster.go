package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"landform/internal/cluster"

	"github.com/spf13/cobra"
)

// clusterCommand writes the charts and manifests to install into a stack's cluster, or compares them with the cluster.
func clusterCommand() *cobra.Command {
	var outdir, to string
	var check bool
	command := &cobra.Command{
		Use:   "cluster STACK",
		Short: "Write the charts and manifests for a stack's Kubernetes cluster, or compare the cluster with them",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			stack, err := stackIn(outdir, arguments[0])
			if err != nil {
				return err
			}
			read, err := cluster.Read(stack)
			if err != nil {
				return err
			}
			plan, err := cluster.NewPlan(read)
			if err != nil {
				return err
			}
			if check {
				return checkCluster(command, plan)
			}
			if to == "" {
				to = filepath.Join("build", "cluster", stack.Name)
			}
			return writeCluster(command, plan, to)
		},
	}
	command.Flags().StringVar(&outdir, "outdir", "cdktf.out", "folder of the synthesized stacks")
	command.Flags().StringVar(&to, "to", "", "folder to write to (default build/cluster/STACK)")
	command.Flags().BoolVar(&check, "check", false, "compare with the cluster through kubectl instead of writing files")
	command.MarkFlagsMutuallyExclusive("to", "check")
	return command
}

func writeCluster(command *cobra.Command, plan cluster.Plan, to string) error {
	files, err := plan.Files()
	if err != nil {
		return err
	}
	if err := cluster.Write(files, to); err != nil {
		return err
	}
	fmt.Fprintf(command.OutOrStdout(), "Wrote %d files to %s. Next steps (docs/kubernetes.md explains them):\n\n%s\n", len(files), to, plan.Next(to))
	return nil
}

func checkCluster(command *cobra.Command, plan cluster.Plan) error {
	differences, err := plan.Check(command.Context())
	if err != nil {
		return err
	}
	for _, difference := range differences {
		fmt.Fprintln(command.OutOrStdout(), difference)
	}
	if len(differences) > 0 {
		return errors.New("the cluster differs from the stack")
	}
	fmt.Fprintln(command.OutOrStdout(), "The cluster matches the stack.")
	return nil
}
