package eject

import (
	"cmp"
	"slices"
	"strings"

	"landform/internal/synthesized"
)

// reserved are the files that do not come from a construct.
var reserved = []string{"backend", "moved", "outputs", "providers", "variables", "versions"}

// fileOf is the file that a resource stands in: that of the construct directly below the stack which it belongs to.
func (c *converter) fileOf(resource synthesized.Resource) string {
	construct, _, _ := strings.Cut(c.paths[resource.Address()], "/")
	switch {
	case construct == "":
		return "main.tf"
	case slices.Contains(reserved, construct):
		return construct + "-resources.tf"
	}
	return construct + ".tf"
}

// byFile returns the stack's resources by the file that they stand in, in the order in which they are read best.
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

// arrange orders resources by the construct that they belong to, and below it so that each follows what it refers to:
// a VPC before its subnets, and of two that refer to nothing, the one that more refer to.
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
			depths[address] = 0 // ends a circle, which Terraform would refuse
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

// parent is the path of the construct that a resource is a child of.
func (c *converter) parent(resource synthesized.Resource) string {
	path := c.paths[resource.Address()]
	return path[:max(strings.LastIndex(path, "/"), 0)]
}
