package redact

import "fmt"

// shown is what "terraform show -json" says of a state.
type shown struct {
	sensitive map[string]any // by address: true, or the same for the parts of a value
	drawn     []string       // secrets of random_ resources
	secrets   []string       // every other secret
	documents []any          // JSON objects that are secret, but for what is public in them
	public    map[string]bool
}

type shownModule struct {
	Resources []struct {
		Address         string         `json:"address"`
		DeposedKey      string         `json:"deposed_key"`
		Values          map[string]any `json:"values"`
		SensitiveValues any            `json:"sensitive_values"`
	} `json:"resources"`
	ChildModules []shownModule `json:"child_modules"`
}

// readShown finds what is secret in a state, and what is not.
// https://developer.hashicorp.com/terraform/internals/json-format#values-representation
func readShown(text []byte) (shown, error) {
	var read struct {
		FormatVersion string `json:"format_version"`
		Values        struct {
			Outputs map[string]struct {
				Sensitive bool `json:"sensitive"`
				Value     any  `json:"value"`
			} `json:"outputs"`
			RootModule shownModule `json:"root_module"`
		} `json:"values"`
	}
	if err := decode(text, &read); err != nil {
		return shown{}, fmt.Errorf("what Terraform shows of the state: %w", err)
	}
	if read.FormatVersion == "" {
		return shown{}, fmt.Errorf("what Terraform shows of the state: it is not the output of \"terraform show -json\"")
	}
	known := shown{sensitive: map[string]any{}, public: map[string]bool{}}
	known.add(read.Values.RootModule)
	for _, output := range read.Values.Outputs {
		known.sort("", output.Value, output.Sensitive)
	}
	return known, nil
}

func (s *shown) add(module shownModule) {
	for _, resource := range module.Resources {
		if resource.DeposedKey != "" {
			continue
		}
		s.sensitive[resource.Address] = resource.SensitiveValues
		s.sort(resource.Address, resource.Values, resource.SensitiveValues)
	}
	for _, child := range module.ChildModules {
		s.add(child)
	}
}

// sort notes each text of a value as drawn, secret or public.
func (s *shown) sort(address string, value, marks any) {
	switch value := value.(type) {
	case map[string]any:
		for key, part := range value {
			s.sort(address, part, markOf(marks, key))
		}
	case []any:
		for index, part := range value {
			s.sort(address, part, markOf(marks, index))
		}
	case string:
		fields := document(value)
		switch {
		case marks != true:
			s.public[value] = true
		case isRandom(address):
			s.drawn = append(s.drawn, value)
		case fields != nil:
			s.documents = append(s.documents, fields)
		default:
			s.secrets = append(s.secrets, value)
		}
	}
}

// markOf is what is sensitive in a part of a value: all of it where the value is as a whole.
func markOf(marks, key any) any {
	switch marks := marks.(type) {
	case bool:
		return marks
	case map[string]any:
		if key, ok := key.(string); ok {
			return marks[key]
		}
	case []any:
		if key, ok := key.(int); ok && key < len(marks) {
			return marks[key]
		}
	}
	return nil
}

// document reads a text that is a JSON object, whose fields are told apart; nil for any other.
func document(text string) map[string]any {
	var fields map[string]any
	if decode([]byte(text), &fields) != nil {
		return nil
	}
	return fields
}
