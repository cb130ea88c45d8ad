package awsactions

import (
	"maps"
	"slices"
	"testing"

	"landform/internal/iameval"
)

// TestEveryActionExists checks the table against AWS's service authorization reference.
func TestEveryActionExists(t *testing.T) {
	reference, err := iameval.OpenReference("../..")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, table := range []map[string]row{network, compute, data, edge, identity, operation, account} {
		for _, kind := range slices.Sorted(maps.Keys(table)) {
			if seen[kind] {
				t.Errorf("%s is listed twice in the table", kind)
			}
			seen[kind] = true
			actions, ok := For(kind)
			if !ok || len(actions.Create) == 0 || len(actions.Read) == 0 {
				t.Errorf("%s: no actions to create or to read it: %+v", kind, actions)
			}
			for _, name := range actions.All() {
				if _, err := reference.Action(name); err != nil {
					t.Errorf("%s: %v", kind, err)
				}
			}
		}
	}
	if _, ok := For("aws_unknown"); ok {
		t.Error("an unknown type is in the table")
	}
}
