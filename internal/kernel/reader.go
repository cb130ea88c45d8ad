package kernel

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// A request is one line from jsii-runtime-go. Its values are: nil, string, float64, bool, []any, *object, and what a
// reference refers to: *construct, *token, *node.
type request struct {
	api, fqn, method, property string
	name, version              string // of a package
	object                     any
	args                       []any
	value                      any
	nulls                      bool // a list or map has a null in it
	empty                      bool // there is a struct without fields
}

// arg returns an argument, and nil if it was left out.
func (r *request) arg(i int) any {
	if i < len(r.args) {
		return r.args[i]
	}
	return nil
}

// text returns an argument that is text. The bindings check types, so that no other comes.
func (r *request) text(i int) string {
	s, ok := r.arg(i).(string)
	if !ok {
		panic(unknown("an argument that is no text"))
	}
	return s
}

// config returns the struct that is the argument at i, and an empty one if it was left out.
func (r *request) config(i int) *object {
	switch value := r.arg(i).(type) {
	case nil:
		return &object{}
	case *object:
		return value
	}
	panic(unknown("a configuration that is no struct"))
}

// A reader parses what encoding/json has written: JSON without white space. Text without escapes is not copied.
type reader struct {
	k    *kernel
	s    string
	at   int
	into request
}

// request reads a line. It panics with unknown for whatever jsii-runtime-go writes only in cases that are unknown here, such as
// an object that implements an interface in Go. The request is valid until the next one is read.
func (r *reader) request(k *kernel, line string) *request {
	*r = reader{k: k, s: line, into: request{args: r.into.args[:0]}}
	r.expect('{')
	for {
		key := r.string()
		r.expect(':')
		switch key {
		case "api":
			r.into.api = r.string()
		case "fqn":
			r.into.fqn = r.string()
		case "name":
			r.into.name = r.string()
		case "version":
			r.into.version = r.string()
		case "method":
			r.into.method = r.string()
		case "property":
			r.into.property = r.string()
		case "objref":
			r.into.object = r.any()
		case "value":
			r.into.value = r.any()
		case "args":
			r.arguments()
		case "tarball":
			r.string()
		case "overrides", "interfaces":
			panic(unknown("a type in Go that JavaScript calls back"))
		default:
			panic(unknown("a request with " + key))
		}
		if !r.more('}') {
			return &r.into
		}
	}
}

// arguments reads the arguments of a call.
func (r *reader) arguments() {
	if strings.HasPrefix(r.s[r.at:], "null") {
		r.at += len("null")
		return
	}
	if !r.open('[', ']') {
		return
	}
	for more := true; more; more = r.more(']') {
		r.into.args = append(r.into.args, r.any())
	}
}

func (r *reader) any() any {
	switch c := r.s[r.at]; c {
	case '"':
		return r.string()
	case '{':
		return r.object()
	case '[':
		return r.list()
	case 't':
		r.at += len("true")
		return true
	case 'f':
		r.at += len("false")
		return false
	case 'n':
		r.at += len("null")
		return nil
	}
	return r.number()
}

func (r *reader) list() any {
	list := []any{}
	if !r.open('[', ']') {
		return list
	}
	for more := true; more; more = r.more(']') {
		value := r.any()
		r.into.nulls = r.into.nulls || value == nil
		list = append(list, value)
	}
	return list
}

// object reads a struct, a map or a reference: jsii-runtime-go marks each with its first key.
func (r *reader) object() any {
	r.expect('{')
	key := r.string()
	r.expect(':')
	var result any
	switch key {
	case "$jsii.byref":
		result = r.k.find(r.string())
		if r.more('}') { // its interfaces, which this kernel knows
			r.string()
			r.expect(':')
			r.list()
			r.expect('}')
		}
		return result
	case "$jsii.struct":
		r.expect('{')
		r.string()
		r.expect(':')
		fqn := r.string()
		r.expect(',')
		r.string()
		r.expect(':')
		fields := r.fields()
		fields.fqn = fqn
		r.into.empty = r.into.empty || len(fields.fields) == 0
		r.expect('}')
		result = fields
	case "$jsii.map":
		fields := r.fields()
		for _, f := range fields.fields {
			r.into.nulls = r.into.nulls || f.value == nil
			if f.key == "__proto__" {
				panic(unknown("a key __proto__"))
			}
		}
		result = fields
	case "$jsii.enum":
		result = enum(r.string())
	default:
		panic(unknown("a value " + key))
	}
	r.expect('}')
	return result
}

func (r *reader) fields() *object {
	o := &object{}
	if !r.open('{', '}') {
		return o
	}
	for more := true; more; more = r.more('}') {
		key := r.string()
		r.expect(':')
		o.fields = append(o.fields, field{key, r.any()})
	}
	return o
}

func (r *reader) number() any {
	start := r.at
	for r.at < len(r.s) && strings.IndexByte("+-.0123456789eE", r.s[r.at]) >= 0 {
		r.at++
	}
	number, err := strconv.ParseFloat(r.s[start:r.at], 64)
	if err != nil {
		panic(unknown("a number " + r.s[start:r.at]))
	}
	return number
}

// string reads text. jsii-runtime-go encodes it, so that nothing else than valid JSON comes.
func (r *reader) string() string {
	r.expect('"')
	end := strings.IndexByte(r.s[r.at:], '"')
	text := r.s[r.at : r.at+end]
	if escape := strings.IndexByte(text, '\\'); escape >= 0 {
		return r.escaped(r.at, r.at+escape)
	}
	r.at += end + 1
	return text
}

// escaped reads text from start that has its first escape at i.
func (r *reader) escaped(start, i int) string {
	var text strings.Builder
	for {
		next := strings.IndexAny(r.s[i:], `"\`) + i
		text.WriteString(r.s[start:next])
		if r.s[next] == '"' {
			r.at = next + 1
			return text.String()
		}
		c := r.s[next+1]
		start = next + 2
		switch c {
		case 'b':
			text.WriteByte('\b')
		case 'f':
			text.WriteByte('\f')
		case 'n':
			text.WriteByte('\n')
		case 'r':
			text.WriteByte('\r')
		case 't':
			text.WriteByte('\t')
		case 'u': // encoding/json escapes nothing outside of the basic plane, and replaces what is not Unicode
			code, err := strconv.ParseUint(r.s[start:start+4], 16, 16)
			if err != nil {
				code = utf8.RuneError
			}
			text.WriteRune(rune(code))
			start += 4
		default:
			text.WriteByte(c)
		}
		i = start
	}
}

func (r *reader) expect(c byte) {
	if r.s[r.at] != c {
		panic(unknown("a request that is not as expected"))
	}
	r.at++
}

// open starts a list or an object and reports whether it has anything in it.
func (r *reader) open(begin, end byte) bool {
	r.expect(begin)
	if r.s[r.at] == end {
		r.at++
		return false
	}
	return true
}

// more reports whether another element follows, and passes the comma or the end.
func (r *reader) more(end byte) bool {
	c := r.s[r.at]
	r.at++
	if c != ',' && c != end {
		panic(unknown("a request that is not as expected"))
	}
	return c == ','
}
