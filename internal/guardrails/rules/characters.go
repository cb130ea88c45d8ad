package rules

import "strings"

// consistsOf reports whether a text has no other characters than the letters and digits of ASCII and these.
func consistsOf(text, others string) bool {
	for at := range len(text) {
		if c := text[at]; !isAlphanumeric(c) && strings.IndexByte(others, c) < 0 {
			return false
		}
	}
	return true
}

func isAlphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// alphanumericAnd is the condition of a name that is not empty and has no other characters than the letters and digits of
// ASCII and these.
func alphanumericAnd(others string) func(name string) bool {
	return func(name string) bool { return name != "" && consistsOf(name, others) }
}

// anything is the condition of a name of one line that is not empty.
func anything(name string) bool { return name != "" && !strings.Contains(name, "\n") }
