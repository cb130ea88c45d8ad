package adopt_test

import (
	"path/filepath"
	"strings"
	"testing"

	"landform/stacks/volteryde/adopt"
	"landform/test/shipped"

	"github.com/sebdah/goldie/v2"
)

// TestGeneratedAdoptionTable checks that the page of addresses is current; -update rewrites it. All environments have the
// same addresses.
func TestGeneratedAdoptionTable(t *testing.T) {
	golden := goldie.New(t, goldie.WithFixtureDir(filepath.Join(shipped.Root(), "docs")), goldie.WithNameSuffix(".md"))
	for _, stack := range shipped.Environments(t, "volteryde") {
		page, err := adopt.Table(stack)
		if err != nil {
			t.Fatal(err)
		}
		golden.Assert(t, "adoption-addresses", page)
	}
}

func TestOnlyEnvironmentsCanAdopt(t *testing.T) {
	_, err := adopt.Blocks(shipped.Stack(t, "state-stack"))
	if err == nil || !strings.Contains(err.Error(), "state-stack has no public subnets") {
		t.Errorf("error is %v, want one that says that the stack is not an environment", err)
	}
}
