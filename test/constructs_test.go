package test

import (
	"fmt"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"landform/test/generated"
	"landform/test/shipped"
)

// TestGeneratedConstructsTable keeps the README's table of constructs current: each package with the first sentence of its documentation.
func TestGeneratedConstructsTable(t *testing.T) {
	t.Chdir(shipped.Root())
	folders, err := filepath.Glob("constructs/*")
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	table.WriteString("| Package | What it is |\n| --- | --- |\n")
	for _, folder := range folders {
		name := filepath.Base(folder)
		sentence := synopsis(t, folder)
		verb, ok := strings.CutPrefix(sentence, "Package "+name+" ")
		if !ok {
			t.Errorf("%s: the documentation of the package begins with %q, want \"Package %s\"", folder, sentence, name)
		}
		fmt.Fprintf(&table, "| `%s` | %s |\n", name, strings.ToUpper(verb[:1])+strings.TrimSuffix(verb[1:], "."))
	}
	generated.Section(t, "README.md", "constructs", table.String())
}

// synopsis returns the first sentence of a package's documentation.
func synopsis(t *testing.T, folder string) string {
	t.Helper()
	files, err := filepath.Glob(folder + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			t.Fatal(err)
		}
		if file.Doc != nil && !strings.HasSuffix(name, "_test.go") {
			return new(doc.Package).Synopsis(file.Doc.Text())
		}
	}
	t.Fatalf("%s has no documentation", folder)
	return ""
}
