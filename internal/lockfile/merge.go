package lockfile

import (
	"regexp"
	"slices"
	"strings"
)

// entry matches one provider of a lock file, with its address: "registry.terraform.io/hashicorp/aws".
var entry = regexp.MustCompile(`(?m)^provider "(([^"/]+)/[^"]+)" \{\n(?:[^}].*\n|\n)*\}\n`)

// Merge returns a renewed lock file with what an earlier one says of other registries. Terraform and OpenTofu each lock
// what their own registry has, and leave alone what the other's has: one file serves both.
func Merge(earlier, renewed string) string {
	entries := entry.FindAllStringSubmatch(renewed, -1)
	head, _, _ := strings.Cut(renewed, `provider "`)
	var registries []string
	for _, found := range entries {
		registries = append(registries, found[2])
	}
	for _, found := range entry.FindAllStringSubmatch(earlier, -1) {
		if !slices.Contains(registries, found[2]) {
			entries = append(entries, found)
		}
	}
	slices.SortFunc(entries, func(a, b []string) int { return strings.Compare(a[1], b[1]) })
	texts := make([]string, len(entries))
	for index, found := range entries {
		texts[index] = found[0]
	}
	return head + strings.Join(texts, "\n")
}
