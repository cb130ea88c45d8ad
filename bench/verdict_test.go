package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTableGoesIntoTheReadme writes results into a copy of the README.
func TestTableGoesIntoTheReadme(t *testing.T) {
	before, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "README.md")
	if err := os.WriteFile(file, before, 0o600); err != nil {
		t.Fatal(err)
	}
	results := table([]verdict{{"Wall time", 39.96, atLeast, 40, ""}, {"A resource", 0.0312, atMost, 0.04, " ms"}, {"Ours", 1.5, noTarget, 0, " s"}})
	if err := writeTable(file, results); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows := "| Wall time | at least 40 | 40, missed |\n| A resource | at most 0.04 ms | 0.0312 ms |\n| Ours | | 1.5 s |\n<!-- end bench -->"
	first, _, _ := strings.Cut(string(before), tableBegin)
	_, last, _ := strings.Cut(string(before), tableEnd)
	if !strings.HasPrefix(string(after), first) || !strings.HasSuffix(string(after), rows+last) {
		t.Errorf("the README is now:\n%s", after)
	}
	if err := writeTable("verdict.go", results); err == nil {
		t.Error("a file without a table is taken")
	}
}
