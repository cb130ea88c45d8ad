package rules

import (
	"fmt"
	"slices"
	"strings"
)

// pass and skip are the answers without a message.
var (
	pass = answer{}
	skip = answer{NotApplicable: true}
)

// broken is the answer for an argument that breaks the rule.
func broken(argument, text string, values ...any) answer {
	return answer{Violations: []violation{{Argument: argument, Text: fmt.Sprintf(text, values...)}}}
}

// open is the answer for an argument that is unknown until apply.
func open(argument string) answer { return answer{Unknown: []string{argument}} }

// shown formats an argument with its value for a finding.
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

// holds applies a condition to the value of an argument. An argument that is not set violates the condition.
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

// isTrue requires an argument to be set to true.
func isTrue(r resource, argument string) answer { return holds(r, argument, value.IsTrue) }

// notTrue requires an argument to be false or not set.
func notTrue(r resource, argument string) answer {
	return unset(r, argument, func(v value) bool { return !v.IsTrue() })
}

// notFalse requires an argument to be true or not set, because AWS defaults to true.
func notFalse(r resource, argument string) answer {
	return unset(r, argument, func(v value) bool { return !v.IsFalse() })
}

// unset is like holds, but an argument that is not set passes.
func unset(r resource, argument string, condition func(value) bool) answer {
	if !r.Value(argument).Exists() {
		return pass
	}
	return holds(r, argument, condition)
}

// isSet requires a value that is not empty. A value that is unknown until apply passes.
func isSet(r resource, argument string) answer {
	if v := r.Value(argument); !v.Exists() || v.String() == "" || v.String() == "[]" {
		return broken(argument, "%s is not set", argument)
	}
	return pass
}

// notSet requires that an argument is left out.
func notSet(r resource, argument string) answer {
	if v := r.Value(argument); v.Exists() && v.String() != "" && v.String() != "[]" {
		return broken(argument, "%s", shown(argument, v))
	}
	return pass
}

// isOne requires one of these values.
func isOne(r resource, argument string, wanted ...string) answer {
	return holds(r, argument, func(v value) bool { return slices.Contains(wanted, v.String()) })
}

// isNone forbids these values.
func isNone(r resource, argument string, forbidden ...string) answer {
	return unset(r, argument, func(v value) bool { return !slices.Contains(forbidden, v.String()) })
}

// atLeast requires a number that is not smaller than the minimum.
func atLeast(r resource, argument string, least float64) answer {
	return holds(r, argument, func(v value) bool { number, ok := v.Number(); return ok && number >= least })
}

// between requires a number in a range. An argument that is not set passes.
func between(r resource, argument string, least, most float64) answer {
	return unset(r, argument, func(v value) bool { number, ok := v.Number(); return ok && number >= least && number <= most })
}

// includes requires that a list contains these elements.
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

// companion requires that a resource of this type refers to this one, and applies a condition to each that does. It is
// enough that one of them meets the condition.
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

// without a condition, an existing companion is enough.
func there(resource) answer { return pass }

// everyBlock applies a condition to each block at a path. A resource without such a block passes.
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

// check is like holds, for a value in a block. The finding names its path.
func check(path string, v value, condition func(value) bool) answer {
	switch {
	case v.Unknown():
		return open(path)
	case condition(v):
		return pass
	}
	return broken(path, "%s", shown(path, v))
}
