package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// typed matches a command line of the tool in a manual: in a block of code or between backquotes.
var typed = regexp.MustCompile("(?m)(?:^|[`( |]|&& )((?:bin/)?landform [a-z][a-z-]*(?: [^`#|&)\n]*)?)")

// TestTheManualsNameCommandsThatParse reads every command line of the tool in the manuals, with its flags and the number of its
// arguments.
func TestTheManualsNameCommandsThatParse(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, page := range append(pages, "../../README.md", "../../CONTRIBUTING.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range typed.FindAllStringSubmatch(string(text), -1) {
			words := strings.Fields(found[1])
			root := newRoot()
			root.InitDefaultHelpCmd()
			root.InitDefaultCompletionCmd()
			command, rest, err := root.Find(words[1:])
			if err != nil || command.Name() == "landform" {
				if strings.HasPrefix(words[0], "bin/") || !strings.Contains(found[0], " landform") { // and no sentence about the tool
					t.Errorf("%s: %q is no command: %v", page, found[1], err)
				}
				continue
			}
			count++
			if err := command.ParseFlags(rest); err != nil {
				t.Errorf("%s: %q: %v", page, found[1], err)
			}
			if arguments := command.Flags().Args(); len(arguments) > 0 {
				if err := command.ValidateArgs(arguments); err != nil {
					t.Errorf("%s: %q: %v", page, found[1], err)
				}
			}
		}
	}
	if count < 30 {
		t.Errorf("%d command lines were found: the test looks in the wrong place", count)
	}
}
