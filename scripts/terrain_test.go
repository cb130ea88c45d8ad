package scripts_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// assembly is the .jsii file of a provider's npm package with one resource type: its block "single" may appear once, its
// block "several" more than once.
const assembly = `{"name": "@cdktn/provider-acme", "version": "1.0.0", "submodules": {"@cdktn/provider-acme.thing": {"symbolId": "src/thing/index:"}}, "types": {
  "@cdktn/provider-acme.thing.Thing": {"kind": "class", "base": "cdktn.TerraformResource", "symbolId": "src/thing/index:Thing",
    "initializer": {"parameters": [{}, {}, {"type": {"fqn": "@cdktn/provider-acme.thing.ThingConfig"}}]}},
  "@cdktn/provider-acme.thing.ThingConfig": {"kind": "interface", "datatype": true, "properties": [
    {"name": "cidrIpv4", "type": {"primitive": "string"}, "optional": true}, {"name": "selfAttribute", "type": {"primitive": "boolean"}, "optional": true},
    {"name": "required", "type": {"primitive": "string"}}, {"name": "tags", "type": {"collection": {"kind": "map", "elementtype": {"primitive": "string"}}}, "optional": true},
    {"name": "single", "type": {"fqn": "@cdktn/provider-acme.thing.Block"}, "optional": true},
    {"name": "several", "type": {"union": {"types": [{"fqn": "cdktn.IResolvable"}, {"collection": {"kind": "array", "elementtype": {"fqn": "@cdktn/provider-acme.thing.Block"}}}]}}, "optional": true}]},
  "@cdktn/provider-acme.thing.Block": {"kind": "interface", "datatype": true, "properties": [{"name": "innerName", "type": {"primitive": "number"}, "optional": true}]}}}`

func synthesizedTo(t *testing.T, resources string) string {
	t.Helper()
	outdir := t.TempDir()
	writeTo(t, filepath.Join(outdir, "stacks/demo-stack/cdk.tf.json"), `{"//": {"metadata": {"version": "1"}}, "resource": `+resources+`}`)
	return outdir
}

func writeTo(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// says runs a script of the rehearsal, and fails the test unless it succeeds or fails as expected and prints exactly these lines.
func says(t *testing.T, succeeds bool, lines []string, script string, arguments ...string) {
	t.Helper()
	printed, err := exec.CommandContext(t.Context(), "node", append([]string{filepath.Join("terrain", script)}, arguments...)...).CombinedOutput()
	if got := strings.Split(strings.TrimSpace(string(printed)), "\n"); (err == nil) != succeeds || strings.Join(got, "\n") != strings.Join(lines, "\n") {
		t.Errorf("%s: %v, output:\n%s\nwant\n%s", script, err, printed, strings.Join(lines, "\n"))
	}
}

func TestRehearsalFindsArgumentsThatBindingsDoNotHave(t *testing.T) {
	bindings := t.TempDir()
	writeTo(t, filepath.Join(bindings, ".jsii"), assembly)
	writeTo(t, filepath.Join(bindings, "lib/thing/index.js"), "class Thing {\n    static tfResourceType = \"acme_thing\";\n}\n")
	same := synthesizedTo(t, `{"acme_thing": {"a": {"//": {}, "depends_on": [], "required": "x", "cidr_ipv4": "10.0.0.0/8", "self": true, "tags": {"Any": "x"}, "single": {"inner_name": 1}, "several": [{}, {"inner_name": 2}]}}}`)
	says(t, true, []string{"1 resource types checked against the bindings, 0 problems"}, "arguments.mjs", same, bindings)
	other := synthesizedTo(t, `{"acme_other": {"a": {}}, "acme_thing": {"a": {"cidr": "x", "required": null, "single": [{"inner": 1}, {}]}, "b": {"several": {"name": 1}}}}`)
	says(t, false, []string{
		"acme_other: unknown resource type",
		"acme_thing.cidr: unknown argument",
		"acme_thing.several.name: unknown argument",
		"acme_thing.single.inner: unknown argument",
		"acme_thing.single: accepts a single block, has 2",
		"acme_thing: required argument required is missing",
		"2 resource types checked against the bindings, 6 problems",
	}, "arguments.mjs", other, bindings)
}

func TestRehearsalComparesStacksByMeaning(t *testing.T) {
	before := synthesizedTo(t, `{"acme_thing": {"a": {"x": 1, "y": [true, null]}}}`)
	moved := synthesizedTo(t, `{"acme_thing": {"a": {"y": [true, null], "x": 1}}}`)
	writeTo(t, filepath.Join(moved, "stacks/demo-stack/cdk.tf.json"), `{"resource": {"acme_thing": {"a": {"y": [true, null], "x": 1}}}, "//": {"metadata": {"version": "2"}}}`)
	says(t, true, []string{"demo-stack: the same"}, "compare.mjs", before, moved)
	other := synthesizedTo(t, `{"acme_thing": {"a": {"x": "1", "y": [true]}}}`)
	says(t, false, []string{
		"demo-stack: differs", `  resource.acme_thing.a.x: 1 became "1"`, "  resource.acme_thing.a.y.1: null became undefined",
	}, "compare.mjs", before, other)
	writeTo(t, filepath.Join(other, "stacks/new-stack/cdk.tf.json"), `{}`)
	writeTo(t, filepath.Join(before, "stacks/new-stack/cdk.tf.json"), `{}`)
	writeTo(t, filepath.Join(before, "stacks/gone-stack/cdk.tf.json"), `{}`)
	writeTo(t, filepath.Join(other, "stacks/demo-stack/cdk.tf.json"), `{"//": {"metadata": {}}, "resource": {"acme_thing": {"a": {"x": 1, "y": [true, null]}}}}`)
	says(t, false, []string{"stacks: demo-stack,gone-stack,new-stack became demo-stack,new-stack", "demo-stack: the same", "new-stack: the same"}, "compare.mjs", before, other)
}

func TestRehearsalTakesTheSubmodulesInUse(t *testing.T) {
	bindings, lean := t.TempDir(), filepath.Join(t.TempDir(), "lean")
	writeTo(t, filepath.Join(bindings, ".jsii"), assembly)
	writeTo(t, filepath.Join(bindings, "package.json"), "{}")
	writeTo(t, filepath.Join(bindings, "lib/thing/index.js"), "// code\n")
	says(t, false, []string{"@cdktn/provider-acme 1.0.0 has no gadget"}, "lean.mjs", bindings, lean, "thing", "gadget")
	says(t, true, []string{""}, "lean.mjs", bindings, lean, "thing")
	for _, file := range []string{".jsii", "package.json", "lib/index.js", "lib/thing/index.js"} {
		if _, err := os.Stat(filepath.Join(lean, file)); err != nil {
			t.Errorf("%s is not copied: %v", file, err)
		}
	}
}
