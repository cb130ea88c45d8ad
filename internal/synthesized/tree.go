package synthesized

import (
	"slices"
	"strings"
)

// Decoded JSON is nil, bool, float64, string, *template, []any or *object. With its references resolved it holds no
// template, and may hold unknown. Parts of it are shared: nothing changes a value once it is made.

// object is a JSON object.
type object struct {
	fields     []field // sorted by name, each name once
	literal    bool    // it holds neither templates nor comments, as most do: it needs no resolving
	start, end int     // of the object in the text that it was decoded from
}

type field struct {
	name  string
	value any
}

// comment is the key of what Terraform ignores.
// https://developer.hashicorp.com/terraform/language/syntax/json#comment-properties
const comment = "//"

// newObject makes an object of fields in any order, which it sorts. Of two with one name the last counts.
func newObject(fields []field) *object {
	fields, _ = sorted(fields)
	made := &object{fields: fields}
	made.literal = !slices.ContainsFunc(fields, func(f field) bool { return f.name == comment || !isLiteral(f.value) })
	return made
}

// sorted sorts fields in place and drops all but the last of a name. If there was such a name, it is the second result.
func sorted(fields []field) (unique []field, twice string) {
	ascending := true
	for index := 1; index < len(fields) && ascending; index++ {
		ascending = fields[index-1].name < fields[index].name
	}
	if ascending {
		return fields, ""
	}
	slices.SortStableFunc(fields, func(a, b field) int { return strings.Compare(a.name, b.name) })
	unique = fields[:0]
	for _, next := range fields {
		if last := len(unique) - 1; last >= 0 && unique[last].name == next.name {
			unique[last], twice = next, next.name
			continue
		}
		unique = append(unique, next)
	}
	return unique, twice
}

// get is the value of a name. It is nil where there is none.
func (o *object) get(name string) any {
	if index := o.index(name); index >= 0 {
		return o.fields[index].value
	}
	return nil
}

// manyFields is the number of fields above which a binary search is faster.
const manyFields = 16

// index is where a name is among the fields, or -1.
func (o *object) index(name string) int {
	if len(o.fields) > manyFields {
		index, ok := slices.BinarySearchFunc(o.fields, name, func(f field, name string) int { return strings.Compare(f.name, name) })
		if !ok {
			return -1
		}
		return index
	}
	for index := range o.fields {
		if o.fields[index].name == name {
			return index
		}
	}
	return -1
}

// isLiteral reports whether decoded JSON holds neither references nor comments.
func isLiteral(raw any) bool {
	switch raw := raw.(type) {
	case *template:
		return false
	case *object:
		return raw.literal
	case []any:
		return !slices.ContainsFunc(raw, func(element any) bool { return !isLiteral(element) })
	}
	return true
}

// partly reports whether anything in a value is unknown.
func partly(raw any) bool {
	switch raw := raw.(type) {
	case unknown:
		return true
	case []any:
		return slices.ContainsFunc(raw, partly)
	case *object:
		return slices.ContainsFunc(raw.fields, func(f field) bool { return partly(f.value) })
	}
	return false
}

// sortedKeys are the names in an object, or in each of a list of objects.
func sortedKeys(raw any) []string {
	var keys []string
	for _, object := range valueOf(raw).List() {
		keys = append(keys, object.Keys()...)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// plain is a value as encoding/json decodes it, with templates and what is unknown as their texts.
func plain(raw any) any {
	switch raw := raw.(type) {
	case unknown:
		return raw.text
	case *template:
		return raw.text
	case []any:
		list := make([]any, len(raw))
		for index, element := range raw {
			list[index] = plain(element)
		}
		return list
	case *object:
		decoded := make(map[string]any, len(raw.fields))
		for _, field := range raw.fields {
			decoded[field.name] = plain(field.value)
		}
		return decoded
	}
	return raw
}

// written is a value with its templates as texts: where Terraform takes "${" for these characters.
func written(raw any) any {
	if isLiteral(raw) {
		return raw
	}
	switch raw := raw.(type) {
	case *template:
		return raw.text
	case []any:
		list := make([]any, len(raw))
		for index, element := range raw {
			list[index] = written(element)
		}
		return list
	case *object:
		fields := slices.Clone(raw.fields)
		for index := range fields {
			fields[index].value = written(fields[index].value)
		}
		return newObject(fields)
	}
	return raw
}

// without are the fields but for one.
func without(fields []field, name string) []field {
	index := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
	switch index {
	case -1:
		return fields
	case 0: // where comments usually are
		return fields[1:]
	}
	return slices.Concat(fields[:index], fields[index+1:])
}
