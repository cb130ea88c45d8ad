package review

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
)

// Drifted is a resource that is not what Terraform left, where the next apply would undo that. What it would leave alone
// is no drift: arguments that the configuration ignores, and what AWS computes.
type Drifted struct {
	Address    string      `json:"address"`
	Kind       Drift       `json:"kind"`
	Replaces   bool        `json:"replaces,omitempty"`   // the next apply destroys the resource and creates it anew
	HoldsData  string      `json:"holdsData,omitempty"`  // what is lost with that
	Attributes []Attribute `json:"attributes,omitempty"` // from what it is to what the next apply makes of it
}

// Drift is what happened to a resource.
type Drift string

// The kinds of drift.
const (
	Gone    Drift = "gone"    // it was deleted
	Changed Drift = "changed" // something of it is other than the code says
	Scaled  Drift = "scaled"  // how many there are of something, and nothing else
)

// scaling are arguments that say how many there are of something.
var scaling = []string{
	"desired_count", "desired_size", "desired_capacity", "min_size", "max_size", "min_capacity", "max_capacity",
	"num_cache_clusters", "num_cache_nodes", "num_node_groups", "replicas_per_node_group", "number_of_instances",
}

// FindDrift reads what has drifted out of a plan, as "terraform show -json" prints it. The plan has to refresh.
func FindDrift(text []byte) ([]Drifted, error) {
	var plan tfjson.Plan
	if err := json.Unmarshal(text, &plan); err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	configured := configuredArguments(plan.Config)
	drifted := []Drifted{} // no drift is [] in JSON
	for _, drift := range plan.ResourceDrift {
		at := slices.IndexFunc(plan.ResourceChanges, func(change *tfjson.ResourceChange) bool {
			return change.Address == drift.Address && change.DeposedKey == drift.DeposedKey
		})
		if drift.Change == nil || at < 0 {
			continue // the next apply knows nothing of it
		}
		if found, ok := undone(drift, plan.ResourceChanges[at], configured[drift.Type+"."+drift.Name]); ok {
			drifted = append(drifted, found)
		}
	}
	return drifted, nil
}

// undone returns what the next apply undoes of a drift, and false where that is nothing.
func undone(drift, next *tfjson.ResourceChange, configured map[string]bool) (Drifted, bool) {
	found := Drifted{Address: drift.Address, Kind: Gone}
	if drift.Change.Actions.Delete() {
		return found, next.Change.Actions.Create()
	}
	if !drift.Change.Actions.Update() || !next.Change.Actions.Update() && !next.Change.Actions.Replace() {
		return found, false
	}
	happened := attributes(drift.Change, configured)
	for _, attribute := range attributes(next.Change, configured) {
		if slices.ContainsFunc(happened, func(other Attribute) bool { return overlap(attribute.Path, other.Path) }) {
			found.Attributes = append(found.Attributes, attribute)
			found.Replaces = found.Replaces || attribute.Forces
		}
	}
	found.Kind = Changed
	if !slices.ContainsFunc(found.Attributes, func(attribute Attribute) bool { return !scales(attribute.Path) }) {
		found.Kind = Scaled
	}
	if found.Replaces {
		found.HoldsData = dataOf[drift.Type]
	}
	return found, len(found.Attributes) > 0
}

// overlap tells whether one path is the other, or inside it.
func overlap(one, other string) bool {
	inside := func(path, whole string) bool {
		return path == whole || strings.HasPrefix(path, whole+".") || strings.HasPrefix(path, whole+"[")
	}
	return inside(one, other) || inside(other, one)
}

func scales(path string) bool { return slices.Contains(scaling, path[strings.LastIndex(path, ".")+1:]) }

// DriftPage says as Markdown what has drifted, and both ways to settle it. It is empty where nothing has.
func DriftPage(stack string, drifted []Drifted) string {
	if len(drifted) == 0 {
		return ""
	}
	page := &page{limit: CommentLimit}
	page.add(fmt.Sprintf("%s of %s changed past Terraform.\n", count(len(drifted), "resource"), stack))
	for _, kind := range []struct {
		kind            Drift
		heading, remedy string
	}{
		{Gone, "Gone", "Keep it so: remove it from the code. Undo it: the next deployment makes it again, empty."},
		{Changed, "Changed", "Keep it so: write the value into the code. Undo it: the next deployment sets what the code says."},
		{Scaled, "Scaled", "Keep it so: write the number into the environment's code, or let an autoscaler own it (`ignore_changes`). " +
			"Undo it: the next deployment scales back."},
	} {
		for _, one := range drifted {
			if one.Kind == kind.kind {
				page.under(kind.heading, one.line(), one.long())
			}
		}
		if page.heading == kind.heading {
			page.add("\n" + kind.remedy + "\n")
		}
	}
	return page.finished()
}

func (d Drifted) line() string {
	text := fmt.Sprintf("- `%s`", d.Address)
	if d.Replaces {
		text += ": **the next deployment replaces it**"
		if d.HoldsData != "" {
			text += fmt.Sprintf(", and it holds %s", d.HoldsData)
		}
	}
	return text + "\n"
}

// long is each value: what it is, and what the code says.
func (d Drifted) long() string {
	var text strings.Builder
	for _, attribute := range d.Attributes {
		switch {
		case attribute.Before == sensitive:
			fmt.Fprintf(&text, "  - `%s` (sensitive)\n", attribute.Path)
		case attribute.After == "":
			fmt.Fprintf(&text, "  - `%s` is %s; the code has none\n", attribute.Path, code(attribute.Before))
		case attribute.Before == "":
			fmt.Fprintf(&text, "  - `%s` is missing; the code says %s\n", attribute.Path, code(attribute.After))
		default:
			fmt.Fprintf(&text, "  - `%s` is %s; the code says %s\n", attribute.Path, code(attribute.Before), code(attribute.After))
		}
	}
	return text.String()
}
