package test

import (
	"bytes"
	"landform/test/shipped"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/rhysd/actionlint"
)

const workflows = ".github/workflows"

func TestWorkflowsAreSound(t *testing.T) {
	t.Chdir(shipped.Root())
	var report bytes.Buffer
	linter, err := actionlint.NewLinter(&report, &actionlint.LinterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	project, err := actionlint.NewProject(".")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(workflows + "/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d workflows, error %v", len(files), err)
	}
	problems, err := linter.LintFiles(files, project)
	if err != nil || len(problems) > 0 {
		t.Errorf("actionlint: %v\n%s", err, report.String())
	}
}

// foreign matches the use of a third-party action; it must be pinned by commit, with its version in a comment.
var (
	foreign = regexp.MustCompile(`uses: *([^.\s]\S*)(.*)`)
	pinned  = regexp.MustCompile(`^[\w-]+/[\w-]+@[0-9a-f]{40}$`)
	version = regexp.MustCompile(`^ # v\d+\.\d+\.\d+$`)
)

func TestActionsArePinned(t *testing.T) {
	t.Chdir(shipped.Root())
	commits := map[string]string{}
	for _, file := range workflowFiles(t) {
		text := read(t, file)
		for _, use := range foreign.FindAllStringSubmatch(text, -1) {
			if !pinned.MatchString(use[1]) || !version.MatchString(use[2]) {
				t.Errorf("%s: %s%s is not pinned by commit with its version in a comment", file, use[1], use[2])
				continue
			}
			name, _, _ := bytes.Cut([]byte(use[1]), []byte("@"))
			if before, ok := commits[string(name)]; ok && before != use[1] {
				t.Errorf("%s: %s is used in two versions", file, name)
			}
			commits[string(name)] = use[1]
		}
	}
	if len(commits) < 5 {
		t.Errorf("%d actions found, want at least 5: the test looks in the wrong place", len(commits))
	}
}

func TestWorkflowsNameNoStack(t *testing.T) {
	t.Chdir(shipped.Root())
	for _, file := range workflowFiles(t) {
		text := read(t, file)
		for _, stack := range shipped.Stacks(t) {
			if regexp.MustCompile(`\b` + regexp.QuoteMeta(stack.Name) + `\b`).MatchString(text) {
				t.Errorf("%s names %s: the matrix comes from the stacks", file, stack.Name)
			}
		}
	}
}

func TestNothingCancelsAnApply(t *testing.T) {
	t.Chdir(shipped.Root())
	for _, file := range workflowFiles(t) {
		if regexp.MustCompile(`cancel-in-progress: *[^f\s]`).MatchString(read(t, file)) {
			t.Errorf("%s cancels runs in progress", file)
		}
	}
}

func workflowFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(workflows + "/*.yml")
	if err != nil {
		t.Fatal(err)
	}
	actions, err := filepath.Glob(".github/actions/*/action.yml")
	if err != nil {
		t.Fatal(err)
	}
	return slices.Concat(files, actions)
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
