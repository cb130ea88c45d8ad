package rules

import "strings"

// hints are texts of which one occurs in every match of a regular expression. Looking for them first is many times faster
// than matching.
type hints []hint

// hint are texts that share a byte, one that is rare in Terraform JSON.
type hint struct {
	rare  byte
	texts []string
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

// in is several strings.Contains in one, which look for the first byte of a text: that finds a candidate every few bytes.
func (h hint) in(text string) bool {
	for from := 0; from < len(text); from++ {
		next := strings.IndexByte(text[from:], h.rare)
		if next < 0 {
			return false
		}
		from += next
		for _, hint := range h.texts {
			start := from - strings.IndexByte(hint, h.rare)
			if start >= 0 && text[start] == hint[0] && strings.HasPrefix(text[start:], hint) {
				return true
			}
		}
	}
	return false
}
