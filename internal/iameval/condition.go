package iameval

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// condition is one key of a statement's Condition element with its operator.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
type condition struct {
	set      string // "ForAllValues", "ForAnyValue" or empty
	operator operator
	ifExists bool
	null     bool // the operator is Null
	key      string
	values   patterns
}

// operator compares one value of a request with one value of a policy. A negated operator is met if no value of the policy
// matches.
type operator struct {
	compare func(pattern, value string) bool
	negated bool
}

var operators = map[string]operator{
	"StringEquals":              {compare: equal},
	"StringNotEquals":           {compare: equal, negated: true},
	"StringEqualsIgnoreCase":    {compare: strings.EqualFold},
	"StringNotEqualsIgnoreCase": {compare: strings.EqualFold, negated: true},
	"StringLike":                {compare: like},
	"StringNotLike":             {compare: like, negated: true},
	"ArnEquals":                 {compare: arnLike},
	"ArnNotEquals":              {compare: arnLike, negated: true},
	"ArnLike":                   {compare: arnLike},
	"ArnNotLike":                {compare: arnLike, negated: true},
	"Bool":                      {compare: strings.EqualFold},
}

func equal(pattern, value string) bool { return pattern == value }

// parseConditions reads a Condition element in the order of its operators and keys.
func parseConditions(element map[string]map[string]patterns) ([]condition, error) {
	var conditions []condition
	for _, name := range slices.Sorted(maps.Keys(element)) {
		for _, key := range slices.Sorted(maps.Keys(element[name])) {
			parsed, err := parseCondition(name, key, element[name][key])
			if err != nil {
				return nil, err
			}
			conditions = append(conditions, parsed)
		}
	}
	return conditions, nil
}

func parseCondition(name, key string, values patterns) (condition, error) {
	if err := refuseVariables(values); err != nil {
		return condition{}, err
	}
	parsed := condition{key: key, values: values}
	bare := name
	if set, rest, ok := strings.Cut(name, ":"); ok {
		if set != "ForAllValues" && set != "ForAnyValue" {
			return condition{}, fmt.Errorf("%s: unknown set operator", name)
		}
		parsed.set, bare = set, rest
	}
	if bare == "Null" {
		parsed.null = true
		return parsed, nil
	}
	bare, parsed.ifExists = strings.CutSuffix(bare, "IfExists")
	known, ok := operators[bare]
	if !ok {
		return condition{}, fmt.Errorf("%s: unsupported operator: add it to internal/iameval", name)
	}
	parsed.operator = known
	return parsed, nil
}

// holds returns whether the request meets the condition. If the request lacks the key, only negated operators, operators with
// IfExists, and ForAllValues are met.
func (c condition) holds(request Request) (bool, error) {
	values := request.values(c.key)
	if c.null {
		return slices.ContainsFunc(c.values, func(want string) bool { return want == strconv.FormatBool(len(values) == 0) }), nil
	}
	switch {
	case c.set == "" && len(values) > 1:
		return false, fmt.Errorf("%s has several values, but the operator accepts one: use ForAnyValue or ForAllValues", c.key)
	case len(values) == 0 && c.ifExists:
		return true, nil
	case c.set == "ForAllValues":
		return !slices.ContainsFunc(values, func(value string) bool { return !c.meets(value) }), nil
	case len(values) == 0:
		return c.operator.negated && c.set == "", nil
	}
	return slices.ContainsFunc(values, c.meets), nil
}

func (c condition) meets(value string) bool {
	found := slices.ContainsFunc(c.values, func(pattern string) bool { return c.operator.compare(pattern, value) })
	return found != c.operator.negated
}
