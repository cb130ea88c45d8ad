package jobs

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
)

// Drift returns, as Markdown, what has been changed without Terraform according to a plan's JSON; empty where nothing
// has. It names attributes and no values: some of them are secret.
func Drift(plan []byte) (string, error) {
	var read tfjson.Plan
	if err := json.Unmarshal(plan, &read); err != nil {
		return "", fmt.Errorf("plan: %w", err)
	}
	var page strings.Builder
	for _, drifted := range read.ResourceDrift {
		if drifted.Change.Actions.Delete() {
			fmt.Fprintf(&page, "- `%s` is gone\n", drifted.Address)
			continue
		}
		for _, attribute := range differing(drifted.Change.Before, drifted.Change.After) {
			fmt.Fprintf(&page, "- `%s`: `%s` is not what Terraform left\n", drifted.Address, attribute)
		}
	}
	return page.String(), nil
}

// differing are the attributes that are not the same, in order.
func differing(before, after any) []string {
	old, _ := before.(map[string]any)
	current, _ := after.(map[string]any)
	var names []string
	for _, name := range slices.Sorted(maps.Keys(current)) {
		if !reflect.DeepEqual(old[name], current[name]) {
			names = append(names, name)
		}
	}
	return names
}
