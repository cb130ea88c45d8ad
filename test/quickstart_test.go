package test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"landform/internal/settings"
	"landform/internal/synthesized"
	"landform/stacks"
	"landform/test/shipped"
)

var (
	quickStart = regexp.MustCompile("(?s)### From an empty AWS account.*?```bash\n(.*?)```")
	ownValues  = regexp.MustCompile(`(?s)\njq [^']*'\n(.*?)\n' cdktf\.json`)
	deployed   = regexp.MustCompile(`(?m)^make deploy STACK=([\w-]+)$`)
)

// TestTheQuickStartDeploysStacks gives the settings their values by the README's own command. The stacks that it deploys
// then exist and have no placeholder left, and the account has its own stack before the environment: the environment's roles
// have a permissions boundary that the account's stack creates.
func TestTheQuickStartDeploysStacks(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(shipped.Root(), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	steps := quickStart.FindSubmatch(text)
	if steps == nil {
		t.Fatal("README.md: no quick start")
	}
	file := withOwnValues(t, steps[1])
	known := stacks.Shipped()
	read, err := settings.Read(file, known.Known())
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]synthesized.Stack{}
	for _, stack := range shipped.Synthesize(t, known, read) {
		byName[stack.Name] = stack
	}
	changed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	placeholders, err := settings.Placeholders(changed)
	if err != nil {
		t.Fatal(err)
	}
	prepared, environments := map[string]bool{}, 0
	for _, step := range deployed.FindAllSubmatch(steps[1], -1) {
		stack, exists := byName[string(step[1])]
		if !exists {
			t.Errorf("the quick start deploys %s, which does not exist with its settings", step[1])
			continue
		}
		for _, placeholder := range settings.Contained(string(stack.JSON), placeholders) {
			t.Errorf("%s: the quick start leaves %s at %q", stack.Name, placeholder.Path, placeholder.Value)
		}
		switch metadata := stack.Metadata(); metadata.Role {
		case synthesized.RoleCI:
			prepared[metadata.Account] = true
		case synthesized.RoleEnvironment:
			environments++
			if !prepared[metadata.Account] {
				t.Errorf("%s is deployed before the stack of its account", stack.Name)
			}
		}
	}
	if environments == 0 {
		t.Error("the quick start deploys no environment")
	}
}

// withOwnValues runs the README's command on cdktf.json. It returns the path of the result.
func withOwnValues(t *testing.T, steps []byte) string {
	t.Helper()
	program := ownValues.FindSubmatch(steps)
	if program == nil {
		t.Fatal("README.md: the quick start does not change the settings")
	}
	command := exec.Command("jq", "--arg", "account", "123456789012", "--arg", "role", "arn:aws:iam::123456789012:role/Administrator",
		"--arg", "domain", "dev.acme.io", "--arg", "email", "ops@acme.io",
		"--argjson", "github", `{"repository": "acme/platform", "ownerId": "123456", "repositoryId": "7654321"}`,
		string(program[1]), filepath.Join(shipped.Root(), "cdktf.json"))
	var problem bytes.Buffer
	command.Stderr = &problem
	changed, err := command.Output()
	if err != nil {
		t.Fatalf("jq: %v: %s", err, problem.String())
	}
	file := filepath.Join(t.TempDir(), "cdktf.json")
	if err := os.WriteFile(file, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
