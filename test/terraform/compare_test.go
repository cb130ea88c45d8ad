package terraform_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"landform/internal/engine"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-exec/tfexec"
	tfjson "github.com/hashicorp/terraform-json"
)

// TestOpenTofuPlansWhatTerraformPlans compares the plans of both engines.
func TestOpenTofuPlansWhatTerraformPlans(t *testing.T) {
	same(t, planned(t, engine.OpenTofu, asJSON), planned(t, engine.Terraform, asJSON))
}

// TestEjectedStacksPlanTheSame compares the plans of ejected stacks with those of synthesized stacks.
func TestEjectedStacksPlanTheSame(t *testing.T) {
	same(t, planned(t, engine.Terraform, asHCL), planned(t, engine.Terraform, asJSON))
}

// TestEjectedStacksAreFormattedAndValid checks stacks with the original names and with readable names. It validates only the
// latter, for example their references: a plan of the former, which includes a validation, is made in any case.
func TestEjectedStacksAreFormattedAndValid(t *testing.T) {
	found, err := engine.Find(t.Context(), engine.Terraform)
	if err != nil {
		t.Fatal(err)
	}
	renamed := filepath.Join(scratch, "renamed") // with readable names
	if err := writeRoot(renamed, named, compared); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{planned(t, engine.Terraform, asHCL).dir, renamed} {
		if output, err := exec.Command(found.Path, "fmt", "-check", "-recursive", filepath.Join(dir, "stacks")).CombinedOutput(); err != nil {
			t.Errorf("terraform fmt -check: %v\n%s", err, output)
		}
	}
	program, err := tfexec.NewTerraform(renamed, found.Path)
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Init(t.Context()); err != nil {
		t.Fatal(err)
	}
	validation, err := program.Validate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, diagnostic := range validation.Diagnostics {
		t.Errorf("terraform validate: %s: %s: %s", diagnostic.Severity, diagnostic.Summary, diagnostic.Detail)
	}
}

// same fails the test if two engines, or two forms, have different plans for a stack.
func same(t *testing.T, got, want plans) {
	t.Helper()
	if len(want.stacks) != len(compared) {
		t.Fatalf("%d stacks are planned, want %d", len(want.stacks), len(compared))
	}
	for name, expected := range want.stacks {
		equal(t, name+": change of", changes(got.stacks[name].Changes), changes(expected.Changes))
		equal(t, name+": references of", references(got.stacks[name].Resources), references(expected.Resources))
		equal(t, name+": output", got.stacks[name].Outputs, expected.Outputs)
		equal(t, name+": declaration of output", outputs(got.stacks[name].Declared), outputs(expected.Declared))
		equal(t, name+": variable", got.stacks[name].Variables, expected.Variables)
		equal(t, name+": conditions of", got.stacks[name].Conditions, expected.Conditions)
	}
}

// equal fails the test for each key whose values in two maps differ.
func equal[V any](t *testing.T, what string, got, want map[string]V) {
	t.Helper()
	for key := range maps.Keys(got) {
		if _, ok := want[key]; !ok {
			t.Errorf("%s %s is unexpected", what, key)
		}
	}
	for key, expected := range want {
		if difference := cmp.Diff(expected, got[key]); difference != "" {
			t.Errorf("%s %s differs (-want +got):\n%s", what, key, difference)
		}
	}
}

// change is the planned change of a resource, with its provider, but without the provider's registry.
type change struct {
	Provider string
	Change   tfjson.Change
}

func changes(found map[string]*tfjson.ResourceChange) map[string]change {
	comparable := map[string]change{}
	for address, resource := range found {
		changed := *resource.Change
		changed.Before, changed.After = decoded(changed.Before), decoded(changed.After)
		_, provider, _ := strings.Cut(resource.ProviderName, "/")
		comparable[address] = change{provider, changed}
	}
	return comparable
}

// decoded replaces strings with JSON documents by the decoded documents: jsonencode sorts keys, and providers compare the meaning.
func decoded(value any) any {
	switch value := value.(type) {
	case string:
		var document any
		if strings.ContainsAny(value[:min(1, len(value))], "{[") && json.Unmarshal([]byte(value), &document) == nil {
			return document
		}
	case []any:
		elements := make([]any, len(value))
		for index, element := range value {
			elements[index] = decoded(element)
		}
		return elements
	case map[string]any:
		fields := map[string]any{}
		for name, field := range value {
			fields[name] = decoded(field)
		}
		return fields
	}
	return value
}

// configured is the configuration of a resource that decides when it is created, and by which provider.
type configured struct {
	References []string
	DependsOn  []string
	Provider   string
}

func references(resources map[string]*tfjson.ConfigResource) map[string]configured {
	comparable := map[string]configured{}
	for address, resource := range resources {
		var found []string
		for argument, expression := range resource.Expressions {
			for _, reference := range mentioned(expression) {
				found = append(found, argument+": "+reference)
			}
		}
		slices.Sort(found)
		dependencies := slices.Sorted(slices.Values(resource.DependsOn))
		comparable[address] = configured{slices.Compact(found), dependencies, resource.ProviderConfigKey}
	}
	return comparable
}

// mentioned returns all references in an expression, at any depth, except path.module, which only ejected stacks use for files.
func mentioned(expression *tfjson.Expression) []string {
	var found []string
	for _, block := range expression.NestedBlocks {
		for _, nested := range block {
			found = append(found, mentioned(nested)...)
		}
	}
	for _, reference := range expression.References {
		if !strings.HasPrefix(reference, "path.") {
			found = append(found, reference)
		}
	}
	return found
}

// declaration is an output in the configuration, with the references in its value instead of the value.
type declaration struct {
	Sensitive   bool
	Description string
	References  []string
	DependsOn   []string
}

func outputs(found map[string]*tfjson.ConfigOutput) map[string]declaration {
	comparable := map[string]declaration{}
	for name, output := range found {
		comparable[name] = declaration{output.Sensitive, output.Description,
			slices.Sorted(slices.Values(mentioned(output.Expression))), output.DependsOn}
	}
	return comparable
}

// difference returns the arguments that a plan changes, one on each line.
func difference(change *tfjson.Change) string {
	before, _ := decoded(change.Before).(map[string]any)
	after, _ := decoded(change.After).(map[string]any)
	var lines []string
	for name := range before {
		if !cmp.Equal(before[name], after[name]) {
			lines = append(lines, fmt.Sprintf("%s: %v -> %v", name, before[name], after[name]))
		}
	}
	if len(lines) == 0 {
		lines = append(lines, fmt.Sprintf("sensitive: %v -> %v", change.BeforeSensitive, change.AfterSensitive))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
