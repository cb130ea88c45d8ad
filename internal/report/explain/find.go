package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"landform/internal/synthesized"

	"github.com/agext/levenshtein"
)

// Match is a resource that a word names.
type Match struct {
	Stack    synthesized.Stack
	Resource synthesized.Resource
}

// Find returns the resources that a word names: an address in Terraform, a construct's path with or without its stack, a
// name in AWS, or an argument that identifies it. The error of a word that names none says what is near.
func Find(stacks []synthesized.Stack, word string) ([]Match, error) {
	var found []Match
	names := map[string]bool{}
	for _, stack := range stacks {
		for _, resource := range stack.Resources {
			of := namesOf(stack, resource)
			if slices.Contains(of, word) {
				found = append(found, Match{stack, resource})
			}
			for _, name := range of {
				names[name] = true
			}
		}
	}
	if len(found) > 0 {
		return found, nil
	}
	return nil, fmt.Errorf("no resource is called %q: nearest are %s", word, strings.Join(nearest(names, word), ", "))
}

// identifying are the arguments by which AWS knows a resource.
var identifying = []string{
	"name", "tags.Name", "identifier", "bucket", "function_name", "replication_group_id", "alarm_name", "dashboard_name",
	"node_group_name", "domain_name", "family", "description",
}

func namesOf(stack synthesized.Stack, resource synthesized.Resource) []string {
	names := []string{resource.Address(), resource.Path, below(stack, resource), stack.Name + ":" + resource.Address()}
	for _, argument := range identifying {
		if value := resource.Value(argument); value.Known() {
			names = append(names, value.String())
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return name == "" })
}

// nearest are the five names that share most with a word: those that contain it first, then by the letters to change.
func nearest(names map[string]bool, word string) []string {
	type candidate struct {
		name     string
		distance int
	}
	var all []candidate
	for name := range names {
		distance := levenshtein.Distance(strings.ToLower(word), strings.ToLower(name), nil)
		if strings.Contains(strings.ToLower(name), strings.ToLower(word)) {
			distance = -1000 + len(name)
		}
		all = append(all, candidate{name, distance})
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.name, b.name))
	})
	var best []string
	for _, one := range all[:min(5, len(all))] {
		best = append(best, one.name)
	}
	return best
}
