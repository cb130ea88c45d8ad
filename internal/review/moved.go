package review

import (
	"fmt"
	"reflect"
	"strings"
)

// Moved is a resource whose address seems to have changed: a plan destroys it and creates a similar one of the same
// type. Without a moved block, the apply does both.
type Moved struct {
	From      string `json:"from"`
	To        string `json:"to"`
	HoldsData string `json:"holdsData,omitempty"`
	Waived    string `json:"waived,omitempty"` // the reason why it may be destroyed nevertheless
}

// Block is the block that declares the move to Terraform.
// https://developer.hashicorp.com/terraform/language/moved
func (m Moved) Block() string {
	return fmt.Sprintf("moved {\n  from = %s\n  to   = %s\n}", m.From, m.To)
}

// Construct is the call on the construct that synthesizes the block.
// https://developer.hashicorp.com/terraform/cdktf/examples-and-guides/refactoring
func (m Moved) Construct() string {
	return fmt.Sprintf("MoveFromId(jsii.String(%q))", m.From)
}

// alike is the share of equal arguments above which two resources are considered the same. A new address changes the
// names that derive from it and little else.
const alike = 0.75

// findMoves pairs destroyed resources with the most similar created ones.
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

// identities are arguments that identify a resource in AWS: if they differ, it is another resource.
var identities = []string{"name", "bucket", "identifier", "replication_group_id", "cluster_id", "alias", "repository", "domain_name", "path"}

// likeness is the share of the planned arguments of a new resource that an old one already has. Computed attributes,
// and those that are empty on both sides, do not count.
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
		return 1 // only the type is known, and it is the same
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
