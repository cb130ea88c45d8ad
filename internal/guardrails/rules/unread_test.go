package rules_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"landform/internal/guardrails"
	"landform/internal/guardrails/rules"
	"landform/internal/synthesized"
)

// TestUnread has a folder that holds more than JSON: what nobody read must not look clean.
func TestUnread(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"main.tf.json": `{"module": {"inside": {"source": "./inside"}, "native": {"source": "./native"}, "far": {"source": "acme/far/aws", "version": "1.0.0"}},
			"resource": {"acme_rocket": {"r": {"name": "r"}}}}`,
		"more.tf":             `resource "aws_vpc" "v" {}`,
		"inside/main.tf.json": `{}`,
		"native/main.tf":      `resource "aws_vpc" "v" {}`,
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(folder, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	stacks, err := synthesized.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	report := guardrails.Check(rules.Table(), stacks, nil)
	text := report.Text()
	for _, want := range []string{"more.tf is not JSON", "module.native: what ./native makes is not read", "module.far: what acme/far/aws makes is not read",
		"native: the stack itself: main.tf is not JSON", "no rule covers acme_rocket", "4 not evaluated · 1 type without a rule"} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing says %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "module.inside") {
		t.Errorf("a module that was read is said not to be:\n%s", text)
	}
}
