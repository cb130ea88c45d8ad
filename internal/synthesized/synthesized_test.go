package synthesized_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"landform/internal/synthesized"
)

// write lays out an output folder as CDKTF does.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	outdir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(outdir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return outdir
}

const manifest = `{"stacks": {
	"b": {"synthesizedStackPath": "stacks/b/cdk.tf.json"},
	"a": {"synthesizedStackPath": "stacks/a/cdk.tf.json"}}}`

func TestLoad(t *testing.T) {
	outdir := write(t, map[string]string{
		"manifest.json": manifest,
		"stacks/a/cdk.tf.json": `{"resource": {"aws_vpc": {"network_vpc_1": {
			"//": {"metadata": {"path": "a/network/vpc"}}, "cidr_block": "10.0.0.0/16"}}}}`,
		"stacks/b/cdk.tf.json": `{"output": {"x": {"value": 1}}}`,
	})
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		t.Fatal(err)
	}
	if len(stacks) != 2 || stacks[0].Name != "a" || stacks[1].Name != "b" {
		t.Fatalf("stacks are %v", stacks)
	}
	network, ok := stacks[0].At("network/vpc")
	if !ok || network.Address() != "aws_vpc.network_vpc_1" || network.Get("cidr_block").String() != "10.0.0.0/16" {
		t.Errorf("resource is %+v", network)
	}
	if got := network.Reference("id"); got != "${aws_vpc.network_vpc_1.id}" {
		t.Errorf("reference is %s", got)
	}
	if len(stacks[0].OfType("aws_vpc")) != 1 || len(stacks[0].OfType("aws_subnet")) != 0 {
		t.Error("resources of a type are wrong")
	}
	if _, ok := stacks[0].At("network"); ok {
		t.Error("a namespace was taken for a resource")
	}
	if stacks[1].Get("output.x.value").Int() != 1 || len(stacks[1].Resources) != 0 {
		t.Error("a stack without resources is read wrongly")
	}
}

func TestLoadSaysWhatIsMissing(t *testing.T) {
	for _, test := range []struct {
		files map[string]string
		want  string
	}{
		{nil, "manifest.json"},
		{map[string]string{"manifest.json": "{"}, "manifest.json: unexpected end"},
		{map[string]string{"manifest.json": manifest, "stacks/a/cdk.tf.json": "{}"}, "stack b: "},
		{map[string]string{"manifest.json": manifest, "stacks/a/cdk.tf.json": "{", "stacks/b/cdk.tf.json": "{}"}, "is not valid JSON"},
	} {
		if _, err := synthesized.Load(write(t, test.files)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("error is %v, want one that says %q", err, test.want)
		}
	}
}
