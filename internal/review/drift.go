package review

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
)

// Drifted is a resource that was changed outside of Terraform, where the next apply would undo the change. Changes that
// the next apply ignores do not count: those to arguments in ignore_changes and to computed attributes.
type Drifted struct {
	Address    string      `json:"address"`
	Kind       Drift       `json:"kind"`
	Replaces   bool        `json:"replaces,omitempty"`   // the next apply destroys the resource and creates it anew
	HoldsData  string      `json:"holdsData,omitempty"`  // the data that is lost with it
	Attributes []Attribute `json:"attributes,omitempty"` // from the current value to the one that the next apply sets
}

// Drift is the kind of change that happened to a resource.
type Drift string

// The kinds of drift.
const (
	Gone    Drift = "gone"    // it was deleted
	Changed Drift = "changed" // an attribute differs from the code
	Scaled  Drift = "scaled"  // only counts or capacities differ from the code
)

// scaling are the arguments that set a count or a capacity.
var scaling = []string{
	"desired_count", "desired_size", "desired_capacity", "min_size", "max_size", "min_capacity", "max_capacity",
	"num_cache_clusters", "num_cache_nodes", "num_node_groups", "replicas_per_node_group", "number_of_instances",
}

// FindDrift returns the drift in a plan, given the output of "terraform show -json". The plan must include a refresh.
func FindDrift(text []byte) ([]Drifted, error) {
	var plan tfjson.Plan
	if err := json.Unmarshal(text, &plan); err != nil {
		return nil, fmt.Errorf("not the output of \"terraform show -json PLAN\": %w", err)
	}
	configured := configuredArguments(plan.Config)
	drifted := []Drifted{} // no drift is [] in JSON
	for _, drift := range plan.ResourceDrift {
		at := slices.IndexFunc(plan.ResourceChanges, func(change *tfjson.ResourceChange) bool {
			return change.Address == drift.Address && change.DeposedKey == drift.DeposedKey
		})
		if drift.Change == nil || at < 0 {
			continue // the next apply does not touch it
		}
		if found, ok := undone(drift, plan.ResourceChanges[at], configured[drift.Type+"."+drift.Name]); ok {
			drifted = append(drifted, found)
		}
	}
	return drifted, nil
}

// undone returns the part of a drift that the next apply undoes, and false if there is none.
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

// overlap reports whether the paths are equal or one contains the other.
func overlap(one, other string) bool {
	inside := func(path, whole string) bool {
		return path == whole || strings.HasPrefix(path, whole+".") || strings.HasPrefix(path, whole+"[")
	}
	return inside(one, other) || inside(other, one)
}

func scales(path string) bool { return slices.Contains(scaling, path[strings.LastIndex(path, ".")+1:]) }

// DriftPage describes drift as Markdown, with both ways to resolve it. It is empty without drift.
func DriftPage(stack string, drifted []Drifted) string {
	if len(drifted) == 0 {
		return ""
	}
	page := &page{limit: CommentLimit}
	page.add(fmt.Sprintf("%s of %s changed outside of Terraform.\n", count(len(drifted), "resource"), stack))
	for _, kind := range []struct {
		kind            Drift
		heading, remedy string
	}{
		{Gone, "Gone", "To keep the change, remove the resource from the code. Otherwise the next deployment creates it again, empty."},
		{Changed, "Changed", "To keep the change, write the value into the code. Otherwise the next deployment sets the value in the code."},
		{Scaled, "Scaled", "To keep the change, write the number into the environment's code, or leave it to an autoscaler (`ignore_changes`). " +
			"Otherwise the next deployment scales back."},
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

// long lists the values: the current one, and the one in the code.
func (d Drifted) long() string {
	var text strings.Builder
	for _, attribute := range d.Attributes {
		switch {
		case attribute.Before == sensitive:
			fmt.Fprintf(&text, "  - `%s` (sensitive)\n", attribute.Path)
		case attribute.After == "":
			fmt.Fprintf(&text, "  - `%s` is %s; not set in the code\n", attribute.Path, code(attribute.Before))
		case attribute.Before == "":
			fmt.Fprintf(&text, "  - `%s` is missing; in the code %s\n", attribute.Path, code(attribute.After))
		default:
			fmt.Fprintf(&text, "  - `%s` is %s; in the code %s\n", attribute.Path, code(attribute.Before), code(attribute.After))
		}
	}
	return text.String()
}
