package deployment_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"landform/internal/deployment"
)

// fixture is a project whose app writes what the test says, and whose cdktf writes down what it is asked for.
type fixture struct {
	*deployment.Project
	out *bytes.Buffer
}

// Where a fixture's cdktf writes its arguments, and its app its own.
const (
	askedOfCDKTF = "cdktf.log"
	askedOfApp   = "app.log"
)

// newFixture creates a project of dev-stack and production-stack, each with one value of Terraform's own.
func newFixture(t *testing.T, context map[string]any) fixture {
	t.Helper()
	dir := t.TempDir()
	out := &bytes.Buffer{}
	f := fixture{&deployment.Project{Dir: dir, App: "sh app.sh", Environ: os.Environ(), In: strings.NewReader(""), Out: out, Err: out}, out}
	f.write(t, "cdktf.json", marshal(t, map[string]any{"context": context}), 0o644)
	f.write(t, "app.sh", `echo "$@" >> app.log; mkdir -p "$CDKTF_OUTDIR" && cp -r synthesized/. "$CDKTF_OUTDIR"`, 0o644)
	f.write(t, "node_modules/.bin/cdktf", "#!/bin/sh\necho \"$@\" >> cdktf.log\n", 0o755)
	f.write(t, "synthesized/manifest.json", `{"stacks": {
		"dev-stack": {"synthesizedStackPath": "stacks/dev-stack/cdk.tf.json"},
		"production-stack": {"synthesizedStackPath": "stacks/production-stack/cdk.tf.json"}
	}}`, 0o644)
	f.synthesizes(t, "dev-stack", "1")
	f.synthesizes(t, "production-stack", "1")
	return f
}

// synthesizes sets what the app writes for a stack.
func (f fixture) synthesizes(t *testing.T, stack, value string) {
	t.Helper()
	f.write(t, "synthesized/stacks/"+stack+"/cdk.tf.json", marshal(t, map[string]any{
		"terraform": map[string]any{"backend": map[string]any{"local": map[string]any{}}},
		"resource":  map[string]any{"terraform_data": map[string]any{"value": map[string]any{"input": value}}},
		"output":    map[string]any{"value": map[string]any{"value": "${terraform_data.value.output}"}},
	}), 0o644)
}

func (f fixture) write(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	file := filepath.Join(f.Dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// read returns a file's text, or "" where there is none.
func (f fixture) read(name string) string {
	text, _ := os.ReadFile(filepath.Join(f.Dir, name))
	return string(text)
}

// initialized tells whether Terraform has been in a stack's folder.
func (f fixture) initialized(t *testing.T) bool {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(f.Dir, "*", "stacks", "*", ".terraform*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(found) > 0 || f.read(askedOfCDKTF) != ""
}

func marshal(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func says(t *testing.T, err error, words ...string) {
	t.Helper()
	for _, word := range words {
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("the error is %v, want one that says %q", err, word)
		}
	}
}
