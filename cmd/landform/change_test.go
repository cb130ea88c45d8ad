package main

import (
	"bytes"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// commitProject is contractProject after a commit that has one stack more, a cheaper one and none that breaks a rule.
func commitProject(t *testing.T) {
	t.Helper()
	contractProject(t)
	const stack = `{"//": {"landform": {"system": "acme", "environment": "dev", "role": "environment", "region": "us-east-1", "ci": {"environment": "dev"}}},
		"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "5.82.2"}}},
		"provider": {"aws": [{"region": "us-east-1", "allowed_account_ids": ["123456789012"]}]}, "resource": {"aws_eip": {"a": {"domain": "vpc", "//": {"metadata": {"path": "dev-stack/a"}}}}}}`
	writeFile(t, "cdktf.json", `{"app": "mkdir -p $CDKTF_OUTDIR && cp -r kept/. $CDKTF_OUTDIR", "context": {}}`)
	writeFile(t, "kept/manifest.json", `{"stacks": {"dev-stack": {"synthesizedStackPath": "stacks/dev-stack/cdk.tf.json"},
		"gone-stack": {"synthesizedStackPath": "stacks/gone-stack/cdk.tf.json"}}}`)
	for _, name := range []string{"dev-stack", "gone-stack"} {
		writeFile(t, "kept/stacks/"+name+"/cdk.tf.json", strings.ReplaceAll(stack, "dev-stack", name))
	}
	writeFile(t, ".gitignore", "build/\n")
	for _, arguments := range [][]string{
		{"init", "--quiet"}, {"add", "--all"},
		{"-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "--message", "first"},
	} {
		if printed, err := exec.Command("git", arguments...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", arguments, err, printed)
		}
	}
}

// landform runs a command line, and returns what it prints and its exit code.
func landform(t *testing.T, line string) (string, int) {
	t.Helper()
	var out bytes.Buffer
	root := newRoot()
	root.SetArgs(strings.Fields(line))
	root.SetOut(&out)
	root.SetErr(io.Discard)
	code := exitCode(root.ExecuteContext(t.Context()))
	return out.String(), code
}

// TestAReviewSaysWhatChangedSinceACommit: what is gone first, then findings and costs, as text and as JSON, and nothing of
// all that where there is none.
func TestAReviewSaysWhatChangedSinceACommit(t *testing.T) {
	commitProject(t)
	page, code := landform(t, "review --since HEAD --comment --outdir out")
	if code != exitFindings {
		t.Errorf("it exits with %d:\n%s", code, page)
	}
	last := -1
	for _, words := range []string{
		"## Plan: nothing changes, in 0 of 0 stacks; removed from the project: gone-stack\n", "### Removed stacks", "- **gone-stack** (resources: 1)", "waits for the approval of the environment `dev`",
		"### Guardrails", "sqs", "### Monthly cost", "| `dev-stack` | $3.65 | $0.40 |", "| `gone-stack` | $3.65 | $0 |",
	} {
		at := strings.Index(page, words)
		if at <= last {
			t.Errorf("%q is missing or stands too early:\n%s", words, page)
		}
		last = at
	}
	text, _ := landform(t, "review --since HEAD --json --outdir out")
	for path, want := range map[string]string{"gone.0.stack": "gone-stack", "gone.0.approval": "dev", "costs.#": "2", "guardrails|@this|@valid": gjson.Get(text, "guardrails").Raw} {
		if got := gjson.Get(text, path); got.String() != want || !got.Exists() {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	if page, code := landform(t, "review --since HEAD --outdir kept"); code != exitClean || strings.Contains(page, "###") {
		t.Errorf("without a change it exits with %d:\n%s", code, page)
	}
	if _, code := landform(t, "review --outdir out"); code != exitError {
		t.Errorf("without plans and a commit it exits with %d", code)
	}
}

func TestTheMatrixAsksForCommits(t *testing.T) {
	commitProject(t)
	for line, want := range map[string]string{
		"matrix --changed-since HEAD --outdir kept": "[]\n",
		"matrix --gone-since HEAD --outdir kept":    "[]\n",
	} {
		if got, code := landform(t, line); got != want || code != exitClean {
			t.Errorf("landform %s prints %s and exits with %d", line, got, code)
		}
	}
	gone, _ := landform(t, "matrix --gone-since HEAD --outdir out")
	if got := gjson.Get(gone, "#.stack").Raw; got != `["gone-stack"]` {
		t.Errorf("gone are %s", gone)
	}
	if _, code := landform(t, "matrix --changed-since nowhere --outdir kept"); code != exitError {
		t.Errorf("with an unknown commit it exits with %d", code)
	}
}
