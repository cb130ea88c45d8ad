// Package site_test writes the report's site of the shipped stacks, follows its links and opens it in a real browser.
package site_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
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

// write writes the site of some stacks, against the shipped ones, and returns its folder.
func write(t *testing.T, stacks []synthesized.Stack) string {
	t.Helper()
	calculator, err := cost.NewCalculator("")
	if err != nil {
		t.Fatal(err)
	}
	table := rules.Table()
	e := &explain.Explainer{Stacks: stacks, Calculator: calculator, Rules: table.Rules, Report: guardrails.Check(table, stacks, nil)}
	folder := t.TempDir()
	if err := site.Write(site.Input{Explainer: e, Base: shipped.Stacks(t), BaseName: "main"}, folder); err != nil {
		t.Fatal(err)
	}
	return folder
}

// files are the pages of a folder by name.
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

// TestEveryLinkLeadsSomewhere, and none of them to a network.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
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
				t.Errorf("%s links to %q, which is no file of the site", name, found[1])
			}
			if hasAnchor && !anchors[file+"#"+anchor] {
				t.Errorf("%s links to %q, which has no such place", name, found[1])
			}
		}
	}
	if checked < 1000 {
		t.Errorf("%d links were checked: the test looks in the wrong place", checked)
	}
}

// TestPlantedDifferenceIsShown changes one argument of dev and looks for it in the comparison and in the changes.
func TestPlantedDifferenceIsShown(t *testing.T) {
	stacks := shipped.Stacks(t)
	for index, stack := range stacks {
		if stack.Name != "dev-stack" {
			continue
		}
		planted := strings.Replace(string(stack.JSON), `"backup_retention_period": 7`, `"backup_retention_period": 9`, 1)
		changed, err := synthesized.Parse(stack.Name, "cdk.tf.json", []byte(planted))
		if err != nil || planted == string(stack.JSON) {
			t.Fatalf("nothing was planted: %v", err)
		}
		stacks[index] = changed
	}
	pages := files(t, write(t, stacks))
	for _, name := range []string{"compare-dev-stack-staging-stack.html", "changes.html"} {
		if !strings.Contains(pages[name], "backup_retention_period") {
			t.Errorf("%s does not show the planted difference", name)
		}
	}
	if strings.Contains(pages["changes.html"], "production-stack</h2>") {
		t.Error("production is said to have changed")
	}
}

// TestEveryPageOpensInABrowser: without a message on the console, and with a search that finds.
func TestEveryPageOpensInABrowser(t *testing.T) {
	folder := write(t, shipped.Stacks(t))
	var frames strings.Builder // one start of the browser opens them all
	for name := range files(t, folder) {
		if strings.HasSuffix(name, ".html") {
			fmt.Fprintf(&frames, "<iframe src=%q></iframe>", name)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "frames.html"), []byte(frames.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, console := open(t, folder, "frames.html"); console != "" {
		t.Errorf("the console says %s", console)
	}
	page, _ := open(t, folder, "dev-stack.html?q=postgres/instance+aws_db_instance")
	count := regexp.MustCompile(`id="count"[^>]*>(\d+) of (\d+)<`).FindStringSubmatch(page)
	if count == nil || count[1] == "0" || count[1] == count[2] {
		t.Errorf("a search for the database found %v", count)
	}
	if entry := regexp.MustCompile(`<details id="aws_vpc\.[^"]+"[^>]*>`).FindString(page); !strings.Contains(entry, "hidden") {
		t.Errorf("the search does not hide the VPC: %s", entry)
	}
}

// open loads a page in headless Chromium and returns its document after scripts ran, and what the console printed.
func open(t *testing.T, folder, address string) (document, console string) {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("chromium is not on PATH: install it from your distribution, apt-get install chromium")
	}
	command := exec.CommandContext(t.Context(), chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-logging=stderr", "--log-level=0",
		"--user-data-dir="+t.TempDir(), "--dump-dom", "file://"+filepath.Join(folder, "")+"/"+address)
	var errors strings.Builder
	command.Stderr = &errors
	output, err := command.Output()
	if err != nil {
		t.Fatal(fmt.Errorf("chromium: %w", err))
	}
	for line := range strings.Lines(errors.String()) {
		if strings.Contains(line, "CONSOLE") {
			console += line
		}
	}
	return string(output), console
}
