package test

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"landform/test/shipped"
)

// ofThisModule prints the files that a program is built from and that belong to this module.
const ofThisModule = `{{if .Module}}{{if .Module.Main}}{{range .GoFiles}}{{$.Dir}}/{{.}}
{{end}}{{range .EmbedFiles}}{{$.Dir}}/{{.}}
{{end}}{{end}}{{end}}`

// TestMakeRebuildsAProgramForEveryFileOfIt compares the prerequisites of each program with what Go compiles.
func TestMakeRebuildsAProgramForEveryFileOfIt(t *testing.T) {
	t.Chdir(shipped.Root())
	database, _ := exec.CommandContext(t.Context(), "make", "--question", "--print-data-base").Output() // it fails where something is to do
	for target, pkg := range map[string]string{"bin/synth": ".", "bin/landform": "./cmd/landform"} {
		line := regexp.MustCompile(`(?m)^` + target + `: (.*)$`).FindSubmatch(database)
		if line == nil {
			t.Fatalf("make knows no %s", target)
		}
		prerequisites := strings.Fields(string(line[1]))
		files, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", ofThisModule, pkg).Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range strings.Fields(string(files)) {
			if file, err = filepath.Rel(shipped.Root(), file); err != nil || !slices.Contains(prerequisites, file) {
				t.Errorf("%s: make does not rebuild it for %s (%v)", target, file, err)
			}
		}
	}
}
