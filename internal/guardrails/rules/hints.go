package rules

import "strings"

// hints are texts of which one occurs in every match of a regular expression. Looking for them first is many times faster
// than matching.
type hints []hint

// hint is a text, with the one of its bytes that is rarest in Terraform JSON.
type hint struct {
	text string
	rare byte
}

// in reports whether a text contains one of the hints.
func (h hints) in(text string) bool {
	for _, hint := range h {
		if hint.in(text) {
			return true
		}
	}
	return false
}

// in is strings.Contains, which looks for the first byte of a hint: that finds a candidate every few bytes.
func (h hint) in(text string) bool {
	offset := strings.IndexByte(h.text, h.rare)
	for from := offset; from < len(text); from++ {
		next := strings.IndexByte(text[from:], h.rare)
		if next < 0 {
			return false
		}
		if from += next; text[from-offset] == h.text[0] && strings.HasPrefix(text[from-offset:], h.text) {
			return true
		}
	}
	return false
}
