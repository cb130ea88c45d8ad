package rules

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"path"

	"landform/internal/guardrails"
	"landform/internal/synthesized"
)

//go:embed examples/*.json
var exampleFiles embed.FS

// examples returns resources that break no rule, in the form of "resource" in Terraform JSON. Rule.Violates patches
// them.
func examples() map[string]any {
	whole := map[string]any{}
	files, err := exampleFiles.ReadDir("examples")
	if err != nil {
		panic(err) // the examples are embedded in the program
	}
	for _, file := range files {
		text, err := exampleFiles.ReadFile(path.Join("examples", file.Name()))
		if err != nil {
			panic(err)
		}
		var resources map[string]any
		if err := json.Unmarshal(text, &resources); err != nil {
			panic(fmt.Errorf("%s: %w", file.Name(), err))
		}
		maps.Copy(whole, resources)
	}
	return whole
}

// Example returns a stack that breaks no rule or, for a given rule, only that rule.
func Example(broken *guardrails.Rule) (synthesized.Stack, error) {
	resources := any(examples())
	if broken != nil {
		var change any
		if err := json.Unmarshal([]byte(broken.Violates), &change); err != nil {
			return synthesized.Stack{}, fmt.Errorf("example of %s: %w", broken.ID, err)
		}
		resources = patched(resources, change)
	}
	text, err := json.Marshal(map[string]any{
		"//": map[string]any{synthesized.MetadataKey: synthesized.Metadata{
			System: "acme", Environment: "prod", Role: synthesized.RoleEnvironment, Stage: synthesized.Production, Account: "111111111111", Region: "eu-west-1"}},
		"terraform": map[string]any{"required_version": ">= 1.6.0", "required_providers": map[string]any{"aws": map[string]any{"source": "hashicorp/aws", "version": synthesized.AWSProviderVersion}}},
		"provider":  map[string]any{"aws": []any{map[string]any{"region": "eu-west-1", "allowed_account_ids": []any{"111111111111"}}}},
		"resource":  resources,
	})
	if err != nil {
		return synthesized.Stack{}, err
	}
	return synthesized.Parse("example", "main.tf.json", text)
}

// patched applies a JSON merge patch (RFC 7396): null removes, objects are merged, and anything else replaces.
func patched(target, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	object, ok := target.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	result := maps.Clone(object)
	for key, change := range changes {
		if change == nil {
			delete(result, key)
			continue
		}
		result[key] = patched(result[key], change)
	}
	return result
}
