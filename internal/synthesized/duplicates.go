package synthesized

import (
	"bytes"
	"slices"
)

// manyKeys is the number of keys of an object above which they are looked up in a map.
const manyKeys = 32

// Duplicate returns a key that occurs twice in one object of a JSON text, or "". Programs disagree about which of the two
// counts: Terraform takes both of a block, Go the last, others the first. The text is known to be JSON.
func Duplicate(text []byte) string {
	open := make([]keys, 0, 8)             // enough for most texts
	known := make([][]byte, 0, 2*manyKeys) // of all open objects
	for at := 0; at < len(text); at++ {
		switch text[at] {
		case '{', '[':
			open = append(open, keys{object: text[at] == '{', expected: text[at] == '{', first: len(known)})
		case '}', ']':
			known = known[:open[len(open)-1].first]
			open = open[:len(open)-1]
		case ',':
			if len(open) > 0 {
				open[len(open)-1].expected = open[len(open)-1].object
			}
		case '"':
			end := endOfText(text, at)
			if len(open) > 0 && open[len(open)-1].expected {
				open[len(open)-1].expected = false
				key := unquoted(text[at : end+1])
				if !open[len(open)-1].add(key, known) {
					return string(key)
				}
				known = append(known, key)
			}
			at = end
		}
	}
	return ""
}

// keys are those of an object that is being read.
type keys struct {
	object, expected bool            // expected: the next text is a key
	first            int             // among the known keys
	many             map[string]bool // the keys again, if there are many
}

// add notes a key. It is false for one that was there.
func (k *keys) add(key []byte, known [][]byte) bool {
	known = known[k.first:]
	if len(known) < manyKeys {
		return !slices.ContainsFunc(known, func(other []byte) bool { return bytes.Equal(other, key) })
	}
	if k.many == nil {
		k.many = map[string]bool{}
		for _, other := range known {
			k.many[string(other)] = true
		}
	}
	there := k.many[string(key)]
	k.many[string(key)] = true
	return !there
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
	inner := text[1 : len(text)-1]
	if !bytes.ContainsRune(inner, '\\') {
		return inner
	}
	return []byte(unescaped(string(inner)))
}
