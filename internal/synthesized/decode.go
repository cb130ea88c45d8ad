package synthesized

import (
	"cmp"
	"strconv"
	"strings"
)

// decoder reads a JSON text in one pass: it checks the syntax, notes a key that occurs twice in one object, and makes the
// values. Fields and elements are kept on stacks until the object or the list around them ends and its size is known.
type decoder struct {
	text      string
	at        int
	depth     int    // of objects and lists around what is read
	document  bool   // a text with "${" is unknown, where it is a template otherwise
	twice     string // a key that occurs twice in one object
	special   int    // how many templates and comments there were
	several   bool   // a template refers to one of several resources, see oneOfSeveral
	fields    []field
	elements  []any
	fieldsOf  slab[field]
	listsOf   slab[any]
	objectsOf slab[object]
}

// reuse makes the decoder ready for another text, in the memory of the values that it made last.
func (d *decoder) reuse(text string) {
	d.text, d.at, d.depth, d.twice = text, 0, 0, ""
	d.fields, d.elements = d.fields[:0], d.elements[:0]
	d.fieldsOf.free, d.listsOf.free, d.objectsOf.free = d.fieldsOf.whole, d.listsOf.whole, d.objectsOf.whole
}

// slab makes small slices of one large allocation.
type slab[T any] struct {
	free, whole []T
	size        int
}

// The sizes of slabs grow from the least, for a short text, to the most.
const leastSlab, mostSlab = 8, 512

func (s *slab[T]) take(count int) []T {
	if count > len(s.free) {
		s.size = min(max(2*s.size, leastSlab), mostSlab)
		s.whole = make([]T, max(s.size, count))
		s.free = s.whole
	}
	taken := s.free[:count:count]
	s.free = s.free[count:]
	return taken
}

// decode reads the whole text. The second result is false if it is not JSON.
func (d *decoder) decode() (any, bool) {
	value, ok := d.value()
	d.space()
	return value, ok && d.at == len(d.text)
}

// space skips white space.
func (d *decoder) space() {
	for d.at < len(d.text) && (d.text[d.at] == ' ' || d.text[d.at] == '\n' || d.text[d.at] == '\t' || d.text[d.at] == '\r') {
		d.at++
	}
}

// next skips white space and a character, if that comes next.
func (d *decoder) next(character byte) bool {
	d.space()
	if d.at == len(d.text) || d.text[d.at] != character {
		return false
	}
	d.at++
	return true
}

// maxDepth is how deep objects and lists may be nested, as in encoding/json: each takes some of the goroutine's stack.
const maxDepth = 10000

func (d *decoder) value() (any, bool) {
	d.space()
	if d.at == len(d.text) || d.depth == maxDepth {
		return nil, false
	}
	switch d.text[d.at] {
	case '{':
		return d.nested((*decoder).object)
	case '[':
		return d.nested((*decoder).list)
	case '"':
		content, ok := d.string()
		return d.content(content), ok
	case 't':
		return true, d.word("true")
	case 'f':
		return false, d.word("false")
	case 'n':
		return nil, d.word("null")
	}
	return d.number()
}

// nested reads an object or a list.
func (d *decoder) nested(read func(*decoder) (any, bool)) (any, bool) {
	d.depth++
	defer func() { d.depth-- }()
	return read(d)
}

func (d *decoder) word(word string) bool {
	found := strings.HasPrefix(d.text[d.at:], word)
	d.at += len(word)
	return found
}

func (d *decoder) object() (any, bool) {
	start, base, special := d.at, len(d.fields), d.special
	d.at++
	for more := !d.next('}'); more; more = !d.next('}') {
		if len(d.fields) > base && !d.next(',') {
			return nil, false
		}
		d.space()
		name, ok := d.string()
		if !ok || !d.next(':') {
			return nil, false
		}
		value, ok := d.value()
		if !ok {
			return nil, false
		}
		if name == comment {
			d.special++
		}
		d.fields = append(d.fields, field{name, value})
	}
	unique, twice := sorted(d.fields[base:])
	d.twice = cmp.Or(d.twice, twice)
	made := &d.objectsOf.take(1)[0]
	*made = object{fields: d.fieldsOf.take(len(unique)), literal: d.special == special, start: start, end: d.at}
	copy(made.fields, unique)
	d.fields = d.fields[:base]
	return made, true
}

func (d *decoder) list() (any, bool) {
	base := len(d.elements)
	d.at++
	for more := !d.next(']'); more; more = !d.next(']') {
		if len(d.elements) > base && !d.next(',') {
			return nil, false
		}
		value, ok := d.value()
		if !ok {
			return nil, false
		}
		d.elements = append(d.elements, value)
	}
	list := d.listsOf.take(len(d.elements) - base)
	copy(list, d.elements[base:])
	d.elements = d.elements[:base]
	return list, true
}

// content is the value of a text.
func (d *decoder) content(content string) any {
	switch {
	case strings.IndexByte(content, '{') < 0: // as in nearly all
		return content
	case d.document && strings.Contains(content, "${"):
		d.special++
		return unknown{content}
	case d.document || !isTemplate(content):
		return content
	}
	d.special++
	d.several = d.several || oneOfSeveral(content)
	return &template{text: content}
}

// number reads a number as JSON writes it: no plus sign, no leading zeros.
func (d *decoder) number() (any, bool) {
	start := d.at
	if d.text[d.at] == '-' {
		d.at++
	}
	zero := d.at < len(d.text) && d.text[d.at] == '0'
	if digits := d.digits(); digits == 0 || zero && digits > 1 {
		return nil, false
	}
	if d.at < len(d.text) && d.text[d.at] == '.' {
		d.at++
		if d.digits() == 0 {
			return nil, false
		}
	}
	if d.at < len(d.text) && (d.text[d.at] == 'e' || d.text[d.at] == 'E') {
		d.at++
		if d.at < len(d.text) && (d.text[d.at] == '+' || d.text[d.at] == '-') {
			d.at++
		}
		if d.digits() == 0 {
			return nil, false
		}
	}
	number, _ := strconv.ParseFloat(d.text[start:d.at], 64) // the error is that of a number too large, which is infinite
	return number, true
}

// digits skips digits and returns how many there were.
func (d *decoder) digits() int {
	start := d.at
	for d.at < len(d.text) && d.text[d.at] >= '0' && d.text[d.at] <= '9' {
		d.at++
	}
	return d.at - start
}
