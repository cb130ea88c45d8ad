package lockfile

import (
	"regexp"
	"slices"
	"strings"
)

// entry matches one provider of a lock file, with its address: "registry.terraform.io/hashicorp/aws".
var entry = regexp.MustCompile(`(?m)^provider "(([^"/]+)/[^"]+)" \{\n(?:[^}].*\n|\n)*\}\n`)

// Merge returns a renewed lock file together with the entries of an earlier one for other registries. Terraform and
// OpenTofu each lock the providers of their own registry and ignore the entries of the other: one file serves both.
func Merge(earlier, renewed string) string {
	head, entries := parse(renewed)
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
	return join(head, entries)
}

// only removes all entries of a lock file except those of some providers. If the file has no entry of the registry, it
// is returned unchanged: the engine of that registry then uses the versions that the other one has locked.
func only(text, registry string, addresses []string) string {
	head, entries := parse(text)
	if !slices.ContainsFunc(entries, func(found []string) bool { return found[2] == registry }) {
		return text
	}
	return join(head, slices.DeleteFunc(entries, func(found []string) bool { return !slices.Contains(addresses, found[1]) }))
}

// parse splits a lock file into the text before the first provider and the entries, each with its address and its
// registry.
func parse(text string) (head string, entries [][]string) {
	head, _, _ = strings.Cut(text, `provider "`)
	return head, entry.FindAllStringSubmatch(text, -1)
}

func join(head string, entries [][]string) string {
	texts := make([]string, len(entries))
	for index, found := range entries {
		texts[index] = found[0]
	}
	return head + strings.Join(texts, "\n")
}
