package review

import (
	"fmt"
	"reflect"
	"strings"
)

// Moved is a resource that seems to have another address now, since a plan destroys one of its type and creates a like
// one. Applied as it stands, the plan does both.
type Moved struct {
	From      string `json:"from"`
	To        string `json:"to"`
	HoldsData string `json:"holdsData,omitempty"`
	Waived    string `json:"waived,omitempty"` // why it may be destroyed all the same
}

// Block is what tells Terraform of the move.
// https://developer.hashicorp.com/terraform/language/moved
func (m Moved) Block() string {
	return fmt.Sprintf("moved {\n  from = %s\n  to   = %s\n}", m.From, m.To)
}

// Construct is what the construct says, so that the block is synthesized.
// https://developer.hashicorp.com/terraform/cdktf/examples-and-guides/refactoring
func (m Moved) Construct() string {
	return fmt.Sprintf("MoveFromId(jsii.String(%q))", m.From)
}

// alike is how much of two resources has to be the same for them to be one. What changes with an address are names that
// are made of it and little else.
const alike = 0.75

// findMoves pairs what is destroyed with what is created in its place, the likest first.
func findMoves(changes []Change) []Moved {
	taken := map[string]bool{}
	var found []Moved
	for _, gone := range changes {
		if gone.Action != Destroy || strings.Contains(gone.Address, "(deposed") {
			continue
		}
		best, likeness := "", alike
		for _, made := range changes {
			if made.Action != Create || made.Type != gone.Type || taken[made.Address] {
				continue
			}
			if l := gone.likeness(made); l >= likeness {
				best, likeness = made.Address, l+0.0001
			}
		}
		if best != "" {
			taken[best] = true
			found = append(found, Moved{From: gone.Address, To: best, HoldsData: gone.HoldsData})
		}
	}
	return found
}

// identities are arguments that AWS knows a resource by: where they differ, it is another one.
var identities = []string{"name", "bucket", "identifier", "replication_group_id", "cluster_id", "alias", "repository", "domain_name", "path"}

// likeness is the share of what is planned for a new resource that an old one has already. What is computed, and what is
// empty on both sides, does not count.
func (c Change) likeness(made Change) float64 {
	for _, name := range identities {
		before, after := c.before[name], made.after[name]
		if !empty(before) && !empty(after) && !holdsTrue(made.unknown[name]) && before != after {
			return 0
		}
	}
	same, all := 0, 0
	for name, value := range made.after {
		if holdsTrue(made.unknown[name]) || name == "tags_all" || empty(value) && empty(c.before[name]) {
			continue
		}
		all++
		if reflect.DeepEqual(value, c.before[name]) {
			same++
		}
	}
	if all == 0 {
		return 1 // nothing but its type is known of it, and that is the same
	}
	return float64(same) / float64(all)
}

func empty(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case string:
		return value == ""
	case bool:
		return !value
	case []any:
		return len(value) == 0
	case map[string]any:
		return len(value) == 0
	}
	return false
}
