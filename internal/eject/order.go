package eject

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"landform/internal/synthesized"
)

// reserved are the files that do not come from a construct. Terraform merges "override.tf" into other files.
// https://developer.hashicorp.com/terraform/language/files/override
var reserved = []string{"backend", "moved", "outputs", "override", "providers", "variables", "versions"}

// unsafe matches characters that are not allowed in a file name.
var unsafe = regexp.MustCompile(`[^A-Za-z0-9.-]+`)

// fileOf is the file of a resource, which is that of its construct.
func (c *converter) fileOf(resource synthesized.Resource) string {
	name := strings.Trim(unsafe.ReplaceAllString(strings.ToLower(c.construct(resource)), "-"), "-.")
	switch {
	case name == "":
		return "main.tf"
	case slices.Contains(reserved, name):
		return name + "-resources.tf"
	}
	return name + ".tf"
}

// construct is the top-level construct of a resource. A construct whose name extends that of another, such as
// "timescale-snapshot", counts as part of the other, "timescale".
func (c *converter) construct(resource synthesized.Resource) string {
	name, _, _ := strings.Cut(c.paths[resource.Address()], "/")
	for at := 1; at < len(name); at++ {
		if name[at] == '-' && c.constructs[name[:at]] {
			return name[:at]
		}
	}
	return name
}

// byFile returns the stack's resources by their files, in the most readable order.
func (c *converter) byFile() map[string][]synthesized.Resource {
	files := map[string][]synthesized.Resource{}
	for _, resource := range c.stack.Resources {
		name := c.fileOf(resource)
		files[name] = append(files[name], resource)
	}
	for _, resources := range files {
		c.arrange(resources)
	}
	return files
}

// arrange sorts resources by their construct, and within it so that each comes after the resources that it refers to: a
// VPC before its subnets. Of resources that refer to none, the one with more references to it comes first.
func (c *converter) arrange(resources []synthesized.Resource) {
	refersTo, dependents := map[string][]string{}, map[string]int{}
	for _, resource := range resources {
		refersTo[resource.Address()] = nil
	}
	for _, resource := range resources {
		for _, reference := range resource.References() {
			if _, here := refersTo[reference.To]; here {
				refersTo[reference.From] = append(refersTo[reference.From], reference.To)
				dependents[reference.To]++
			}
		}
	}
	depths := map[string]int{}
	var depth func(address string) int
	depth = func(address string) int {
		if _, known := depths[address]; !known {
			depths[address] = 0 // stops at a cycle, which Terraform would reject
			for _, other := range refersTo[address] {
				depths[address] = max(depths[address], depth(other)+1)
			}
		}
		return depths[address]
	}
	slices.SortFunc(resources, func(a, b synthesized.Resource) int {
		return cmp.Or(
			strings.Compare(c.parent(a), c.parent(b)),
			depth(a.Address())-depth(b.Address()),
			dependents[b.Address()]-dependents[a.Address()],
			strings.Compare(a.Address(), b.Address()),
		)
	})
}

// parent is the path of the construct that a resource is a child of. What is a construct of its own beside others has
// itself.
func (c *converter) parent(resource synthesized.Resource) string {
	path := c.paths[resource.Address()]
	if at := strings.LastIndex(path, "/"); at >= 0 {
		return path[:at]
	}
	return path
}
