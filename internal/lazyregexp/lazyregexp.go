// Package lazyregexp has regular expressions that are compiled when they are first used. Compiling takes longer than most
// uses do, and a program needs few of the expressions of the packages that it links.
//
// Package internal/lazyregexp of Go does the same for the go command.
package lazyregexp

import (
	"os"
	"regexp"
	"strings"
	"sync"
)

// Regexp is a regular expression. It is safe for concurrent use.
type Regexp struct {
	text     string
	once     sync.Once
	compiled *regexp.Regexp
}

// inTest is whether the program is a test of Go.
var inTest = len(os.Args) > 0 && strings.HasSuffix(strings.TrimSuffix(os.Args[0], ".exe"), ".test")

// New returns a regular expression for the first match in a text. Its first use panics if the expression is invalid. In a
// test, New itself does, so that the test of any package finds the package's invalid expressions.
func New(text string) *Regexp {
	expression := &Regexp{text: text}
	if inTest {
		expression.get()
	}
	return expression
}

func (r *Regexp) get() *regexp.Regexp {
	r.once.Do(func() { r.compiled = regexp.MustCompile(r.text) })
	return r.compiled
}

// MatchString reports whether the text contains a match.
func (r *Regexp) MatchString(text string) bool { return r.get().MatchString(text) }

// FindString returns the first match in the text, or "".
func (r *Regexp) FindString(text string) string { return r.get().FindString(text) }

// FindAllStringIndex returns the start and the end of each match in the text, of the first count if that is not negative.
func (r *Regexp) FindAllStringIndex(text string, count int) [][]int {
	return r.get().FindAllStringIndex(text, count)
}

// FindStringSubmatch returns the first match in the text and its groups, or nil if there is none.
func (r *Regexp) FindStringSubmatch(text string) []string { return r.get().FindStringSubmatch(text) }

// ReplaceAllString replaces each match in the text. "$1" in the replacement is the first group.
func (r *Regexp) ReplaceAllString(text, replacement string) string {
	return r.get().ReplaceAllString(text, replacement)
}
