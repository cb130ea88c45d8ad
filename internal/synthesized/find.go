package synthesized

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// Find returns a stack by its name. The error for an unknown name suggests the most similar name and lists all names.
func Find(stacks []Stack, name string) (Stack, error) {
	var names []string
	for _, stack := range stacks {
		if stack.Name == name {
			return stack, nil
		}
		names = append(names, stack.Name)
	}
	return Stack{}, fmt.Errorf("no stack %q%s: there are %s", name, DidYouMean(name, names), strings.Join(names, ", "))
}

// DidYouMean returns a suggestion for a mistyped name, to insert into an error message, or "" if no name is similar. The name of an
// environment suggests its stack, and a prefix suggests the shortest name that begins with it.
func DidYouMean(word string, known []string) string {
	if len(known) == 0 || word == "" {
		return ""
	}
	distance := func(candidate string) int {
		switch {
		case candidate == word+"-stack":
			return 0
		case strings.HasPrefix(candidate, strings.TrimSuffix(word, "-stack")):
			return 1
		}
		return levenshtein.Distance(word, candidate, nil)
	}
	nearest := slices.MinFunc(known, func(a, b string) int {
		return cmp.Or(distance(a)-distance(b), len(a)-len(b))
	})
	if distance(nearest) > len(nearest)/3 {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", nearest)
}
