package iameval

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Reference is AWS's service authorization reference for the services that stacks use: all actions, their
// access levels and condition keys. It is stored in actions.txt, which "make actions" writes.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
type Reference map[string]map[string]Action // by prefix and name in lower case

// Action is one action of a service.
type Action struct {
	Name          string
	AccessLevel   string   // "Read", "List", "Write", "Tagging" or "Permissions-management"
	ConditionKeys []string // keys that AWS sets for the action or for its resource types
}

// OpenReference reads the reference of a project.
func OpenReference(project string) (Reference, error) {
	text, err := os.ReadFile(filepath.Join(project, "internal", "iameval", "actions.txt"))
	if err != nil {
		return nil, fmt.Errorf("service authorization reference: %w", err)
	}
	reference := Reference{}
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		prefix, name, ok := strings.Cut(words[0], ":")
		if !ok || len(words) < 2 {
			return nil, fmt.Errorf("service authorization reference: line %q is not an action with an access level", line)
		}
		if reference[prefix] == nil {
			reference[prefix] = map[string]Action{}
		}
		reference[prefix][strings.ToLower(name)] = Action{Name: name, AccessLevel: words[1], ConditionKeys: words[2:]}
	}
	return reference, nil
}

// Action finds an action, such as "ec2:CreateVpc". It returns an error if the action or the service does not exist.
func (r Reference) Action(name string) (Action, error) {
	prefix, verb, _ := strings.Cut(name, ":")
	actions, err := r.Actions(prefix)
	if err != nil {
		return Action{}, fmt.Errorf("action %s: %w", name, err)
	}
	action, ok := actions[strings.ToLower(verb)]
	if !ok {
		return Action{}, fmt.Errorf("action %s: the service %s has no action with this name", name, prefix)
	}
	return action, nil
}

// Actions returns the actions of a service by their names in lower case.
func (r Reference) Actions(prefix string) (map[string]Action, error) {
	actions, ok := r[prefix]
	if !ok {
		return nil, fmt.Errorf("unknown service prefix %q: correct it, or add it to internal/iameval/reduced.go", prefix)
	}
	return actions, nil
}

// Allows returns whether AWS sets a condition key for the action, for example "iam:PermissionsBoundary". Of the global keys, which
// begin with "aws:", it checks only those of tags.
func (a Action) Allows(key string) bool {
	return slices.ContainsFunc(a.ConditionKeys, func(known string) bool {
		before, _, variable := strings.Cut(known, "${")
		return strings.EqualFold(known, key) || variable && strings.HasPrefix(strings.ToLower(key), strings.ToLower(before))
	})
}
