package deployment

import (
	"errors"
	"fmt"

	"github.com/tidwall/gjson"
)

// inventory maps the address of each resource instance in a Terraform state to its id. The lineage cannot be compared:
// Terraform gives a state a new lineage when it migrates it to an empty backend.
type inventory map[string]string

// resourceIDs reads the inventory of a state.
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

// holds reports whether the inventory contains every resource of the other.
func (i inventory) holds(other inventory) bool {
	for address, id := range other {
		if found, ok := i[address]; !ok || found != id {
			return false
		}
	}
	return true
}

// remoteState describes the bucket and the state in it.
type remoteState struct {
	bucket bool // whether the bucket exists
	state  inventory
}

// step is the next action of a bootstrap.
type step int

const (
	refuse   step = iota
	applyIt       // with a local state, then migrate it
	putAway       // rename the local state, because the bucket has it
	finished      // nothing to do
)

// decide compares both states, and returns the next step with a sentence that explains it.
func decide(local inventory, remote remoteState) (step, string) {
	switch {
	case len(local) == 0 && !remote.bucket:
		return applyIt, "Found no bucket and no state: applying the stack with a local state."
	case len(local) == 0 && len(remote.state) == 0:
		return refuse, "The bucket exists, but its stack's state was not found. Either a bootstrap on another machine was " +
			"interrupted: finish it there. Or the state is lost: import the resources into a local state, and run bootstrap again."
	case len(local) == 0:
		return finished, "The state is in its bucket: nothing to do."
	case len(remote.state) == 0:
		return applyIt, "Found a local state that is not in the bucket yet: continuing with it."
	case !remote.state.holds(local):
		return refuse, "The local state has resources that are missing from the state in the bucket. Find out which state is correct, " +
			"and move the other one away."
	}
	return putAway, "The state is in its bucket. The local copy was renamed to terraform.tfstate.migrated."
}
