package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"landform/constructs/stack"
	"landform/internal/guardrails"
	"landform/internal/guardrails/rules"
	"landform/internal/settings"
	"landform/stacks"
	"landform/stacks/volteryde"
)

func TestGuardrails(t *testing.T) {
	report := guardrails.Check(rules.Table(), shipped, nil)
	if !report.Clean() {
		t.Error(report.Text())
	}
	if len(report.NotEvaluated) > 0 {
		t.Errorf("no rule can evaluate these values before an apply:\n%s", report.Text())
	}
	for _, kind := range report.Unruled {
		t.Errorf("no rule covers %s: add one in internal/guardrails/rules, or add the type to exempt there, with the reason", kind)
	}
}

// TestViolationLeavesNoJSON synthesizes dev without its waivers.
func TestViolationLeavesNoJSON(t *testing.T) {
	catalogue := stacks.Shipped()
	literal := catalogue.Volteryde[0].Literal
	catalogue.Volteryde[0].Literal = func(from settings.Volteryde, own settings.VolterydeEnvironment) volteryde.Environment {
		environment := literal(from, own)
		environment.Waivers.Stack = nil
		return environment
	}
	outdir := t.TempDir()
	err := synthesize(options{settings: "cdktf.json", outdir: outdir, target: stack.AWS, catalogue: catalogue})
	if err == nil {
		t.Fatal("the synthesis succeeded")
	}
	finding := regexp.MustCompile(`deletion_protection = false   constructs/postgres/[a-z]+\.go:\d+\n`)
	if !strings.Contains(err.Error(), "refused  rds-deletion-protection") || !finding.MatchString(err.Error()) {
		t.Errorf("error is %v", err)
	}
	for _, pattern := range []string{"manifest.json", "stacks/*/cdk.tf.json"} {
		if left, _ := filepath.Glob(filepath.Join(outdir, pattern)); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
	if folders, err := os.ReadDir(filepath.Join(outdir, "stacks")); err != nil || len(folders) != len(shipped) {
		t.Errorf("folders are %v, error %v: nothing was synthesized", folders, err)
	}
}
