package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"

	"landform/internal/guardrails"
	"landform/internal/kernel"
	"landform/internal/plainjson"
	"landform/internal/synthesized"
)

// guard checks the stacks in an output folder with the guardrails. If they break a rule, it removes their JSON, so that
// nobody can deploy them, and returns the report as the error.
func guard(checker *guardrails.Checker, outdir string) error {
	stacks, err := checker.Load(outdir)
	if err != nil {
		return err
	}
	report := checker.Check(stacks, kernel.Origin)
	if report.Clean() {
		return writeOrigins(outdir, stacks)
	}
	if os.Getenv("GITHUB_ACTIONS") == "true" { // GitHub shows the findings beside the lines of a pull request
		if err := report.Write(os.Stdout, "github"); err != nil {
			return err
		}
	}
	problems := []error{errors.New("the stacks break rules, so their JSON is removed\n\n" + report.Text())}
	for _, stack := range stacks {
		problems = append(problems, os.Remove(filepath.Join(stack.Dir, "cdk.tf.json")))
	}
	return errors.Join(append(problems, os.Remove(filepath.Join(outdir, "manifest.json")))...)
}

// writeOrigins writes which line of code created each resource, for reports that read the folder later.
func writeOrigins(outdir string, stacks []synthesized.Stack) error {
	origins := map[string]string{}
	for _, stack := range stacks {
		for _, resource := range stack.Resources {
			if file, line, ok := kernel.Origin(resource.Path); ok {
				origins[resource.Path] = file + ":" + strconv.Itoa(line)
			}
		}
	}
	return os.WriteFile(filepath.Join(outdir, synthesized.OriginsFile), []byte(plainjson.Compact(origins)), 0o644)
}
