package test

import (
	"landform/test/shipped"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Names of existing things in the documentation.
var (
	namedTarget  = regexp.MustCompile("(?m)(?:`|^|&& )make(?: -C \\S+)? ([a-z][a-z-]*)")
	namedScript  = regexp.MustCompile(`\bscripts/[\w-]+\.sh\b`)
	namedStack   = regexp.MustCompile(`\b[a-z]+(?:-[a-z]+)*-stack\b`)
	namedFolder  = regexp.MustCompile("`((?:constructs|stacks|internal|cmd|docs|testdata)/[\\w./-]+)`")
	namedPage    = regexp.MustCompile(`\]\(([\w./-]+\.(?:md|go))(?:#[\w-]+)?\)`)
	namedAddress = regexp.MustCompile(`\b((?:aws|random)_[a-z0-9_]+)\.([\w-]+_[0-9A-F]{8})\b`)
	madeTarget   = regexp.MustCompile(`(?m)^([a-z][a-z -]*):`)
)

// recordedReview is an example made of plans recorded for tests, whose resources are not in the stacks.
var recordedReview = regexp.MustCompile(`(?s)<!-- begin review.*<!-- end review -->`)

// notAStack are words in the documentation that look like a stack's name.
var notAStack = []string{"deploy-stack", "pipeline-stack", "test-stack", "my-stack"}

func TestDocumentationNamesWhatExists(t *testing.T) {
	t.Chdir(shipped.Root())
	targets := targetsOf(t, "Makefile")
	checked := 0
	for _, page := range pages(t) {
		text := recordedReview.ReplaceAllString(read(t, page), "")
		every := func(form *regexp.Regexp, what string, exists func(found []string) bool) {
			for _, found := range form.FindAllStringSubmatch(text, -1) {
				checked++
				if !exists(found) {
					t.Errorf("%s: there is no %s %q", page, what, found[0])
				}
			}
		}
		every(namedTarget, "target of make", func(found []string) bool { return slices.Contains(targets, found[1]) })
		every(namedScript, "script", func(found []string) bool { return executable(found[0]) })
		every(namedStack, "stack", func(found []string) bool { return slices.Contains(notAStack, found[0]) || isStack(t, found[0]) })
		every(namedFolder, "file", func(found []string) bool { return fileExists(found[1]) })
		every(namedPage, "page", func(found []string) bool { return fileExists(filepath.Join(filepath.Dir(page), found[1])) })
		every(namedAddress, "resource", func(found []string) bool { return isResource(t, found[1], found[2]) })
	}
	if checked < 50 {
		t.Errorf("only %d names were checked: the test looks in the wrong place", checked)
	}
}

// TestWorkflowsRunWhatExists checks that the make targets and scripts in the workflows exist.
func TestWorkflowsRunWhatExists(t *testing.T) {
	t.Chdir(shipped.Root())
	targets := targetsOf(t, "Makefile")
	run := regexp.MustCompile(`run: make(?: -C \S+)? ([a-z-]+)`)
	for _, file := range workflowFiles(t) {
		text := read(t, file)
		for _, found := range run.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(targets, found[1]) {
				t.Errorf("%s: there is no target of make %q", file, found[1])
			}
		}
		for _, script := range namedScript.FindAllString(text, -1) {
			if !executable(script) {
				t.Errorf("%s: there is no script %q", file, script)
			}
		}
	}
}

func pages(t *testing.T) []string {
	t.Helper()
	inside, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	return append(inside, "README.md", "CONTRIBUTING.md")
}

func targetsOf(t *testing.T, file string) []string {
	t.Helper()
	var targets []string
	for _, found := range madeTarget.FindAllStringSubmatch(read(t, file), -1) {
		targets = append(targets, strings.Fields(found[1])...)
	}
	return targets
}

func isStack(t *testing.T, name string) bool {
	for _, stack := range shipped.Stacks(t) {
		if stack.Name == name {
			return true
		}
	}
	return false
}

func isResource(t *testing.T, kind, name string) bool {
	for _, stack := range shipped.Stacks(t) {
		for _, resource := range stack.Resources {
			if resource.Type == kind && resource.Name == name {
				return true
			}
		}
	}
	return false
}

func fileExists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

func executable(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode()&0o111 != 0
}
