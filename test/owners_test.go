package test

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"landform/test/shipped"

	"go.yaml.in/yaml/v4"
)

// TestActionsAndModulesAreKeptCurrent: pinned dependencies without updates become vulnerable.
func TestActionsAndModulesAreKeptCurrent(t *testing.T) {
	t.Chdir(shipped.Root())
	var configuration struct {
		Updates []struct {
			Ecosystem string `yaml:"package-ecosystem"`
			Schedule  struct {
				Interval string `yaml:"interval"`
			} `yaml:"schedule"`
		} `yaml:"updates"`
	}
	if err := yaml.Unmarshal([]byte(read(t, ".github/dependabot.yml")), &configuration); err != nil {
		t.Fatal(err)
	}
	var updated []string
	for _, update := range configuration.Updates {
		updated = append(updated, update.Ecosystem)
	}
	for _, ecosystem := range []string{"github-actions", "gomod", "npm"} {
		if !slices.Contains(updated, ecosystem) {
			t.Errorf("Dependabot does not update %s: %v", ecosystem, updated)
		}
	}
}

// TestWhatDecidesAboutRightsHasOwners reads CODEOWNERS as GitHub does: the last matching line applies.
func TestWhatDecidesAboutRightsHasOwners(t *testing.T) {
	t.Chdir(shipped.Root())
	owners := map[string]string{}
	var patterns []string
	for line := range strings.Lines(read(t, ".github/CODEOWNERS")) {
		pattern, owner, found := strings.Cut(strings.TrimSpace(line), " ")
		if !found || strings.HasPrefix(pattern, "#") {
			continue
		}
		owners[pattern], patterns = strings.TrimSpace(owner), append(patterns, pattern)
		if _, err := os.Stat(strings.TrimPrefix(pattern, "/")); err != nil && pattern != "*" && pattern != "/.terraform.lock.hcl" {
			t.Errorf("CODEOWNERS names %s, which does not exist", pattern)
		}
	}
	for _, file := range []string{
		".github/workflows/deploy.yml", ".github/CODEOWNERS", "constructs/pipeline/boundary.go", "constructs/identity/role.go",
		"constructs/statebackend/tenant.go", "stacks/pipeline/services.go", "scripts/copy-for-review.sh", "internal/redact/hide.go",
		"internal/deployment/planfile.go", "cdktf.json", "Makefile", "go.mod", "package-lock.json", ".terraform.lock.hcl",
	} {
		var owner string
		for _, pattern := range patterns {
			if pattern == "*" || "/"+file == pattern || strings.HasSuffix(pattern, "/") && strings.HasPrefix("/"+file, pattern) {
				owner = owners[pattern]
			}
		}
		if !strings.HasSuffix(owner, "/security") {
			t.Errorf("%s is owned by %q, want the security team", file, owner)
		}
	}
}

// TestTheSecurityPageNamesTestsThatExist: every claim on the page is backed by an existing test.
func TestTheSecurityPageNamesTestsThatExist(t *testing.T) {
	t.Chdir(shipped.Root())
	sources := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() && (entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".") && path != ".") {
			return cmp.Or(err, skip(entry))
		}
		if strings.HasSuffix(path, "_test.go") {
			for _, found := range regexp.MustCompile(`func (Test\w+)\(`).FindAllStringSubmatch(read(t, path), -1) {
				sources[found[1]] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(read(t, "docs/security.md"), -1)
	for _, test := range named {
		if !sources[test[1]] {
			t.Errorf("docs/security.md: there is no test %s", test[1])
		}
	}
	if len(named) < 20 {
		t.Errorf("docs/security.md names %d tests", len(named))
	}
}

func skip(entry os.DirEntry) error {
	if entry.IsDir() {
		return filepath.SkipDir
	}
	return nil
}
