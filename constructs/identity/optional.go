package identity

import "strings"

// optional returns nil for an empty string, so that the argument stays out of the JSON.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// idOf turns a managed policy's name, which may carry a path, into a construct id.
func idOf(managedPolicy string) string {
	return managedPolicy[strings.LastIndex(managedPolicy, "/")+1:]
}
