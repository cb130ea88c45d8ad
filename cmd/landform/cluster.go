package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"landform/internal/cluster"

	"github.com/spf13/cobra"
)

// clusterCommand writes what is installed into a stack's cluster after Terraform, or compares it with what is there.
func clusterCommand() *cobra.Command {
	var outdir, to string
	var check bool
	command := &cobra.Command{
		Use:   "cluster STACK",
		Short: "Write the charts and manifests of a stack's Kubernetes cluster, or check the cluster against them",
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
	command.Flags().BoolVar(&check, "check", false, "compare with the cluster, through kubectl, and write nothing")
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
	fmt.Fprintf(command.OutOrStdout(), "Written: %d files in %s. Next, as docs/kubernetes.md explains:\n\n%s\n", len(files), to, plan.Next(to))
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
		return errors.New("the cluster is not what the stack asks for")
	}
	fmt.Fprintln(command.OutOrStdout(), "The cluster has what the stack asks for.")
	return nil
}
