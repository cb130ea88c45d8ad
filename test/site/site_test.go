// Package site_test writes the report's site of the shipped stacks, checks its links, and opens its pages in a real browser.
package site_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"landform/internal/guardrails"
	"landform/internal/guardrails/rules"
	"landform/internal/report/cost"
	"landform/internal/report/explain"
	"landform/internal/report/site"
	"landform/internal/synthesized"
	"landform/test/shipped"
)

// write writes the site of some stacks, with their differences from the shipped ones, and returns its folder.
func write(t testing.TB, stacks []synthesized.Stack) string {
	t.Helper()
	folder := t.TempDir()
	writeTo(t, stacks, folder)
	return folder
}

func writeTo(t testing.TB, stacks []synthesized.Stack, folder string) {
	t.Helper()
	calculator, err := cost.NewCalculator("")
	if err != nil {
		t.Fatal(err)
	}
	table := rules.Table()
	e := &explain.Explainer{Stacks: stacks, Calculator: calculator, Rules: table.Rules, Report: guardrails.Check(table, stacks, nil)}
	if err := site.Write(site.Input{Explainer: e, Base: shipped.Stacks(t), BaseName: "main"}, folder); err != nil {
		t.Fatal(err)
	}
}

// files returns the contents of the files in a folder, by name.
func files(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(folder, name))
		all[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheSameStacksGiveTheSameBytes(t *testing.T) {
	one, other := files(t, write(t, shipped.Stacks(t))), files(t, write(t, shipped.Stacks(t)))
	if len(one) != len(other) || len(one) == 0 {
		t.Errorf("two runs write %d and %d files", len(one), len(other))
	}
	for name, text := range one {
		if text != other[name] {
			t.Errorf("%s differs between two runs", name)
		}
	}
}

var (
	linked   = regexp.MustCompile(`(?:href|src)="([^"]+)"`)
	anchored = regexp.MustCompile(`id="([^"]+)"`)
)

// TestEveryLinkIsValid checks that the target of each link is in the site.
func TestEveryLinkIsValid(t *testing.T) {
	pages := files(t, write(t, shipped.Stacks(t)))
	anchors := map[string]bool{}
	for name, text := range pages {
		for _, id := range anchored.FindAllStringSubmatch(text, -1) {
			anchors[name+"#"+id[1]] = true
		}
	}
	checked := 0
	for name, text := range pages {
		for _, found := range linked.FindAllStringSubmatch(text, -1) {
			checked++
			file, anchor, hasAnchor := strings.Cut(found[1], "#")
			if file == "" {
				file = name
			}
			if _, ok := pages[file]; !ok {
				t.Errorf("%s links to %q, but the site has no such file", name, found[1])
			}
			if hasAnchor && !anchors[file+"#"+anchor] {
				t.Errorf("%s links to %q, but the page has no such anchor", name, found[1])
			}
		}
	}
	if checked < 1000 {
		t.Errorf("%d links were checked: the test looks in the wrong place", checked)
	}
}

// TestADifferenceIsShown changes one argument of dev, and checks that the comparison and the changes show it.
func TestADifferenceIsShown(t *testing.T) {
	stacks := shipped.Stacks(t)
	for index, stack := range stacks {
		if stack.Name != "dev-stack" {
			continue
		}
		text := strings.Replace(string(stack.JSON), `"backup_retention_period": 7`, `"backup_retention_period": 9`, 1)
		changed, err := synthesized.Parse(stack.Name, "cdk.tf.json", []byte(text))
		if err != nil || text == string(stack.JSON) {
			t.Fatalf("dev is unchanged, or its JSON is invalid: %v", err)
		}
		stacks[index] = changed
	}
	pages := files(t, write(t, stacks))
	for _, name := range []string{"compare-dev-stack-staging-stack.html", "changes.html"} {
		if !strings.Contains(pages[name], "backup_retention_period") {
			t.Errorf("%s does not show the difference", name)
		}
	}
	if changes := pages["changes.html"]; !strings.Contains(changes, `id="dev-stack"`) || strings.Contains(changes, `id="production-stack"`) {
		t.Error("the page of changes must have a section for dev, and none for production")
	}
}

// TestANewEnvironmentIsListed adds a copy of staging to the stacks, and checks that every page that lists stacks has a link to it.
func TestANewEnvironmentIsListed(t *testing.T) {
	staging := string(shipped.Stack(t, "staging-stack").JSON)
	copied := strings.NewReplacer("staging-stack", "qa-stack", `"environment": "staging"`, `"environment": "qa"`).Replace(staging)
	qa, err := synthesized.Parse("qa-stack", "cdk.tf.json", []byte(copied))
	if err != nil || qa.Metadata().Environment != "qa" {
		t.Fatalf("the environment is %q: %v", qa.Metadata().Environment, err)
	}
	pages := files(t, write(t, append(shipped.Stacks(t), qa)))
	for _, name := range []string{"index.html", "dev-stack.html", "resources.html", "requirements.html", "changes.html"} {
		if !strings.Contains(pages[name], `href="qa-stack.html`) {
			t.Errorf("%s has no link to the new environment", name)
		}
	}
	if _, ok := pages["qa-stack.html"]; !ok {
		t.Error("the new environment has no page")
	}
	if !strings.Contains(pages["index.html"], "compare-staging-stack-qa-stack.html") && !strings.Contains(pages["index.html"], "compare-qa-stack-staging-stack.html") {
		t.Error("the new environment is not compared")
	}
}
