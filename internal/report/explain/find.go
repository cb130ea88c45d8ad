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

// Match is a resource found by a search term.
type Match struct {
	Stack    synthesized.Stack
	Resource synthesized.Resource
}

// mostMatches is the maximum number of resources that a search by value may return.
const mostMatches = 20

// Find returns the resources with a Terraform address, a construct path (with or without the stack), or a name in AWS. If there is
// none, it returns those with the word as the value of any argument, such as a CIDR block. The error suggests similar names.
func Find(stacks []synthesized.Stack, word string) ([]Match, error) {
	var found, withValue []Match
	names := map[string]bool{}
	for _, stack := range stacks {
		for _, resource := range stack.Resources {
			own := namesOf(stack, resource)
			if slices.Contains(own, word) || word == stack.Name+":"+resource.Address() {
				found = append(found, Match{stack, resource})
			} else if holds(resource.JSON, word) {
				withValue = append(withValue, Match{stack, resource})
			}
			for _, name := range own {
				names[name] = true
			}
		}
	}
	inside := inConstruct(stacks, word)
	switch {
	case len(found) > 0:
		return found, nil
	case len(inside) > 0:
		return nil, fmt.Errorf("%s is a construct with %d resources: give the path of one: %s", word, len(inside), strings.Join(inside, ", "))
	case len(withValue) > mostMatches:
		return nil, fmt.Errorf("no resource is named %q, and %d resources have it as a value: give the name of one", word, len(withValue))
	case len(withValue) > 0:
		return withValue, nil
	}
	similar := nearest(names, word)
	return nil, fmt.Errorf("no resource is named %q (did you mean %s?): other similar names are %s", word, similar[0], strings.Join(similar[1:], ", "))
}

// holds returns whether any argument of a resource has the value.
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

// inConstruct returns the paths of the resources in a construct, which is given with or without its stack.
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

// identifying are the arguments that contain a resource's name in AWS.
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

// nearest returns the five most similar names: first those that contain the word, then those with the smallest edit distance.
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
