package synthesized

import (
	"landform/internal/plainjson"
	"slices"
	"strconv"
	"strings"
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
	raw     any // resolved
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
	_, ok := raw.(*object)
	return ok
}

// Get looks up an inner value by its dotted path. Blocks may be written as objects or as lists of one. A number takes an
// element of a list; a name asked of several blocks is unknown, since each may answer otherwise (All returns every one).
func (v Value) Get(path string) Value {
	if path == "" || !v.present {
		return v
	}
	var found Value
	count := 0
	v.visit(path, true, func(inner Value) { found, count = inner, count+1 })
	if count > 1 {
		return Value{raw: unknown{"${" + path + "}"}, present: true}
	}
	return found
}

// All returns the values at a dotted path in every block on the way, and every element of a list at its end.
func (v Value) All(path string) []Value {
	var found []Value
	v.visit(path, path != "", func(inner Value) {
		if list, ok := inner.raw.([]any); ok && len(list) > 1 {
			found = slices.Grow(found, len(list))
		}
		inner.each(func(element Value) { found = append(found, element) })
	})
	return found
}

// visit visits the values at a dotted path in every block on the way. The path is at its end where there is no more of it.
func (v Value) visit(path string, more bool, visit func(Value)) {
	if !v.present {
		return
	}
	if !more {
		visit(v)
		return
	}
	switch raw := v.raw.(type) {
	case unknown:
		visit(v)
	case *object:
		name, rest, more := strings.Cut(path, ".")
		valueOf(raw.get(name)).visit(rest, more, visit)
	case []any:
		name, rest, more := strings.Cut(path, ".")
		if index, ok := position(name); ok {
			if index >= 0 && index < len(raw) {
				valueOf(raw[index]).visit(rest, more, visit)
			}
			return
		}
		for _, element := range raw {
			valueOf(element).visit(path, true, visit)
		}
	}
}

// position is the number that a text is, if it is one. Most are names, and errors about them cost memory.
func position(text string) (index int, ok bool) {
	if text == "" || text[0] > '9' {
		return 0, false
	}
	index, err := strconv.Atoi(text)
	return index, err == nil
}

// Field returns the value of a name in an object or, of a list of one, in that. Unlike a path, the name may hold dots.
func (v Value) Field(name string) Value {
	switch raw := v.raw.(type) {
	case *object:
		return valueOf(raw.get(name))
	case []any:
		for _, element := range raw {
			if object, ok := element.(*object); ok {
				if value := object.get(name); value != nil {
					return valueOf(value)
				}
			}
		}
	}
	return Value{}
}

// each visits the elements that List returns.
func (v Value) each(visit func(Value)) {
	if !v.present {
		return
	}
	elements, ok := v.raw.([]any)
	if !ok {
		visit(v)
	}
	for _, element := range elements {
		visit(valueOf(element))
	}
}

// List returns the elements of a list. Any other value that is set is a list of itself: so are a block that is written as
// an object and a set that is written as its only element.
func (v Value) List() []Value { return v.All("") }

// Strings returns the texts of a list, as String has them.
func (v Value) Strings() []string {
	if !v.present {
		return nil
	}
	elements, ok := v.raw.([]any)
	if !ok {
		return []string{v.String()}
	}
	texts := make([]string, len(elements))
	for index, element := range elements {
		texts[index] = text(element)
	}
	return texts
}

// Keys returns the names in an object or, of a list of one, in that, sorted.
func (v Value) Keys() []string {
	raw := v.raw
	if list, ok := raw.([]any); ok && len(list) == 1 {
		raw = list[0]
	}
	object, ok := raw.(*object)
	if !ok {
		return nil
	}
	keys := make([]string, len(object.fields))
	for index := range object.fields {
		keys[index] = object.fields[index].name
	}
	return keys
}

// Interface is the value as encoding/json decodes it, with what is unknown as its text.
func (v Value) Interface() any { return plain(v.raw) }

// Document reads the JSON that the value holds as text, a list of container definitions for example. A text in it with
// "${...}" is unknown, and of a key that occurs twice the last one counts, as Terraform and AWS read it. The second result
// is false where the text is no JSON.
func (v Value) Document() (Value, bool) {
	return documentIn(v.String(), &decoder{document: true})
}

// documentIn is the document that a text holds. It is valid until the decoder is used again.
func documentIn(content string, decoder *decoder) (Value, bool) {
	content = strings.TrimSpace(content)
	if !strings.HasPrefix(content, "{") && !strings.HasPrefix(content, "[") {
		return Value{}, false
	}
	decoder.reuse(content)
	raw, ok := decoder.decode()
	if !ok {
		return Value{}, false
	}
	return valueOf(raw), true
}

func text(raw any) string {
	switch raw := raw.(type) {
	case nil:
		return ""
	case string:
		return raw
	case unknown:
		return raw.text
	case *template:
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
