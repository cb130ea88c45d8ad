// Package generated keeps generated sections of Markdown files current. A section is delimited by two comments.
package generated

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "github.com/sebdah/goldie/v2" // defines the flag -update
)

// Section fails the test unless the section of a Markdown file between "<!-- begin NAME -->" and "<!-- end NAME -->" equals the
// text. With -update, it writes the text to the section.
func Section(t testing.TB, file, name, text string) {
	t.Helper()
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- begin "+name+": written by \"make update\" -->\n", "<!-- end "+name+" -->"
	before, rest, opened := strings.Cut(string(page), begin)
	current, after, closed := strings.Cut(rest, end)
	if !opened || !closed {
		t.Fatalf("%s has no part between %q and %q", file, strings.TrimSpace(begin), end)
	}
	if current == text {
		return
	}
	if flag.Lookup("update").Value.String() != "true" {
		t.Fatalf("%s: %s is not current; run \"make update\" (-written +current):\n%s", file, name, cmp.Diff(current, text))
	}
	if err := os.WriteFile(file, []byte(before+begin+text+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %s rewritten", file, name)
}
