package requirements_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"landform/internal/report/requirements"
	"landform/test/shipped"
)

// claims is the number of lines in each document's checklist.
var claims = map[string]int{"T": 23, "V": 34}

func lines(t *testing.T) []requirements.Line {
	t.Helper()
	all, err := requirements.Lines()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEveryLineOfTheChecklistIsThere(t *testing.T) {
	var ids []string
	for _, line := range lines(t) {
		ids = append(ids, line.ID)
	}
	for letter, count := range claims {
		for number := 1; number <= count; number++ {
			if id := fmt.Sprint(letter, number); !slices.Contains(ids, id) {
				t.Errorf("%s is missing", id)
			}
		}
	}
	if len(ids) != claims["T"]+claims["V"] {
		t.Errorf("%d lines, want %d", len(ids), claims["T"]+claims["V"])
	}
}

// TestEveryLineIsFulfilled: by resources of a stack, by tests or by a page.
func TestEveryLineIsFulfilled(t *testing.T) {
	functions := testFunctions(t)
	for _, line := range lines(t) {
		if len(line.Resources)+len(line.Tests)+len(line.Pages) == 0 {
			t.Errorf("%s has no resources, tests or pages", line.ID)
		}
		for _, pattern := range line.Resources {
			one := requirements.Line{System: line.System, Resources: []string{pattern}}
			found := 0
			for _, stack := range shipped.Stacks(t) {
				found += len(one.Fulfilled(stack))
			}
			if found == 0 {
				t.Errorf("%s: no resource of %s is at %q", line.ID, line.System, pattern)
			}
		}
		for _, name := range line.Tests {
			if !functions[name] {
				t.Errorf("%s: there is no test %s", line.ID, name)
			}
		}
		for _, page := range line.Pages {
			if _, err := os.Stat(filepath.Join(shipped.Root(), page)); err != nil {
				t.Errorf("%s: there is no file %s", line.ID, page)
			}
		}
	}
}

// testFunctions returns the names of all tests in the repository.
func testFunctions(t *testing.T) map[string]bool {
	t.Helper()
	form, found := regexp.MustCompile(`(?m)^func (Test\w+)\(`), map[string]bool{}
	err := filepath.WalkDir(shipped.Root(), func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".") && file != shipped.Root()) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(file, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(file)
		for _, one := range form.FindAllStringSubmatch(string(text), -1) {
			found[one[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
