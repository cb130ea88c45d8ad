package rules

import (
	"fmt"
	"slices"
	"strings"
)

// pass and skip are the answers that need no words.
var (
	pass = answer{}
	skip = answer{NotApplicable: true}
)

// broken is the answer of a resource whose argument breaks the rule.
func broken(argument, text string, values ...any) answer {
	return answer{Violations: []violation{{Argument: argument, Text: fmt.Sprintf(text, values...)}}}
}

// open is the answer where an argument is known only after an apply.
func open(argument string) answer { return answer{Unknown: []string{argument}} }

// shown is an argument with its value, for a finding.
func shown(argument string, v value) string {
	if !v.Exists() {
		return argument + " is not set"
	}
	text := v.String()
	if len(text) > 100 {
		text = text[:100] + "..."
	}
	return argument + " = " + text
}

// holds answers with a condition on the value of an argument, which an argument that is not set does not meet.
func holds(r resource, argument string, condition func(value) bool) answer {
	switch v := r.Value(argument); {
	case v.Unknown():
		return open(argument)
	case v.Exists() && condition(v):
		return pass
	default:
		return broken(argument, "%s", shown(argument, v))
	}
}

// isTrue wants an argument to be set to true.
func isTrue(r resource, argument string) answer { return holds(r, argument, value.IsTrue) }

// notTrue wants an argument to be false or not set.
func notTrue(r resource, argument string) answer {
	return unset(r, argument, func(v value) bool { return !v.IsTrue() })
}

// notFalse wants an argument to be true or not set, where AWS defaults to true.
func notFalse(r resource, argument string) answer {
	return unset(r, argument, func(v value) bool { return !v.IsFalse() })
}

// unset is holds for arguments that may also be left out.
func unset(r resource, argument string, condition func(value) bool) answer {
	if !r.Value(argument).Exists() {
		return pass
	}
	return holds(r, argument, condition)
}

// isSet wants an argument to have a value, be it known or not, that is not empty.
func isSet(r resource, argument string) answer {
	if v := r.Value(argument); !v.Exists() || v.String() == "" || v.String() == "[]" {
		return broken(argument, "%s is not set", argument)
	}
	return pass
}

// notSet wants an argument to be left out.
func notSet(r resource, argument string) answer {
	if v := r.Value(argument); v.Exists() && v.String() != "" && v.String() != "[]" {
		return broken(argument, "%s", shown(argument, v))
	}
	return pass
}

// isOne wants an argument to have one of some values.
func isOne(r resource, argument string, wanted ...string) answer {
	return holds(r, argument, func(v value) bool { return slices.Contains(wanted, v.String()) })
}

// isNone wants an argument to have none of some values.
func isNone(r resource, argument string, forbidden ...string) answer {
	return unset(r, argument, func(v value) bool { return !slices.Contains(forbidden, v.String()) })
}

// atLeast wants an argument to be a number that is not smaller.
func atLeast(r resource, argument string, least float64) answer {
	return holds(r, argument, func(v value) bool { number, ok := v.Number(); return ok && number >= least })
}

// between wants an argument to be a number in a range, or not set.
func between(r resource, argument string, least, most float64) answer {
	return unset(r, argument, func(v value) bool { number, ok := v.Number(); return ok && number >= least && number <= most })
}

// includes wants a list to have some elements.
func includes(r resource, argument string, wanted ...string) answer {
	list := r.Value(argument)
	if list.Unknown() {
		return open(argument)
	}
	var missing []string
	for _, element := range wanted {
		if !slices.Contains(list.Strings(), element) {
			missing = append(missing, element)
		}
	}
	if len(missing) == 0 {
		return pass
	}
	return broken(argument, "%s has no %s", argument, strings.Join(missing, ", "))
}

// companion wants a resource of a type to name this one, and hands those that do to a condition. It is enough that one
// of them meets it.
func companion(r resource, kind, argument string, condition func(resource) answer) answer {
	found := r.Companions(kind, argument)
	if len(found) == 0 {
		return broken("", "no %s names it", kind)
	}
	var whole answer
	for index, other := range found {
		result := condition(other)
		if len(result.Violations) == 0 && len(result.Unknown) == 0 {
			return pass
		}
		if index == 0 {
			whole = result
		}
	}
	return whole
}

// there is a condition that a companion meets by being there.
func there(resource) answer { return pass }

// everyBlock answers for each block at a path. A resource without such a block passes.
func everyBlock(r resource, path string, condition func(path string, block value) answer) answer {
	whole := pass
	for index, block := range r.All(path) {
		if block.Unknown() {
			whole = whole.And(open(path))
			continue
		}
		whole = whole.And(condition(fmt.Sprintf("%s.%d", path, index), block))
	}
	return whole
}

// check is holds for a value in a block; its path stands in the finding.
func check(path string, v value, condition func(value) bool) answer {
	switch {
	case v.Unknown():
		return open(path)
	case condition(v):
		return pass
	}
	return broken(path, "%s", shown(path, v))
}
