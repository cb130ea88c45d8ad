package synthesized

import (
	"bytes"
	"slices"
	"strconv"
)

// manyKeys is the number of keys of an object above which they are looked up in a map.
const manyKeys = 32

// Duplicate returns a key that occurs twice in one object of a JSON text, or "". Programs disagree about which of the two
// counts: Terraform takes both of a block, Go the last, others the first. The text is known to be JSON.
func Duplicate(text []byte) string {
	var open []keys
	for at := 0; at < len(text); at++ {
		switch text[at] {
		case '{', '[':
			open = append(open, keys{object: text[at] == '{', expected: text[at] == '{'})
		case '}', ']':
			open = open[:len(open)-1]
		case ',':
			if len(open) > 0 {
				open[len(open)-1].expected = open[len(open)-1].object
			}
		case '"':
			end := endOfText(text, at)
			if len(open) > 0 && open[len(open)-1].expected {
				open[len(open)-1].expected = false
				if key := unquoted(text[at : end+1]); !open[len(open)-1].add(key) {
					return string(key)
				}
			}
			at = end
		}
	}
	return ""
}

// keys are those of an object that is being read.
type keys struct {
	object, expected bool // expected: the next text is a key
	few              [][]byte
	many             map[string]bool
}

// add notes a key. It is false for one that was there.
func (k *keys) add(key []byte) bool {
	if k.many != nil {
		known := k.many[string(key)]
		k.many[string(key)] = true
		return !known
	}
	if slices.ContainsFunc(k.few, func(known []byte) bool { return bytes.Equal(known, key) }) {
		return false
	}
	k.few = append(k.few, key)
	if len(k.few) > manyKeys {
		k.many = map[string]bool{}
		for _, known := range k.few {
			k.many[string(known)] = true
		}
	}
	return true
}

// endOfText is the closing quote of the text that begins at a quote.
func endOfText(text []byte, start int) int {
	for at := start + 1; at < len(text); at++ {
		switch text[at] {
		case '\\':
			at++
		case '"':
			return at
		}
	}
	return len(text) - 1
}

// unquoted is a text without its quotes and escapes.
func unquoted(text []byte) []byte {
	if !bytes.ContainsRune(text, '\\') {
		return text[1 : len(text)-1]
	}
	if plain, err := strconv.Unquote(string(text)); err == nil {
		return []byte(plain)
	}
	return text
}
