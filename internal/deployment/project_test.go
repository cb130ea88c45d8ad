package deployment_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"landform/internal/deployment"
)

// fixture is a project with an app that writes the stacks that a test defines.
type fixture struct {
	*deployment.Project
	out *bytes.Buffer
}

// The files in which the fixture's app and the stub of Terraform record their arguments.
const (
	askedOfApp       = "app.log"
	askedOfTerraform = "terraform.log"
)

// stubTerraform records its arguments without the plan's folder. Its plan has changes if CHANGES is set.
const stubTerraform = `#!/bin/sh
[ "$1" != version ] || { echo '{"terraform_version": "1.6.0"}'; exit; }
[ "$1" = show ] || echo "$@" | sed 's|[^ =]*tfplan|tfplan|g' >> "$LOG"
[ "$1" != show ] || echo '{"format_version": "1.2"}'
[ "$1" != plan ] || [ "$2 $3" != "-input=false -detailed-exitcode" ] || exit "${CHANGES:-2}"
`

// newFixture creates a project with dev-stack and production-stack, each with one terraform_data resource.
func newFixture(t *testing.T, context map[string]any) fixture {
	t.Helper()
	dir := t.TempDir()
	out := &bytes.Buffer{}
	f := fixture{&deployment.Project{Dir: dir, App: "sh app.sh", Environ: append(os.Environ(), "CI="), In: strings.NewReader(""), Out: out, Err: out}, out}
	f.write(t, "cdktf.json", marshal(t, map[string]any{"context": context}), 0o644)
	f.write(t, "app.sh", `echo "$@" >> app.log; mkdir -p "$CDKTF_OUTDIR" && cp -r synthesized/. "$CDKTF_OUTDIR"`, 0o644)
	f.write(t, "synthesized/manifest.json", `{"stacks": {
		"dev-stack": {"synthesizedStackPath": "stacks/dev-stack/cdk.tf.json"},
		"production-stack": {"synthesizedStackPath": "stacks/production-stack/cdk.tf.json"}
	}}`, 0o644)
	f.synthesizes(t, "dev-stack", "1")
	f.synthesizes(t, "production-stack", "1")
	return f
}

// plan, deploy and destroy run the commands for one stack, with arguments in the form of a command line after "--".
func (f fixture) plan(t *testing.T, name string, arguments ...string) error {
	t.Helper()
	rest, _ := deployment.TakeApproval(arguments)
	report, err := f.Plan(t.Context(), deployment.Selection{Names: []string{name}}, deployment.Options{Arguments: rest})
	return ended(report, err)
}

func (f fixture) deploy(t *testing.T, name string, arguments ...string) error {
	t.Helper()
	rest, approved := deployment.TakeApproval(arguments)
	report, err := f.Deploy(t.Context(), deployment.Selection{Names: []string{name}}, deployment.Options{Arguments: rest, Approved: approved})
	return ended(report, err)
}

func (f fixture) destroy(t *testing.T, name string, arguments ...string) error {
	t.Helper()
	rest, approved := deployment.TakeApproval(arguments)
	return f.Destroy(t.Context(), name, deployment.Options{Arguments: rest, Approved: approved})
}

// ended returns the error of a run over one stack.
func ended(report deployment.Report, err error) error {
	if err == nil && report.Failures() > 0 {
		return errors.New(report.Results[0].Error)
	}
	return err
}

// stubbed puts a stub of Terraform first on PATH.
func (f fixture) stubbed(t *testing.T) fixture {
	t.Helper()
	f.write(t, "tools/terraform", stubTerraform, 0o755)
	t.Setenv("PATH", filepath.Join(f.Dir, "tools")+string(os.PathListSeparator)+os.Getenv("PATH"))
	f.Environ = append(f.Environ, "LOG="+filepath.Join(f.Dir, askedOfTerraform))
	return f
}

// synthesizes sets the JSON that the app writes for a stack.
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

// read returns a file's contents, or "" if the file does not exist.
func (f fixture) read(name string) string {
	text, _ := os.ReadFile(filepath.Join(f.Dir, name))
	return string(text)
}

// initialized reports whether Terraform ran in a stack's folder.
func (f fixture) initialized(t *testing.T) bool {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(f.Dir, "*", "stacks", "*", ".terraform*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(found) > 0
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
			t.Errorf("error is %v, want one that contains %q", err, word)
		}
	}
}
