package deployment

import (
	"slices"
	"testing"

	"landform/internal/synthesized"
)

func TestLockTableOfAnotherAccountIsNamedByItsARN(t *testing.T) {
	const table = "arn:aws:dynamodb:us-east-1:000000000000:table/terraform-state-lock"
	stack := func(account string) synthesized.Stack {
		return synthesized.Stack{JSON: []byte(`{"//": {"landform": {"account": "` + account + `", "lockTable": "` + table + `"}}}`)}
	}
	named := []string{"-input=false", "-reconfigure", "-backend-config=dynamodb_table=" + table}
	for _, test := range []struct {
		account  string
		emulated bool
		want     []string
	}{
		{"111111111111", false, named},
		{"000000000000", false, named[:1]}, // the account of the states
		{"111111111111", true, named[:1]},  // an emulator's backend is in the account of the states
	} {
		if got := (&Project{Emulated: test.emulated}).initArguments(stack(test.account)); !slices.Equal(got, test.want) {
			t.Errorf("account %s, emulated %v: arguments are %v, want %v", test.account, test.emulated, got, test.want)
		}
	}
	if got := (&Project{}).initArguments(synthesized.Stack{JSON: []byte(`{}`)}); !slices.Equal(got, named[:1]) {
		t.Errorf("arguments of a stack without a lock table: %v", got)
	}
}
