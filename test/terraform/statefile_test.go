package terraform_test

import (
	"crypto/sha1"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// sensitive returns the paths of the arguments that are marked as sensitive, in the format of a state file.
func sensitive(values gjson.Result) []any {
	paths := []any{}
	values.ForEach(func(name, marked gjson.Result) bool {
		if marked.Type == gjson.True {
			paths = append(paths, []any{map[string]string{"type": "get_attr", "value": name.String()}})
		}
		return true
	})
	return paths
}

// stateOf returns the state that an apply of the plans would leave, in the format of a state file. Values that are known only after
// an apply are those of the mocked resources.
func stateOf(resources []gjson.Result, plans plans) ([]byte, error) {
	entries := []any{}
	for _, resource := range resources {
		module := "module." + strings.Split(resource.Get("address").String(), ".")[1]
		stack, address := of(resource.Get("address").String())
		change := plans.stacks[stack].Changes[address]
		provider := fmt.Sprintf("provider[%q]", resource.Get("provider_name").String())
		if strings.HasSuffix(resource.Get("provider_name").String(), "/aws") {
			provider = module + "." + provider // the module configures it
		}
		attributes, _ := filled(change.Change.After, change.Change.AfterUnknown, resource.Get("values").Value()).(map[string]any)
		if script, ok := attributes["user_data"].(string); ok && change.Type == "aws_instance" && strings.HasPrefix(script, "#!") {
			attributes["user_data"] = fmt.Sprintf("%x", sha1.Sum([]byte(script))) // the provider stores the hash
		}
		if pattern, ok := attributes["event_pattern"].(string); ok { // the provider stores it with sorted keys
			sorted, err := json.Marshal(decoded(pattern))
			if err != nil {
				return nil, err
			}
			attributes["event_pattern"] = string(sorted)
		}
		entries = append(entries, map[string]any{
			"module": module, "mode": "managed", "type": change.Type, "name": change.Name, "provider": provider,
			"instances": []any{map[string]any{
				"schema_version":       resource.Get("schema_version").Int(),
				"sensitive_attributes": sensitive(resource.Get("sensitive_values")),
				"attributes":           attributes,
			}},
		})
	}
	return json.Marshal(map[string]any{"version": 4, "terraform_version": "1.6.0", "serial": 1, "lineage": "mock", "resources": entries})
}

// filled returns the planned values of a resource, in which values that are unknown before an apply are taken from a state.
func filled(planned, unknown, state any) any {
	switch unknown := unknown.(type) {
	case bool:
		if unknown {
			return state
		}
	case map[string]any:
		values, _ := planned.(map[string]any)
		states, _ := state.(map[string]any)
		complete := maps.Clone(values)
		for name := range unknown {
			complete[name] = filled(values[name], unknown[name], states[name])
		}
		return complete
	case []any:
		values, _ := planned.([]any)
		states, _ := state.([]any)
		complete := slices.Clone(values)
		for index := range min(len(unknown), len(values)) {
			complete[index] = filled(values[index], unknown[index], match(index, values[index], states))
		}
		return complete
	}
	return planned
}

// match returns the element of a list or set in a state that can be a planned element: that with the same index, or else the first
// that agrees. If none agrees, the state's values are mocked, and the first element is good enough.
func match(index int, planned any, states []any) any {
	if index < len(states) && agrees(planned, states[index]) {
		return states[index]
	}
	if at := slices.IndexFunc(states, func(state any) bool { return agrees(planned, state) }); at >= 0 {
		return states[at]
	}
	if len(states) > 0 {
		return states[0]
	}
	return nil
}

// agrees reports whether a value in a state can be a planned value. A planned value that is unknown or empty agrees with all
// values.
func agrees(planned, state any) bool {
	switch planned := planned.(type) {
	case nil:
		return true
	case map[string]any:
		states, _ := state.(map[string]any)
		for name, value := range planned {
			if !agrees(value, states[name]) {
				return false
			}
		}
		return true
	case []any:
		states, _ := state.([]any)
		return !slices.ContainsFunc(planned, func(value any) bool {
			return value != nil && !slices.ContainsFunc(states, func(state any) bool { return agrees(value, state) })
		})
	}
	return planned == "" || planned == false || planned == state
}
