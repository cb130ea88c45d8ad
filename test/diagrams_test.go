package test

import (
	"path/filepath"
	"slices"
	"testing"

	"landform/internal/report/diagram"
	"landform/internal/synthesized"
	"landform/test/generated"
	"landform/test/shipped"

	"github.com/sebdah/goldie/v2"
)

// TestGeneratedDiagrams keeps the diagram of each environment current.
func TestGeneratedDiagrams(t *testing.T) {
	t.Chdir(shipped.Root())
	const folder = "docs/diagrams"
	golden := goldie.New(t, goldie.WithFixtureDir(folder), goldie.WithNameSuffix(".svg"))
	var expected []string
	for _, stack := range shipped.Stacks(t) {
		if stack.Metadata().Role != synthesized.RoleEnvironment {
			continue
		}
		picture, err := diagram.SVG(stack)
		if err != nil {
			t.Fatal(err)
		}
		golden.Assert(t, stack.Name, picture)
		expected = append(expected, filepath.Join(folder, stack.Name+".svg"))
	}
	found, err := filepath.Glob(folder + "/*.svg")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range found {
		if !slices.Contains(expected, file) {
			t.Errorf("%s belongs to no environment: remove it", file)
		}
	}
}

// TestGeneratedMermaid keeps the Mermaid diagram in the README current.
func TestGeneratedMermaid(t *testing.T) {
	t.Chdir(shipped.Root())
	text, err := diagram.Mermaid(shipped.Stack(t, "ticketing-prod-stack"))
	if err != nil {
		t.Fatal(err)
	}
	generated.Section(t, "README.md", "mermaid", "```mermaid\n"+text+"```\n")
}
