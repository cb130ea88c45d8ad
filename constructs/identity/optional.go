package identity

import "strings"

// optional returns nil for an empty string, so that the JSON does not contain the argument.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// idOf returns a managed policy's name without its path.
func idOf(managedPolicy string) string {
	return managedPolicy[strings.LastIndex(managedPolicy, "/")+1:]
}
