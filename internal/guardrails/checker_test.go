package guardrails_test

import (
	"os"
	"path/filepath"
	"testing"

	"landform/internal/guardrails"
)

// TestAhead checks a stack before its file is written. It is checked again only if the file holds something else.
func TestAhead(t *testing.T) {
	const encryptedDisk, plainDisk = `{"resource": {"disk": {"a": {"encrypted": true}}}}`, `{"resource": {"disk": {"a": {"encrypted": false}}}}`
	for name, test := range map[string]struct {
		ahead, written   string
		checks, findings int
	}{
		"the same, without a finding": {encryptedDisk, encryptedDisk, 1, 0},
		"the same, with a finding":    {plainDisk, plainDisk, 1, 1},
		"broken afterwards":           {encryptedDisk, plainDisk, 2, 1},
		"mended afterwards":           {plainDisk, encryptedDisk, 2, 0},
		"not JSON at first":           {"{", plainDisk, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			checks, counted := 0, encrypted
			counted.Resource = func(disk guardrails.Resource) guardrails.Answer {
				checks++
				return encrypted.Resource(disk)
			}
			checker := guardrails.NewChecker(guardrails.Table{Rules: []guardrails.Rule{counted}})
			outdir := t.TempDir()
			file := filepath.Join(outdir, "stacks", "one", "cdk.tf.json")
			checker.Ahead("one", file, []byte(test.ahead))
			write(t, file, test.written)
			write(t, filepath.Join(outdir, "manifest.json"), `{"stacks": {"one": {"synthesizedStackPath": "stacks/one/cdk.tf.json"}}}`)

			stacks, err := checker.Load(outdir)
			if err != nil || len(stacks) != 1 {
				t.Fatalf("%d stacks, error %v", len(stacks), err)
			}
			if report := checker.Check(stacks, nil); len(report.Findings) != test.findings || checks != test.checks {
				t.Errorf("%d checks, want %d; want %d findings: %s", checks, test.checks, test.findings, report.Text())
			}
		})
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
