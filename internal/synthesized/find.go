package synthesized

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// Find returns a stack by its name. The error of a name that is none says which one is nearest, and which there are.
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

// DidYouMean is the question after a mistyped word, for the middle of a sentence; empty where nothing is near. The name of
// an environment is near to its stack, and so is the beginning of a name to the shortest that has it.
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
