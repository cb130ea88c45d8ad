package bindings

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// copyManifest copies .jsii, the description of a package's types that the kernel works from, with only the types
// of the wanted submodules, and notes the directories these are in.
func (c *leanCopier) copyManifest(in io.Reader) error {
	decoder := json.NewDecoder(bufio.NewReaderSize(in, 1<<20))
	fields := map[string]json.RawMessage{}
	if err := eachField(decoder, func(name string) error {
		switch name {
		case "types":
			types, err := c.selectTypes(decoder)
			fields[name] = types
			return err
		case "submodules", "readme": // large, and of no use at run time
			return decoder.Decode(new(json.RawMessage))
		default:
			var value json.RawMessage
			err := decoder.Decode(&value)
			fields[name] = value
			return err
		}
	}); err != nil {
		return err
	}
	content, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	return c.add(".jsii", content)
}

// selectTypes reads the manifest's types and returns those of the wanted submodules.
func (c *leanCopier) selectTypes(decoder *json.Decoder) (json.RawMessage, error) {
	c.directories = map[string]bool{}
	selected := map[string]any{}
	err := eachField(decoder, func(name string) error {
		var definition json.RawMessage
		if err := decoder.Decode(&definition); err != nil || !c.wants(name) {
			return err
		}
		var fields map[string]any
		if err := json.Unmarshal(definition, &fields); err != nil {
			return err
		}
		directory, err := directoryOf(fields)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		c.directories[directory] = true
		selected[name] = withoutDocs(fields)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(selected)
}

// wants tells whether a type, by its fully qualified name, is in a wanted submodule.
func (c *leanCopier) wants(typeName string) bool {
	parts := strings.Split(typeName, ".")
	return len(parts) == 3 && c.submodules[parts[1]]
}

// directoryOf returns the directory below lib of a type's code: "vpc" for the symbol "src/vpc/index:VpcConfig".
func directoryOf(definition map[string]any) (string, error) {
	symbol, _ := definition["symbolId"].(string)
	parts := strings.SplitN(symbol, "/", 3)
	if len(parts) != 3 || parts[0] != "src" {
		return "", fmt.Errorf("unexpected symbolId %q", symbol)
	}
	return parts[1], nil
}

// withoutDocs removes from a definition what only compilers and readers use. The kernel drops the same when it
// indexes a manifest.
func withoutDocs(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			if key == "docs" || key == "locationInModule" {
				delete(value, key)
				continue
			}
			value[key] = withoutDocs(inner)
		}
	case []any:
		for i := range value {
			value[i] = withoutDocs(value[i])
		}
	}
	return value
}

// eachField reads a JSON object and calls field with each name; field reads the value from the decoder.
func eachField(decoder *json.Decoder, field func(name string) error) error {
	if token, err := decoder.Token(); err != nil {
		return err
	} else if token != json.Delim('{') {
		return errors.New("not a JSON object")
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		if err := field(name.(string)); err != nil {
			return err
		}
	}
	_, err := decoder.Token()
	return err
}
