package eject

import (
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"landform/internal/synthesized"
)

// separators matches the characters between words in paths and in names.
var separators = regexp.MustCompile(`[^A-Za-z0-9]+`)

// readable returns a name for each resource, by its address: the path of its construct without the words of its type.
// Resources of a type that would have the same name get their whole path, or keep their name if the paths are equal as
// well.
func (c *converter) readable() map[string]string {
	names := map[string]string{}
	for _, choose := range []func(synthesized.Resource) string{c.short, c.whole, func(resource synthesized.Resource) string { return resource.Name }} {
		uses := map[string]int{}
		for _, resource := range c.stack.Resources {
			uses[resource.Type+"."+names[resource.Address()]]++
		}
		for _, resource := range c.stack.Resources {
			if name := names[resource.Address()]; name == "" || uses[resource.Type+"."+name] > 1 {
				names[resource.Address()] = choose(resource)
			}
		}
	}
	return names
}

// whole is the path of a resource's construct as a name: "network_public_subnet_a".
func (c *converter) whole(resource synthesized.Resource) string {
	return identifier(c.paths[resource.Address()])
}

// short is the path of a resource's construct without the trailing words that its type ends with: "network" for an
// aws_vpc with the path "network/vpc".
func (c *converter) short(resource synthesized.Resource) string {
	words := separators.Split(c.paths[resource.Address()], -1)
	types := strings.Split(resource.Type, "_")[1:] // without the provider
	for len(words) > 1 {
		switch last := words[len(words)-1]; {
		case last == types[len(types)-1]:
			words = words[:len(words)-1]
		case len(types) > 1 && last == types[len(types)-2]:
			types = types[:len(types)-1]
		default:
			return identifier(strings.Join(words, "_"))
		}
	}
	return identifier(strings.Join(words, "_"))
}

// identifier converts a path to a valid name, which does not start with a digit.
func identifier(path string) string {
	name := strings.Trim(separators.ReplaceAllString(path, "_"), "_")
	if name != "" && name[0] >= '0' && name[0] <= '9' {
		return "_" + name
	}
	return name
}

// moved writes a moved block for each renamed resource, so that its state is kept.
// https://developer.hashicorp.com/terraform/language/block/moved
func (c *converter) moved(body *hclwrite.Body) {
	for _, resource := range c.stack.Resources {
		name := c.label(resource.Type, resource.Name)
		if name == resource.Name {
			continue
		}
		separate(body)
		block := body.AppendNewBlock("moved", nil).Body()
		c.set(block, "from", leaf(resource.Address()))
		c.set(block, "to", leaf(resource.Type+"."+name))
	}
}
