package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"landform/internal/synthesized"

	"github.com/agext/levenshtein"
	"github.com/tidwall/gjson"
)

// Match is a resource that a word names.
type Match struct {
	Stack    synthesized.Stack
	Resource synthesized.Resource
}

// mostMatches is how many resources may hold a value for it to name them all.
const mostMatches = 20

// Find returns the resources that a word names: an address in Terraform, a construct's path with or without its stack, a
// name in AWS, an argument that identifies it, or otherwise any argument's value, such as an address range. The error of a
// word that names none says what is near.
func Find(stacks []synthesized.Stack, word string) ([]Match, error) {
	var found, holding []Match
	names := map[string]bool{}
	for _, stack := range stacks {
		for _, resource := range stack.Resources {
			of := namesOf(stack, resource)
			if slices.Contains(of, word) || word == stack.Name+":"+resource.Address() {
				found = append(found, Match{stack, resource})
			} else if holds(resource.JSON, word) {
				holding = append(holding, Match{stack, resource})
			}
			for _, name := range of {
				names[name] = true
			}
		}
	}
	inside := inConstruct(stacks, word)
	switch {
	case len(found) > 0:
		return found, nil
	case len(inside) > 0:
		return nil, fmt.Errorf("%s is a construct with %d resources: name one of %s", word, len(inside), strings.Join(inside, ", "))
	case len(holding) > mostMatches:
		return nil, fmt.Errorf("%q names no resource, and is a value in %d of them: name one", word, len(holding))
	case len(holding) > 0:
		return holding, nil
	}
	near := nearest(names, word)
	return nil, fmt.Errorf("no resource is called %q (did you mean %s?): near are also %s", word, near[0], strings.Join(near[1:], ", "))
}

// holds tells whether one of a resource's arguments has a value.
func holds(value gjson.Result, word string) bool {
	if !value.IsObject() && !value.IsArray() {
		return value.String() == word
	}
	found := false
	value.ForEach(func(name, inner gjson.Result) bool {
		found = name.String() != "//" && holds(inner, word)
		return !found
	})
	return found
}

// inConstruct are the paths of the resources below a construct, with or without the stack as it is named.
func inConstruct(stacks []synthesized.Stack, construct string) []string {
	var paths []string
	for _, stack := range stacks {
		for _, resource := range stack.Resources {
			for _, path := range []string{resource.Path, below(stack, resource)} {
				if strings.HasPrefix(path, strings.TrimSuffix(construct, "/")+"/") && !slices.Contains(paths, path) {
					paths = append(paths, path)
				}
			}
		}
	}
	return paths
}

// identifying are the arguments by which AWS knows a resource.
var identifying = []string{
	"name", "tags.Name", "identifier", "bucket", "function_name", "replication_group_id", "alarm_name", "dashboard_name",
	"node_group_name", "domain_name", "family", "description",
}

func namesOf(stack synthesized.Stack, resource synthesized.Resource) []string {
	names := []string{resource.Address(), resource.Path, below(stack, resource)}
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
