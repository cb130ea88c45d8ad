package kernel

import (
	"slices"
	"strconv"
)

// appendValue writes a value as JSON with sorted keys. indent is a newline and the white space of the line that the value
// begins in, or nil for none at all.
func appendValue(to []byte, value any, indent []byte) []byte {
	switch v := value.(type) {
	case string:
		return appendText(to, v)
	case bool:
		return strconv.AppendBool(to, v)
	case float64:
		return appendNumber(to, v)
	case []any:
		return appendList(to, v, indent)
	case *object:
		return appendObject(to, v, indent)
	}
	return append(to, "null"...)
}

// deeper is the indentation of what stands inside. It shares its memory with that of what stands outside, which is written
// before and after and never longer.
func deeper(indent []byte) []byte { return append(indent, "  "...) }

func appendList(to []byte, list []any, indent []byte) []byte {
	to = append(to, '[')
	inner := deeper(indent)
	first := len(to)
	for _, value := range list {
		if value == nil {
			continue
		}
		if len(to) > first {
			to = append(to, ',')
		}
		to = append(to, inner...)
		to = appendValue(to, value, inner)
	}
	to = append(to, inner[:len(indent)]...)
	return append(to, ']')
}

func appendObject(to []byte, o *object, indent []byte) []byte {
	slices.SortFunc(o.fields, func(a, b field) int { return compareKeys(a.key, b.key) })
	to = append(to, '{')
	inner := deeper(indent)
	for i, f := range o.fields {
		if i > 0 {
			to = append(to, ',')
		}
		to = append(to, inner...)
		to = append(appendText(to, f.key), ": "...)
		to = appendValue(to, f.value, inner)
	}
	to = append(to, inner[:len(indent)]...)
	return append(to, '}')
}

// compareKeys orders keys as JavaScript does, by UTF-16. That differs from the order of bytes in UTF-8 where a key has a
// character outside of the basic plane in the place of one at its end.
func compareKeys(a, b string) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		if x, y := a[i], b[i]; x != y {
			const afterSurrogates, outside = 0xee, 0xf0
			if x >= afterSurrogates && y >= afterSurrogates && (x >= outside) != (y >= outside) {
				x, y = y, x
			}
			return int(x) - int(y)
		}
	}
	return len(a) - len(b)
}

const hexadecimal = "0123456789abcdef"

// appendText writes text as JSON.stringify does, which escapes as little as JSON allows.
func appendText(to []byte, s string) []byte {
	to = append(to, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		to = append(to, s[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			to = append(to, '\\', c)
		case '\b':
			to = append(to, `\b`...)
		case '\f':
			to = append(to, `\f`...)
		case '\n':
			to = append(to, `\n`...)
		case '\r':
			to = append(to, `\r`...)
		case '\t':
			to = append(to, `\t`...)
		default:
			to = append(to, '\\', 'u', '0', '0', hexadecimal[c>>4], hexadecimal[c&0xf])
		}
	}
	return append(append(to, s[start:]...), '"')
}
