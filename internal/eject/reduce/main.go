// Command reduce writes the part of the providers' schemas that internal/eject needs: the resource types of the stacks
// below an output folder. "make schema" runs it.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"landform/internal/eject"
	"landform/internal/engine"
	"landform/internal/synthesized"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: reduce OUTDIR FILE")
		os.Exit(2)
	}
	if err := reduce(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "reduce:", err)
		os.Exit(1)
	}
}

func reduce(ctx context.Context, outdir, file string) error {
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		return err
	}
	required, types := map[string]any{}, []string{}
	for _, stack := range stacks {
		for name, provider := range stack.Get("terraform.required_providers").Map() {
			required[name] = provider.Value()
		}
		for _, resource := range stack.Resources {
			types = append(types, resource.Type)
		}
	}
	slices.Sort(types)
	all, err := schemas(ctx, required)
	if err != nil {
		return err
	}
	reduced, err := keep(all, slices.Compact(types))
	if err != nil {
		return err
	}
	text, err := marshal(reduced)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}

// schemas gets the schemas from the providers.
func schemas(ctx context.Context, required map[string]any) (eject.Schemas, error) {
	terraform, err := engine.Find(ctx, engine.Terraform)
	if err != nil {
		return eject.Schemas{}, err
	}
	scratch, err := os.MkdirTemp("", "landform-schema-")
	if err != nil {
		return eject.Schemas{}, err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	text, err := json.Marshal(map[string]any{"terraform": map[string]any{"required_providers": required}})
	if err != nil {
		return eject.Schemas{}, err
	}
	if err := os.WriteFile(filepath.Join(scratch, "providers.tf.json"), text, 0o600); err != nil {
		return eject.Schemas{}, err
	}
	run := func(arguments ...string) ([]byte, error) {
		command := exec.CommandContext(ctx, terraform.Path, arguments...)
		command.Dir, command.Stderr = scratch, os.Stderr
		return command.Output()
	}
	if _, err := run("init", "-input=false"); err != nil {
		return eject.Schemas{}, fmt.Errorf("terraform init: %w", err)
	}
	printed, err := run("providers", "schema", "-json")
	if err != nil {
		return eject.Schemas{}, fmt.Errorf("terraform providers schema: %w", err)
	}
	var all eject.Schemas
	return all, json.Unmarshal(printed, &all)
}
