package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"landform/test/shipped"

	"github.com/sebdah/goldie/v2"
)

// writeShipped writes the shipped stacks to a folder as a synthesis does.
func writeShipped(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	paths := map[string]map[string]string{}
	for _, stack := range shipped.Stacks(t) {
		path := filepath.Join("stacks", stack.Name, "cdk.tf.json")
		writeFile(t, filepath.Join(folder, path), string(stack.JSON))
		paths[stack.Name] = map[string]string{"synthesizedStackPath": path}
	}
	manifest, err := json.Marshal(map[string]any{"stacks": paths})
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(folder, "manifest.json"), string(manifest))
	writeFile(t, filepath.Join(folder, "origins.json"), `{"staging-stack/postgres/instance": "constructs/postgres/postgres.go:1"}`)
	return folder
}

// printed runs a command line and returns what it prints and its exit code.
func printed(t *testing.T, arguments ...string) ([]byte, int) {
	t.Helper()
	var out bytes.Buffer
	root := newRoot()
	root.SetArgs(arguments)
	root.SetOut(&out)
	root.SetErr(io.Discard)
	err := root.Execute()
	code := exitCode(err)
	if code == exitError {
		t.Errorf("landform %s: %v", strings.Join(arguments, " "), err)
	}
	return out.Bytes(), code
}

// TestGeneratedOutputs keeps what the commands print of the shipped stacks, as text and as JSON. What they print of
// findings, plans and other syntheses is of the contract's small project.
func TestGeneratedOutputs(t *testing.T) {
	root, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	golden := goldie.New(t, goldie.WithFixtureDir(root), goldie.WithDiffEngine(goldie.ClassicDiff))
	folder := writeShipped(t)
	for _, test := range []goldenCase{
		{"explain-alarm", "explain staging-stack/monitoring/postgres-cpu", exitClean},
		{"explain-database", "explain volteryde-staging-postgres", exitClean},
		{"cost", "cost ticketing-state-stack", exitClean},
		{"cost-compare", "cost --compare dev-stack staging-stack", exitFindings},
		{"diff", "diff dev-stack staging-stack", exitFindings},
		{"graph", "graph ticketing-dev-stack", exitClean},
		{"trace", "trace V14", exitClean},
	} {
		keep(t, golden, test.name, test.line+" --outdir "+folder, test.code)
	}
	contractProject(t)
	writeJobs(t)
	for _, test := range []goldenCase{
		{"changed", "changed before --outdir out", exitFindings},
		{"check", "check --outdir out", exitFindings},
		{"drift", "drift drifted/dev-stack.json", exitFindings},
		{"list", "list --local --outdir out", exitClean},
		{"matrix", "matrix --outdir jobs", exitClean},
		{"rules", "rules CKV_AWS_16", exitClean},
	} {
		keep(t, golden, test.name, test.line, test.code)
	}
	commitProject(t)
	keep(t, golden, "review", "review changes/dev-stack.json --outdir out --since HEAD", exitFindings)
}

// goldenCase is a command line, the name of its golden file and its exit code.
type goldenCase struct {
	name, line string
	code       int
}

// keep compares what a command line prints with its golden file; with that of --json where the command has it.
func keep(t *testing.T, golden *goldie.Goldie, name, line string, code int) {
	t.Helper()
	words := strings.Fields(line)
	text, got := printed(t, words...)
	if got != code {
		t.Errorf("landform %s exits with %d, want %d", line, got, code)
	}
	golden.Assert(t, name, untimed(text))
	command, _, err := newRoot().Find(words)
	if err != nil || command.Flags().Lookup("json") == nil {
		return
	}
	text, got = printed(t, append(words, "--json")...)
	if got != code {
		t.Errorf("landform %s --json exits with %d, want %d", line, got, code)
	}
	golden.Assert(t, name+"-json", untimed(text))
}

// timed is how long the rules took.
var timed = regexp.MustCompile(`("seconds": )[0-9.e-]+|[0-9.]+ s\n`)

// untimed is a report without the time that it took.
func untimed(text []byte) []byte { return timed.ReplaceAll(text, []byte("${1}0")) }

// TestEveryReporterHasAGoldenFile: what is in neither list is a command that runs Terraform, which tests of its own cover.
func TestEveryReporterHasAGoldenFile(t *testing.T) {
	for _, name := range reporters {
		if name == "plan" || name == "deploy" {
			continue
		}
		for _, suffix := range []string{"", "-json"} {
			if found, err := filepath.Glob("testdata/" + name + "*" + suffix + ".golden"); err != nil || len(found) == 0 {
				t.Errorf("no golden file for %s%s", name, suffix)
			}
		}
	}
	if _, err := os.Stat("testdata/rules.golden"); err != nil {
		t.Error(err)
	}
}
