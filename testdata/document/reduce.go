//go:build ignore

// Reduce reads the output of "terraform show -json" for a plan of the requirement document's Terraform code, and writes the
// configured values and references of each resource. With the argument "state", it writes the state that an apply of the plan
// would leave. README.md describes how the plan is made.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

// plan is the part of Terraform's plan representation that this program uses.
// https://developer.hashicorp.com/terraform/internals/json-format
type plan struct {
	PlannedValues struct {
		Outputs    map[string]any `json:"outputs"`
		RootModule struct {
			ChildModules []struct {
				Address   string `json:"address"`
				Resources []instance
			} `json:"child_modules"`
		} `json:"root_module"`
	} `json:"planned_values"`
	ResourceChanges []struct {
		Address string
		Change  struct {
			AfterUnknown map[string]any `json:"after_unknown"`
		}
	} `json:"resource_changes"`
	Configuration struct {
		ProviderConfig map[string]struct {
			Expressions map[string]any
		} `json:"provider_config"`
		RootModule struct {
			ModuleCalls map[string]call `json:"module_calls"`
		} `json:"root_module"`
	}
}

type instance struct {
	Address string
	Type    string
	Name    string
	Index   *int

	SchemaVersion int `json:"schema_version"`
	Values        map[string]any
}

type call struct {
	Expressions map[string]expression
	Module      struct {
		Outputs   map[string]struct{ Expression expression }
		Resources []struct {
			Address     string
			Expressions map[string]any
			DependsOn   []string `json:"depends_on"`
		}
	}
}

type expression struct{ References []string }

// resource is the configuration of a resource in the document. Arguments in nested blocks have dotted paths.
type resource struct {
	Values     map[string]any      `json:"values"`
	References map[string][]string `json:"references,omitempty"`
	DependsOn  []string            `json:"depends_on,omitempty"`
}

// document is the content of the files that README.md describes.
type document struct {
	DefaultTags any                 `json:"default_tags"`
	Outputs     []string            `json:"outputs"`
	Resources   map[string]resource `json:"resources"`
}

func main() {
	var read plan
	if err := json.NewDecoder(os.Stdin).Decode(&read); err != nil {
		fmt.Fprintln(os.Stderr, "reduce:", err)
		os.Exit(1)
	}
	var result any = read.reduce()
	if len(os.Args) > 1 && os.Args[1] == "state" {
		result = read.state()
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", " ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(result); err != nil {
		fmt.Fprintln(os.Stderr, "reduce:", err)
		os.Exit(1)
	}
}

func (p plan) reduce() document {
	reduced := document{Resources: map[string]resource{}, Outputs: p.outputs()}
	for _, tags := range p.Configuration.ProviderConfig["aws"].Expressions["default_tags"].([]any) {
		reduced.DefaultTags = tags.(map[string]any)["tags"].(map[string]any)["constant_value"]
	}
	for _, module := range p.PlannedValues.RootModule.ChildModules {
		for _, planned := range module.Resources {
			reduced.Resources[planned.Address] = p.resource(strings.TrimPrefix(module.Address, "module."), planned)
		}
	}
	return reduced
}

// outputs returns the names of the outputs of the root module and of all other modules, since a stack has no modules.
func (p plan) outputs() []string {
	var names []string
	for name := range p.PlannedValues.Outputs {
		names = append(names, name)
	}
	for _, called := range p.Configuration.RootModule.ModuleCalls {
		for name := range called.Module.Outputs {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (p plan) resource(module string, planned instance) resource {
	reduced := resource{Values: map[string]any{}, References: map[string][]string{}}
	for _, configured := range p.Configuration.RootModule.ModuleCalls[module].Module.Resources {
		if configured.Address != planned.Type+"."+planned.Name {
			continue
		}
		p.arguments(&reduced, module, planned, "", configured.Expressions, planned.Values, p.unknown(planned.Address))
		for _, dependency := range configured.DependsOn {
			reduced.DependsOn = append(reduced.DependsOn, "module."+module+"."+dependency)
		}
	}
	return reduced
}

// arguments adds the arguments of a resource, or of a block in it.
func (p plan) arguments(reduced *resource, module string, planned instance, at string, expressions, values, unknown map[string]any) {
	for name, configured := range expressions {
		if blocks, ok := configured.([]any); ok {
			block := func(of map[string]any) map[string]any {
				list, _ := of[name].([]any)
				inner, _ := append(list, map[string]any{})[0].(map[string]any)
				return inner
			}
			p.arguments(reduced, module, planned, at+name+".", blocks[0].(map[string]any), block(values), block(unknown))
			continue
		}
		if value, known := values[name]; known {
			addValue(reduced, at+name, value)
		}
		for _, path := range unknownPaths(at+name, unknown[name]) {
			references, _ := configured.(map[string]any)["references"].([]any)
			reduced.References[path] = p.resolve(module, planned, references)
		}
	}
}

// addValue adds a value. A list of objects is a block in the representation of a plan, whose empty members are not configured.
func addValue(reduced *resource, path string, value any) {
	list, _ := value.([]any)
	if len(list) == 0 {
		reduced.Values[path] = value
		return
	}
	block, ok := list[0].(map[string]any)
	if !ok {
		reduced.Values[path] = value
		return
	}
	for name, inner := range block {
		if empty, _ := json.Marshal(inner); !slices.Contains([]string{`""`, `[]`, `null`, `false`}, string(empty)) {
			reduced.Values[path+"."+name] = inner
		}
	}
}

// unknownPaths returns the paths of the values that are known only after an apply.
func unknownPaths(path string, unknown any) []string {
	switch unknown := unknown.(type) {
	case bool:
		if unknown {
			return []string{path}
		}
	case []any:
		var paths []string
		for _, inner := range unknown {
			paths = append(paths, unknownPaths(path, inner)...)
		}
		return slices.Compact(paths)
	case map[string]any:
		var paths []string
		for name, inner := range unknown {
			paths = append(paths, unknownPaths(path+"."+name, inner)...)
		}
		return paths
	}
	return nil
}

// resolve resolves references to variables and outputs of modules into the addresses of resources, with their indices.
func (p plan) resolve(module string, planned instance, references []any) []string {
	var texts []string
	for _, reference := range references {
		texts = append(texts, reference.(string))
	}
	var resolved []string
	for _, text := range texts {
		longer := func(other string) bool { return strings.HasPrefix(other, text+".") }
		if text == "count.index" || text == "var.environment" || slices.ContainsFunc(texts, longer) {
			continue
		}
		if variable, ok := strings.CutPrefix(text, "var."); ok {
			source := p.Configuration.RootModule.ModuleCalls[module].Expressions[variable].References[0]
			parts := strings.Split(source, ".") // module.<name>.<output>
			output := p.Configuration.RootModule.ModuleCalls[parts[1]].Module.Outputs[parts[2]]
			resolved = append(resolved, p.instances("module."+parts[1], output.Expression.References[0])...)
			continue
		}
		if slices.Contains(texts, "count.index") && p.counted("module."+module, text) {
			resolved = append(resolved, fmt.Sprintf("module.%s.%s[%d]", module, text, *planned.Index))
			continue
		}
		resolved = append(resolved, p.instances("module."+module, text)...)
	}
	slices.Sort(resolved)
	return resolved
}

func (p plan) counted(module, reference string) bool {
	return len(p.instances(module, reference)) > 1
}

// instances returns the addresses of a resource that a module refers to: one, or one for each index.
func (p plan) instances(module, reference string) []string {
	parts := strings.SplitN(reference, ".", 3)
	address, attribute := module+"."+parts[0]+"."+parts[1], ""
	if len(parts) == 3 {
		attribute = "." + parts[2]
	}
	var found []string
	for _, change := range p.ResourceChanges {
		bare, _, _ := strings.Cut(change.Address, "[")
		if bare == address {
			found = append(found, change.Address+attribute)
		}
	}
	return found
}

func (p plan) unknown(address string) map[string]any {
	for _, change := range p.ResourceChanges {
		if change.Address == address {
			return change.Change.AfterUnknown
		}
	}
	return nil
}
