package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"landform/internal/guardrails"
)

// Explain returns a page about a rule, with an example that passes and an example that fails.
func Explain(r guardrails.Rule) (string, error) {
	var page strings.Builder
	fmt.Fprintf(&page, "%s (%s)\n\n  why   %s\n  fix   %s\n", r.ID, r.Class, r.Why, r.Fix)
	if len(r.Types) > 0 {
		fmt.Fprintf(&page, "  types %s\n", strings.Join(r.Types, ", "))
	}
	if len(r.Aliases) > 0 {
		fmt.Fprintf(&page, "  alias %s\n", strings.Join(r.Aliases, " · "))
	}
	if r.Source != "" {
		fmt.Fprintf(&page, "  source %s\n", r.Source)
	}
	if r.Unknown == guardrails.NotEvaluated {
		page.WriteString("  A value that is unknown until apply is reported as not evaluated.\n")
	}
	if r.Violates == "" {
		return page.String(), nil
	}
	good, bad, err := pair(r)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&page, "\nPasses:\n%s\nFails:\n%s", good, bad)
	return page.String(), nil
}

// pair returns the example resources that the rule's patch changes, before and after the patch.
func pair(r guardrails.Rule) (good, bad string, err error) {
	var change map[string]map[string]any
	if err := json.Unmarshal([]byte(r.Violates), &change); err != nil {
		return "", "", fmt.Errorf("example of %s: %w", r.ID, err)
	}
	before := examples()
	after, _ := patched(before, anyOf(change)).(map[string]any)
	for _, kind := range slices.Sorted(maps.Keys(change)) {
		for _, name := range slices.Sorted(maps.Keys(change[kind])) {
			good += shownResource(before, kind, name)
			bad += shownResource(after, kind, name)
		}
	}
	return good, bad, nil
}

func anyOf(change map[string]map[string]any) any {
	whole := map[string]any{}
	for kind, named := range change {
		whole[kind] = named
	}
	return whole
}

func shownResource(resources map[string]any, kind, name string) string {
	of, _ := resources[kind].(map[string]any)
	body, ok := of[name]
	if !ok {
		return fmt.Sprintf("  no %s.%s\n", kind, name)
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("  ", "  ")
	if err := encoder.Encode(body); err != nil {
		panic(err) // what was read from JSON can be written as JSON
	}
	return fmt.Sprintf("  %s.%s %s", kind, name, text.String())
}
