// Scan has Trivy look at the synthesized stacks: a second opinion on the guardrails. What it finds must be what a rule
// of ours knows by an alias, or what was answered here.
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
	var unknown []string
	counts := count{}
	for _, stack := range stacks {
		results, err := look(filepath.Join(folder, stack.Name))
		if err != nil {
			return fmt.Errorf("%s: %w", stack.Name, err)
		}
		unknown = append(unknown, counts.judge(stack, results)...)
	}
	for _, id := range counts.unused() {
		unknown = append(unknown, fmt.Sprintf("the answer to %s answers nothing any more", id))
	}
	fmt.Printf("%d stacks: %d findings of Trivy are known to our rules, %d were answered, %d passed\n",
		len(stacks), counts.known, counts.answered, counts.passed)
	if len(unknown) > 0 {
		return errors.New("write a rule with the id as alias, or an answer in tools/scan/answers.go:\n" + strings.Join(unknown, "\n"))
	}
	return nil
}

// look scans a folder of HCL with Trivy.
func look(folder string) (scan.Results, error) {
	scanner := terraform.New(rego.WithEmbeddedPolicies(true), rego.WithEmbeddedLibraries(true))
	return scanner.ScanFS(context.Background(), os.DirFS(folder), ".")
}

// count is what became of Trivy's results.
type count struct {
	known, answered, passed int
	used                    map[string]bool // answers, by id
}

// judge returns the unexpected findings. A stack without any passed check was not read.
func (c *count) judge(stack synthesized.Stack, results scan.Results) []string {
	if c.used == nil {
		c.used = map[string]bool{}
	}
	passed := len(results.GetPassed())
	c.passed += passed
	var unknown []string
	if passed == 0 {
		unknown = append(unknown, stack.Name+": Trivy read nothing")
	}
	for _, result := range results.GetFailed() {
		id := identity(result)
		if _, ok := rules.Find(id); ok {
			c.known++
			continue
		}
		if answers[id] != "" {
			c.answered++
			c.used[id] = true
			continue
		}
		unknown = append(unknown, fmt.Sprintf("%s: %s %s: %s", stack.Name, id, cmp.Or(result.Metadata().Reference(), "?"), result.Description()))
	}
	slices.Sort(unknown)
	return slices.Compact(unknown)
}

func (c *count) unused() []string {
	var ids []string
	for id := range answers {
		if !c.used[id] {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// identity is the id of a check as our aliases have it: "AWS-0107". Older releases write "AVD-AWS-0107".
func identity(result scan.Result) string {
	return strings.TrimPrefix(cmp.Or(result.Rule().ID, result.Rule().AVDID), "AVD-")
}
