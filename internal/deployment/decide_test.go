package deployment

import (
	"maps"
	"strings"
	"testing"
)

func TestDecideContinuesAfterEveryInterruption(t *testing.T) {
	some := inventory{"key": "1"}
	all := inventory{"key": "1", "bucket": "2"}
	for _, test := range []struct {
		name   string
		local  inventory
		remote remoteState
		want   step
		says   string
	}{
		{"nothing yet", nil, remoteState{}, applyIt, "no bucket and no state"},
		{"nothing but an empty local state", inventory{}, remoteState{}, applyIt, "no bucket and no state"},
		{"before the bucket", some, remoteState{}, applyIt, "continuing with it"},
		{"after the bucket", all, remoteState{bucket: true}, applyIt, "continuing with it"},
		{"the remote state is made, and empty", all, remoteState{true, inventory{}}, applyIt, "continuing with it"},
		{"migrated", all, remoteState{true, all}, putAway, "is in its bucket"},
		{"migrated and deployed since", some, remoteState{true, all}, putAway, "is in its bucket"},
		{"done", nil, remoteState{true, all}, finished, "nothing to do"},
		{"a bucket without a state", nil, remoteState{bucket: true}, refuse, "was not found"},
		{"the remote state has less", all, remoteState{true, some}, refuse, "resources that are missing from the state in the bucket"},
		{"another stack", all, remoteState{true, inventory{"key": "7", "bucket": "8"}}, refuse, "resources that are missing from the state in the bucket"},
	} {
		got, why := decide(test.local, test.remote)
		if got != test.want || !strings.Contains(why, test.says) {
			t.Errorf("%s: step %d because %q, want %d because of %q", test.name, got, why, test.want, test.says)
		}
	}
}

func TestResourceIDsReadsEveryInstance(t *testing.T) {
	found, err := resourceIDs([]byte(`{"resources": [
		{"type": "aws_kms_key", "name": "state", "instances": [{"attributes": {"id": "k"}}]},
		{"type": "aws_subnet", "name": "s", "instances": [
			{"index_key": 0, "attributes": {"id": "s0"}}, {"index_key": "b", "attributes": {"id": "sb"}}]}
	]}`))
	want := inventory{"aws_kms_key.state[]": "k", "aws_subnet.s[0]": "s0", `aws_subnet.s["b"]`: "sb"}
	if err != nil || !maps.Equal(found, want) {
		t.Errorf("got %v, error %v, want %v", found, err, want)
	}
	if found, err := resourceIDs(nil); found != nil || err != nil {
		t.Errorf("no state: got %v, error %v", found, err)
	}
	if _, err := resourceIDs([]byte("{")); err == nil {
		t.Error("no error for a truncated state")
	}
}
