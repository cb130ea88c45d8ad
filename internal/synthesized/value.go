package synthesized

import (
	"landform/internal/plainjson"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// State says what is known of a value before an apply.
type State int

// A value is not set, known, or known only after an apply, wholly or in part.
const (
	Absent State = iota
	Known
	Unknown
)

// Value is a value of a stack with its references resolved. The zero Value is absent, and so is null, which Terraform
// takes for an argument that is not set.
type Value struct {
	raw     any // nil, bool, float64, string, unknown, []any or map[string]any
	present bool
}

// unknown is a text with parts that are known only after an apply. They are written as "${...}".
type unknown struct{ text string }

// valueOf resolves a value of decoded JSON.
func valueOf(raw any) Value { return Value{raw: raw, present: raw != nil} }

// State says whether the value is absent, known or unknown. A list or an object is known even if an element is not.
func (v Value) State() State {
	if !v.present {
		return Absent
	}
	if _, ok := v.raw.(unknown); ok {
		return Unknown
	}
	return Known
}

// Exists reports whether the argument is set, whether or not its value is known.
func (v Value) Exists() bool { return v.present }

// Known reports whether the argument is set to a value that is known.
func (v Value) Known() bool { return v.State() == Known }

// Unknown reports whether the argument is set to a value that is known only after an apply.
func (v Value) Unknown() bool { return v.State() == Unknown }

// String is the value as Terraform converts it to a string. Unknown parts of it are "${aws_vpc.main.id}"; a
// list or an object is JSON; what is absent is empty.
func (v Value) String() string { return text(v.raw) }

// Bool is the value as a boolean. Like Terraform it takes "true" for true. The second result is false where the value
// is absent, unknown or no boolean.
func (v Value) Bool() (value, ok bool) {
	switch raw := v.raw.(type) {
	case bool:
		return raw, true
	case string:
		return raw == "true", raw == "true" || raw == "false"
	}
	return false, false
}

// IsTrue reports whether the value is known to be true.
func (v Value) IsTrue() bool { value, ok := v.Bool(); return ok && value }

// IsFalse reports whether the value is known to be false.
func (v Value) IsFalse() bool { value, ok := v.Bool(); return ok && !value }

// Number is the value as a number. Like Terraform it takes "5" for 5. The second result is false where the value is
// absent, unknown or no number.
func (v Value) Number() (value float64, ok bool) {
	switch raw := v.raw.(type) {
	case float64:
		return raw, true
	case string:
		number, err := strconv.ParseFloat(raw, 64)
		return number, err == nil
	}
	return 0, false
}

// IsObject reports whether the value is an object or a list of one, as a block may be written.
func (v Value) IsObject() bool {
	raw := v.raw
	if list, ok := raw.([]any); ok && len(list) == 1 {
		raw = list[0]
	}
	_, ok := raw.(map[string]any)
	return ok
}

// Get looks up an inner value by its dotted path. Blocks may be written as objects or as lists of one. A number takes an
// element of a list; a name asked of several blocks is unknown, since each may answer otherwise (All returns every one).
func (v Value) Get(path string) Value {
	if path == "" || !v.present {
		return v
	}
	found := v.all(strings.Split(path, "."))
	switch len(found) {
	case 0:
		return Value{}
	case 1:
		return found[0]
	}
	return Value{raw: unknown{"${" + path + "}"}, present: true}
}

// All returns the values at a dotted path in every block on the way, and every element of a list at its end.
func (v Value) All(path string) []Value {
	if path == "" {
		return v.List()
	}
	var found []Value
	for _, value := range v.all(strings.Split(path, ".")) {
		found = append(found, value.List()...)
	}
	return found
}

// Field returns the value of a name in an object or, of a list of one, in that. Unlike a path, the name may hold dots.
func (v Value) Field(name string) Value {
	for _, element := range v.List() {
		if object, ok := element.raw.(map[string]any); ok && object[name] != nil {
			return valueOf(object[name])
		}
	}
	return Value{}
}

func (v Value) all(path []string) []Value {
	if !v.present {
		return nil
	}
	if len(path) == 0 {
		return []Value{v}
	}
	switch raw := v.raw.(type) {
	case unknown:
		return []Value{v}
	case map[string]any:
		return valueOf(raw[path[0]]).all(path[1:])
	case []any:
		if index, err := strconv.Atoi(path[0]); err == nil {
			if index < 0 || index >= len(raw) {
				return nil
			}
			return valueOf(raw[index]).all(path[1:])
		}
		var found []Value
		for _, element := range raw {
			found = append(found, valueOf(element).all(path)...)
		}
		return found
	}
	return nil
}

// List returns the elements of a list. Any other value that is set is a list of itself: so are a block that is written as
// an object and a set that is written as its only element.
func (v Value) List() []Value {
	if !v.present {
		return nil
	}
	elements, ok := v.raw.([]any)
	if !ok {
		return []Value{v}
	}
	list := make([]Value, 0, len(elements))
	for _, element := range elements {
		list = append(list, valueOf(element))
	}
	return list
}

// Strings returns the texts of a list, as String has them.
func (v Value) Strings() []string {
	var texts []string
	for _, element := range v.List() {
		texts = append(texts, element.String())
	}
	return texts
}

// Keys returns the names in an object or, of a list of one, in that. The order is not fixed.
func (v Value) Keys() []string {
	if list := v.List(); len(list) == 1 {
		v = list[0]
	}
	object, _ := v.raw.(map[string]any)
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	return keys
}

// Interface is the value as encoding/json decodes it, with what is unknown as its text.
func (v Value) Interface() any { return plain(v.raw) }

// Document reads the JSON that the value holds as text, a list of container definitions for example. A text in it with
// "${...}" is unknown. The second result is false where the text is no JSON.
func (v Value) Document() (Value, bool) {
	content := strings.TrimSpace(v.String())
	if !strings.HasPrefix(content, "{") && !strings.HasPrefix(content, "[") || !gjson.Valid(content) {
		return Value{}, false
	}
	return valueOf(marked(last(gjson.Parse(content)))), true
}

// last is a value as encoding/json decodes it, which Terraform and AWS take too: of a key that occurs twice the last one.
func last(json gjson.Result) any {
	switch {
	case json.IsObject():
		object := map[string]any{}
		json.ForEach(func(key, value gjson.Result) bool { object[key.String()] = last(value); return true })
		return object
	case json.IsArray():
		list := []any{}
		json.ForEach(func(_, value gjson.Result) bool { list = append(list, last(value)); return true })
		return list
	}
	return json.Value()
}

// marked turns texts with "${...}" into unknown ones.
func marked(raw any) any {
	switch raw := raw.(type) {
	case string:
		if strings.Contains(raw, "${") {
			return unknown{raw}
		}
	case []any:
		for index, element := range raw {
			raw[index] = marked(element)
		}
	case map[string]any:
		for key, element := range raw {
			raw[key] = marked(element)
		}
	}
	return raw
}

func plain(raw any) any {
	switch raw := raw.(type) {
	case unknown:
		return raw.text
	case []any:
		list := make([]any, len(raw))
		for index, element := range raw {
			list[index] = plain(element)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(raw))
		for key, element := range raw {
			object[key] = plain(element)
		}
		return object
	}
	return raw
}

func text(raw any) string {
	switch raw := raw.(type) {
	case nil:
		return ""
	case string:
		return raw
	case unknown:
		return raw.text
	case bool:
		return strconv.FormatBool(raw)
	case float64:
		return strconv.FormatFloat(raw, 'f', -1, 64)
	}
	return encoded(raw)
}

// encoded is a value as jsonencode writes it.
func encoded(raw any) string {
	return plainjson.Compact(plain(raw))
}
