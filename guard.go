package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"landform/internal/guardrails"
	"landform/internal/guardrails/rules"
	"landform/internal/kernel"
	"landform/internal/plainjson"
	"landform/internal/synthesized"
)

// guard holds the stacks of an output folder against the guardrails. Where they break a rule, it takes the JSON away, so
// that nothing deploys it, and the error is the report.
func guard(outdir string) error {
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		return err
	}
	origin := originFromHere()
	report := guardrails.Check(rules.Table(), stacks, origin)
	if report.Clean() {
		return writeOrigins(outdir, stacks, origin)
	}
	if os.Getenv("GITHUB_ACTIONS") == "true" { // a pull request then shows the findings beside its lines
		if err := report.Write(os.Stdout, "github"); err != nil {
			return err
		}
	}
	problems := []error{errors.New("the stacks break rules, and their JSON is taken away again\n\n" + report.Text())}
	for _, stack := range stacks {
		problems = append(problems, os.Remove(filepath.Join(stack.Dir, "cdk.tf.json")))
	}
	return errors.Join(append(problems, os.Remove(filepath.Join(outdir, "manifest.json")))...)
}

// writeOrigins writes down which line made each resource, for reports that read the folder later.
func writeOrigins(outdir string, stacks []synthesized.Stack, origin guardrails.Origin) error {
	origins := map[string]string{}
	for _, stack := range stacks {
		for _, resource := range stack.Resources {
			if file, line, ok := origin(resource.Path); ok {
				origins[resource.Path] = file + ":" + strconv.Itoa(line)
			}
		}
	}
	return os.WriteFile(filepath.Join(outdir, synthesized.OriginsFile), []byte(plainjson.Compact(origins)), 0o644)
}

// originFromHere tells which line made a construct, with its file as seen from the working directory.
func originFromHere() guardrails.Origin {
	folder, err := os.Getwd()
	return func(path string) (file string, line int, ok bool) {
		file, line, ok = kernel.Origin(path)
		if !ok || err != nil {
			return file, line, ok
		}
		if short, err := filepath.Rel(folder, file); err == nil && !strings.HasPrefix(short, "..") {
			file = short
		}
		return file, line, ok
	}
}
