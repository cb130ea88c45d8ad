package deployment

import (
	"errors"
	"fmt"

	"github.com/tidwall/gjson"
)

// inventory is what a Terraform state holds: the id of each resource instance by its address. Its lineage would not do
// to compare two states by: Terraform gives a state that it migrates to an empty backend a new one.
type inventory map[string]string

// resourceIDs reads a state.
func resourceIDs(state []byte) (inventory, error) {
	if len(state) == 0 {
		return nil, nil
	}
	if !gjson.ValidBytes(state) {
		return nil, errors.New("the state is not valid JSON")
	}
	found := inventory{}
	for _, resource := range gjson.GetBytes(state, "resources").Array() {
		for _, instance := range resource.Get("instances").Array() {
			address := fmt.Sprintf("%s.%s[%s]", resource.Get("type"), resource.Get("name"), instance.Get("index_key").Raw)
			found[address] = instance.Get("attributes.id").String()
		}
	}
	return found, nil
}

// holds tells whether an inventory has everything of another.
func (i inventory) holds(other inventory) bool {
	for address, id := range other {
		if found, ok := i[address]; !ok || found != id {
			return false
		}
	}
	return true
}

// remoteState is what a bootstrap finds on the remote side.
type remoteState struct {
	bucket bool // it exists
	state  inventory
}

// step is what a bootstrap does next.
type step int

const (
	refuse   step = iota
	applyIt       // and migrate the state
	putAway       // the local state: the remote one has taken its place
	finished      // nothing is left to do
)

// decide tells from the two states how far a bootstrap has come, and says it in a sentence.
func decide(local inventory, remote remoteState) (step, string) {
	switch {
	case len(local) == 0 && !remote.bucket:
		return applyIt, "No bucket and no state: applying the stack with a local state."
	case len(local) == 0 && len(remote.state) == 0:
		return refuse, "The bucket exists, and its stack's state is nowhere. Either a bootstrap on another machine has not " +
			"finished: finish it there. Or the state is lost: import the resources into a local state, and run this again."
	case len(local) == 0:
		return finished, "The state is in its bucket: nothing to do."
	case len(remote.state) == 0:
		return applyIt, "A local state is there that is not in the bucket: going on with it."
	case !remote.state.holds(local):
		return refuse, "The local state has resources that the bucket's has not. Find out which one is true, and move the " +
			"other away."
	}
	return putAway, "The state is in its bucket. The local one is kept as terraform.tfstate.migrated."
}
