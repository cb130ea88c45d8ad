// Package requirements maps each line of the two requirement documents' checklists to the resources, tests and pages that fulfil
// it, or to a deviation with its reason.
package requirements

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"landform/internal/synthesized"
)

//go:embed requirements.json
var table []byte

// Line is one line of the checklist.
type Line struct {
	ID        string   `json:"id"` // "T7" of ticketing's document, "V14" of Volteryde's
	Claim     string   `json:"claim"`
	System    string   `json:"system"`
	Resources []string `json:"resources,omitempty"` // patterns of construct paths below a stack of the system
	Tests     []string `json:"tests,omitempty"`     // names of test functions
	Pages     []string `json:"pages,omitempty"`     // files of the repository
	Deviation string   `json:"deviation,omitempty"` // the difference from the document, and the reason
}

// Lines returns the checklist in the order of the documents.
func Lines() ([]Line, error) {
	var lines []Line
	if err := json.Unmarshal(table, &lines); err != nil {
		return nil, fmt.Errorf("requirements.json: %w", err)
	}
	return lines, nil
}

// Find returns the line with an id, ignoring case.
func Find(id string) (Line, error) {
	lines, err := Lines()
	if err != nil {
		return Line{}, err
	}
	at := slices.IndexFunc(lines, func(line Line) bool { return strings.EqualFold(line.ID, id) })
	if at < 0 {
		return Line{}, fmt.Errorf("unknown requirement %q: allowed are T1 to T23 and V1 to V34", id)
	}
	return lines[at], nil
}

// Fulfilled returns the resources of a stack that fulfil a line, sorted by address.
func (l Line) Fulfilled(stack synthesized.Stack) []synthesized.Resource {
	if stack.Metadata().System != l.System {
		return nil
	}
	var found []synthesized.Resource
	for _, resource := range stack.Resources {
		if slices.ContainsFunc(l.Resources, func(pattern string) bool { return matches(pattern, below(stack, resource)) }) {
			found = append(found, resource)
		}
	}
	slices.SortFunc(found, func(a, b synthesized.Resource) int { return strings.Compare(a.Address(), b.Address()) })
	return found
}

// Of returns the lines that a resource fulfils.
func Of(stack synthesized.Stack, resource synthesized.Resource) ([]Line, error) {
	lines, err := Lines()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(lines, func(line Line) bool {
		return stack.Metadata().System != line.System ||
			!slices.ContainsFunc(line.Resources, func(pattern string) bool { return matches(pattern, below(stack, resource)) })
	}), nil
}

// matches returns whether a construct path matches a pattern, in which "*" matches any characters except a slash.
func matches(pattern, constructPath string) bool {
	matched, err := path.Match(pattern, constructPath)
	return err == nil && matched
}

func below(stack synthesized.Stack, resource synthesized.Resource) string {
	return strings.TrimPrefix(resource.Path, stack.Name+"/")
}
