package kernel

import (
	"slices"
	"strconv"
	"strings"
)

// Values are those of JavaScript: nil is undefined, and the others are null, string, float64, bool, []any, *object, *token and
// *construct.
type null struct{}

// An enum is a member of an enumeration, such as "cdktf.AssetType/FILE".
type enum string

// An object has fields in the order in which they were set, which is that of JavaScript but for keys that are indices.
type object struct {
	fqn    string // of a struct in jsii, empty for any other object
	fields []field
	index  map[string]int // of the fields, in large objects
}

type field struct {
	key   string
	value any
}

// indexed is the number of fields from which looking for one by one is slower than an index.
const indexed = 16

func (o *object) find(key string) int {
	if o.index == nil {
		for i := range o.fields {
			if o.fields[i].key == key {
				return i
			}
		}
		return -1
	}
	if i, ok := o.index[key]; ok {
		return i
	}
	return -1
}

// get returns a field, and nil if there is none.
func (o *object) get(key string) any {
	if i := o.find(key); i >= 0 {
		return o.fields[i].value
	}
	return nil
}

// text returns a field that is text, and "" if it is not.
func (o *object) text(key string) string {
	s, _ := o.get(key).(string)
	return s
}

func (o *object) set(key string, value any) {
	if i := o.find(key); i >= 0 {
		o.fields[i].value = value
		return
	}
	o.add(key, value)
}

// add sets a field that the object does not have yet.
func (o *object) add(key string, value any) {
	o.fields = append(o.fields, field{key, value})
	if o.index != nil {
		o.index[key] = len(o.fields) - 1
	} else if len(o.fields) > indexed {
		o.index = make(map[string]int, 2*indexed)
		for i := range o.fields {
			o.index[o.fields[i].key] = i
		}
	}
}

func (o *object) delete(key string) {
	if i := o.find(key); i >= 0 {
		o.fields = slices.Delete(o.fields, i, i+1)
		if o.index = nil; len(o.fields) > indexed {
			last := o.fields[len(o.fields)-1]
			o.fields = o.fields[:len(o.fields)-1]
			o.add(last.key, last.value)
		}
	}
}

// child returns the object in a field, which it creates.
func (o *object) child(key string) *object {
	if inner, ok := o.get(key).(*object); ok {
		return inner
	}
	inner := &object{}
	o.set(key, inner)
	return inner
}

// ordered returns the fields in JavaScript's order: keys that are indices first, by their numbers.
func (o *object) ordered() []field {
	if !slices.ContainsFunc(o.fields, func(f field) bool { return isIndex(f.key) }) {
		return o.fields
	}
	fields := slices.Clone(o.fields)
	slices.SortStableFunc(fields, func(a, b field) int {
		switch ai, bi := isIndex(a.key), isIndex(b.key); {
		case ai && bi:
			return indexOf(a.key) - indexOf(b.key)
		case ai:
			return -1
		case bi:
			return 1
		}
		return 0
	})
	return fields
}

// keys returns the keys in JavaScript's order, as a list.
func (o *object) keys() []any {
	keys := make([]any, 0, len(o.fields))
	for _, f := range o.ordered() {
		keys = append(keys, f.key)
	}
	return keys
}

// isIndex reports whether JavaScript takes a key for the index of an array: an integer below 2^32-1 in its shortest form.
func isIndex(key string) bool {
	if key == "" || len(key) > 10 || key[0] < '0' || key[0] > '9' || key[0] == '0' && len(key) > 1 {
		return false
	}
	n, err := strconv.ParseUint(key, 10, 64)
	return err == nil && n < 1<<32-1
}

func indexOf(key string) int {
	n, _ := strconv.Atoi(key)
	return n
}

// jsText is what JavaScript makes of a value in a template: `${value}`.
func (k *kernel) jsText(value any) string {
	switch v := value.(type) {
	case nil:
		return "undefined"
	case null:
		return "null"
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return string(appendNumber(nil, v))
	case []any:
		return k.joined(v, ",")
	case *token:
		return k.display(v)
	case *object:
		return "[object Object]"
	}
	panic(unknown("a value that is made text"))
}

// joined is Array.join.
func (k *kernel) joined(list []any, separator string) string {
	var text strings.Builder
	for i, value := range list {
		if i > 0 {
			text.WriteString(separator)
		}
		if value != nil && value != (null{}) {
			text.WriteString(k.jsText(value))
		}
	}
	return text.String()
}

// appendNumber writes a number as JavaScript does.
// https://tc39.es/ecma262/#sec-numeric-types-number-tostring
func appendNumber(to []byte, number float64) []byte {
	if number == 0 {
		return append(to, '0')
	}
	if magnitude := max(number, -number); magnitude < 1e21 && magnitude >= 1e-6 {
		return strconv.AppendFloat(to, number, 'f', -1, 64)
	}
	start := len(to)
	to = strconv.AppendFloat(to, number, 'e', -1, 64)
	if i := slices.Index(to[start:], 'e'); to[start+i+2] == '0' { // strconv writes two digits of an exponent at least
		to = slices.Delete(to, start+i+2, start+i+3)
	}
	return to
}
