package eject_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"landform/internal/eject"
	"landform/internal/synthesized"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tidwall/gjson"
)

// snapshots returns the shipped stacks.
func snapshots(t *testing.T) []synthesized.Stack {
	t.Helper()
	files, err := filepath.Glob("../../testdata/snapshots/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no snapshots: %v", err)
	}
	var stacks []synthesized.Stack
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		stacks = append(stacks, parse(t, strings.TrimSuffix(filepath.Base(file), ".json"), text))
	}
	return stacks
}

// TestEveryStackIsWritten fails if a stack has a type that is not in the reduced schema. The error names the command
// that adds it.
func TestEveryStackIsWritten(t *testing.T) {
	for _, stack := range snapshots(t) {
		files, err := eject.Files(stack, eject.Options{})
		if err != nil {
			t.Error(err)
			continue
		}
		blocks := parsed(t, files)
		if len(blocks) != len(stack.Resources) {
			t.Errorf("%s has %d resources, and its files have %d", stack.Name, len(stack.Resources), len(blocks))
		}
		for _, resource := range stack.Resources {
			block, ok := blocks[resource.Address()]
			if !ok {
				t.Errorf("%s: %s is in no file", stack.Name, resource.Address())
				continue
			}
			stays(t, resource, block)
		}
	}
}

// parsed returns the resources in a project's files.
func parsed(t *testing.T, files map[string][]byte) map[string]source {
	t.Helper()
	blocks := map[string]source{}
	for name, text := range files {
		if filepath.Ext(name) != ".tf" {
			continue
		}
		file, diagnostics := hclsyntax.ParseConfig(text, name, hcl.InitialPos)
		if diagnostics.HasErrors() {
			t.Fatal(diagnostics)
		}
		for _, block := range file.Body.(*hclsyntax.Body).Blocks {
			if block.Type == "resource" {
				blocks[strings.Join(block.Labels, ".")] = source{block.Body, text}
			}
		}
	}
	return blocks
}

// source is a block and the text that it was parsed from.
type source struct {
	*hclsyntax.Body
	text []byte
}

// argument returns the expression of an argument, without spaces.
func (s source) argument(name string) string {
	attribute, ok := s.Attributes[name]
	if !ok {
		return ""
	}
	return squeeze(string(attribute.Expr.Range().SliceBytes(s.text)))
}

// blocks returns the blocks of a type.
func (s source) blocks(kind string) []source {
	var found []source
	for _, block := range s.Blocks {
		if block.Type == kind {
			found = append(found, source{block.Body, s.text})
		}
	}
	return found
}

func squeeze(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), ""), ",]", "]")
}

// stays checks what a plan does not show: dependencies and lifecycle arguments.
func stays(t *testing.T, resource synthesized.Resource, block source) {
	t.Helper()
	same := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %s is %q, want %q", resource.Path, what, got, want)
		}
	}
	same("depends_on", block.argument("depends_on"), bare(resource.JSON.Get("depends_on")))
	same("provider", block.argument("provider"), resource.JSON.Get("provider").String())
	expected := resource.JSON.Get("lifecycle")
	lifecycles := block.blocks("lifecycle")
	if expected.Exists() != (len(lifecycles) == 1) {
		t.Errorf("%s has %d lifecycle blocks, and its JSON has %s", resource.Path, len(lifecycles), expected.Raw)
		return
	}
	if !expected.Exists() {
		return
	}
	for _, name := range []string{"prevent_destroy", "create_before_destroy"} {
		same(name, lifecycles[0].argument(name), expected.Get(name).Raw)
	}
	same("ignore_changes", lifecycles[0].argument("ignore_changes"), bare(expected.Get("ignore_changes")))
	for _, kind := range []string{"precondition", "postcondition"} {
		if got, want := len(lifecycles[0].blocks(kind)), len(expected.Get(kind).Array()); got != want {
			t.Errorf("%s: %d blocks %s, want %d", resource.Path, got, kind, want)
		}
	}
	for name := range lifecycles[0].Attributes {
		if !expected.Get(name).Exists() {
			t.Errorf("%s: lifecycle has %s, but the JSON does not", resource.Path, name)
		}
	}
}

// bare converts a list of JSON strings to a list of addresses.
func bare(value gjson.Result) string {
	if !value.IsArray() {
		return value.String()
	}
	var elements []string
	for _, element := range value.Array() {
		elements = append(elements, squeeze(element.String()))
	}
	return "[" + strings.Join(elements, ",") + "]"
}

// leftover matches HCL that is not idiomatic: a single expression in quotation marks, and a long text with escaped line
// breaks. quoted matches a string, which may be a document.
var (
	leftover = regexp.MustCompile(`"\$\{[^{}"]*\}"|= ".*\\n.*\\n`)
	quoted   = regexp.MustCompile(`= ("[\[{](?:[^"\\]|\\.)*")$`)
)

func isLeftover(line string) bool {
	if found := quoted.FindStringSubmatch(line); found != nil {
		if text, err := strconv.Unquote(found[1]); err == nil && gjson.Valid(text) {
			return true
		}
	}
	return leftover.MatchString(line) && !strings.Contains(line, "path.module")
}

func TestEveryStackBecomesIdiomaticHCL(t *testing.T) {
	for _, stack := range snapshots(t) {
		for name, text := range ejected(t, stack) {
			if filepath.Ext(name) != ".tf" {
				continue
			}
			for number, line := range strings.Split(text, "\n") {
				if isLeftover(line) {
					t.Errorf("%s: %s:%d: %s\nA new argument with JSON that the provider compares by its meaning belongs in documents", stack.Name, name, number+1, line)
				}
			}
		}
	}
}

func TestEachConstructHasItsFile(t *testing.T) {
	stacks := snapshots(t)
	at := slices.IndexFunc(stacks, func(stack synthesized.Stack) bool { return stack.Name == "dev-stack" })
	files := ejected(t, stacks[at])
	for _, resource := range stacks[at].Resources {
		construct := strings.Split(resource.Path, "/")[1]
		for _, first := range []string{"postgres", "timescale"} {
			if strings.HasPrefix(construct, first+"-") {
				construct = first
			}
		}
		if block := fmt.Sprintf("resource %q %q {", resource.Type, resource.Name); !strings.Contains(files[construct+".tf"], block) {
			t.Errorf("%s is not in %s.tf", resource.Path, construct)
		}
	}
}
