package synthesized

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// special are the characters that do not stand for themselves in a text: quotes, backslashes and control characters.
var special = func() (special [256]bool) {
	for character := range byte(' ') {
		special[character] = true
	}
	special['"'], special['\\'] = true, true
	return special
}()

// string reads a text. The second result is false if there is none.
func (d *decoder) string() (string, bool) {
	if d.at == len(d.text) || d.text[d.at] != '"' {
		return "", false
	}
	start := d.at + 1
	escaped := false
	for at := start; at < len(d.text); at++ {
		character := d.text[at]
		if !special[character] {
			continue
		}
		switch character {
		case '"':
			d.at = at + 1
			if escaped {
				return unescaped(d.text[start:at]), true
			}
			return d.text[start:at], true
		case '\\':
			escaped = true
			length := escape(d.text[at:])
			if length == 0 {
				return "", false
			}
			at += length - 1
		default:
			return "", false
		}
	}
	return "", false
}

// escape is the length of the escape sequence that a text begins with, or 0 if there is no such sequence.
func escape(text string) int {
	if len(text) < 2 {
		return 0
	}
	switch text[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(text) < 6 {
			return 0
		}
		if _, err := strconv.ParseUint(text[2:6], 16, 16); err != nil {
			return 0
		}
		return 6
	}
	return 0
}

// plainEscapes are the escape sequences of one letter that stand for another character.
var plainEscapes = [256]byte{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// unescaped is a text with valid escape sequences without them. Half of a surrogate pair is U+FFFD.
func unescaped(text string) string {
	var content strings.Builder
	content.Grow(len(text) - strings.Count(text, `\`)) // enough where each stands before a quote
	for {
		next := strings.IndexByte(text, '\\')
		if next < 0 {
			content.WriteString(text)
			return content.String()
		}
		content.WriteString(text[:next])
		text = text[next:]
		switch replaced := plainEscapes[text[1]]; {
		case text[1] == 'u':
			unit := codeUnit(text)
			text = text[6:]
			if utf16.IsSurrogate(unit) && strings.HasPrefix(text, `\u`) {
				unit = utf16.DecodeRune(unit, codeUnit(text))
				text = text[6:]
			}
			content.WriteRune(unit)
			continue
		case replaced != 0:
			content.WriteByte(replaced)
		default:
			content.WriteByte(text[1])
		}
		text = text[2:]
	}
}

// codeUnit is the UTF-16 code unit of a text that begins with \u and four digits.
func codeUnit(text string) rune {
	unit, _ := strconv.ParseUint(text[2:6], 16, 16)
	return rune(unit)
}
