// Scan checks the synthesized stacks with Trivy, as a second opinion beside the guardrails. Each finding must be an alias of one of
// our rules, or accepted in this package.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"landform/internal/eject"
	"landform/internal/guardrails/rules"
	"landform/internal/synthesized"

	"github.com/aquasecurity/trivy/pkg/iac/rego"
	"github.com/aquasecurity/trivy/pkg/iac/scan"
	"github.com/aquasecurity/trivy/pkg/iac/scanners/terraform"
)

func main() {
	outdir := flag.String("outdir", "cdktf.out", "folder of the synthesized stacks")
	flag.Parse()
	if err := run(*outdir); err != nil {
		fmt.Fprintln(os.Stderr, "scan:", err)
		os.Exit(1)
	}
}

func run(outdir string) error {
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "landform-scan-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	// Convert to HCL first: Trivy ignores nested blocks in CDKTF's JSON.
	if err := eject.Write(stacks, folder, eject.Options{}); err != nil {
		return err
	}
	var problems []string
	counts := count{used: map[string]bool{}}
	for _, stack := range stacks {
		results, err := check(filepath.Join(folder, stack.Name))
		if err != nil {
			return fmt.Errorf("%s: %w", stack.Name, err)
		}
		problems = append(problems, counts.unexpected(stack, results)...)
	}
	problems = append(problems, counts.unused()...)
	fmt.Printf("%d stacks: %d findings of Trivy have a rule, %d are accepted, %d checks passed\n",
		len(stacks), counts.known, counts.accepted, counts.passed)
	if len(problems) > 0 {
		return errors.New("write a rule with the ID as alias, or accept the finding in tools/scan/accepted.go:\n" + strings.Join(problems, "\n"))
	}
	return nil
}

// check checks a folder of HCL files with Trivy.
func check(folder string) (scan.Results, error) {
	scanner := terraform.New(rego.WithEmbeddedPolicies(true), rego.WithEmbeddedLibraries(true))
	return scanner.ScanFS(context.Background(), os.DirFS(folder), ".")
}

// count counts Trivy's results. Known findings have a rule.
type count struct {
	known, accepted, passed int
	used                    map[string]bool // accepted findings that occurred, by ID
}

// unexpected returns the findings of a stack that are neither known nor accepted. If no check has passed, Trivy did not
// read the stack, which is a problem as well.
func (c *count) unexpected(stack synthesized.Stack, results scan.Results) []string {
	passed := len(results.GetPassed())
	c.passed += passed
	var problems []string
	if passed == 0 {
		problems = append(problems, stack.Name+": Trivy read nothing")
	}
	for _, result := range results.GetFailed() {
		id := identity(result)
		if _, ok := rules.Find(id); ok {
			c.known++
			continue
		}
		if accepted[id] != "" {
			c.accepted++
			c.used[id] = true
			continue
		}
		problems = append(problems, fmt.Sprintf("%s: %s %s: %s", stack.Name, id, cmp.Or(result.Metadata().Reference(), "?"), result.Description()))
	}
	slices.Sort(problems)
	return slices.Compact(problems)
}

// unused returns a problem for each accepted finding that did not occur.
func (c *count) unused() []string {
	var problems []string
	for id := range accepted {
		if !c.used[id] {
			problems = append(problems, fmt.Sprintf("%s is accepted, but no stack has this finding", id))
		}
	}
	slices.Sort(problems)
	return problems
}

// identity returns the ID of a check in the form of our aliases, "AWS-0107". Older releases of Trivy write "AVD-AWS-0107".
func identity(result scan.Result) string {
	return strings.TrimPrefix(result.Rule().ID, "AVD-")
}
