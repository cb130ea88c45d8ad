package synthesized

import (
	"cmp"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// reference is a use of an attribute of something else: "${aws_vpc.main.id}".
type reference struct {
	root      string
	steps     []step // after the root
	address   string // of the resource or data source that it leads to; empty for any other reference
	attribute string // what is read of that: "id", "roots[0].id"
	to        *node  // that has the address, if there is one
	unknown   any    // what it is before an apply, unless the stack tells more
}

// step is an attribute, or the index of an element.
type step struct {
	name  string
	index bool
}

func stepsOf(traversal hcl.Traversal) []step {
	steps := make([]step, len(traversal))
	for at, traverser := range traversal {
		switch traverser := traverser.(type) {
		case hcl.TraverseAttr:
			steps[at].name = traverser.Name
		case hcl.TraverseIndex:
			steps[at] = step{text(fromCty(traverser.Key)), true}
		}
	}
	return steps
}

// newReference is what HCL's parser read as a reference.
func (g *graph) newReference(traversal hcl.Traversal, written string) *reference {
	return g.refer(traversal.RootName(), stepsOf(traversal[1:]), written)
}

// notResources are roots of references that lead to no resource or data source of the JSON.
var notResources = map[string]bool{"var": true, "local": true, "module": true, "path": true, "terraform": true,
	"each": true, "count": true, "self": true}

// refer makes a reference. Its address is the first two names, or three with "data" before them.
func (g *graph) refer(root string, steps []step, written string) *reference {
	made := &reference{root: root, steps: steps, unknown: unknown{written}}
	switch {
	case root == "data" && len(steps) > 1:
		made.address = "data." + steps[0].name + "." + steps[1].name
		steps = steps[2:]
	case root != "data" && !notResources[root] && len(steps) > 0:
		made.address = root + "." + steps[0].name
		steps = steps[1:]
	default:
		return made
	}
	var attribute strings.Builder
	for _, step := range steps {
		if step.index {
			attribute.WriteString("[" + step.name + "]")
			continue
		}
		attribute.WriteString("." + step.name)
	}
	made.attribute = strings.TrimPrefix(attribute.String(), ".")
	made.to = g.nodes[made.address]
	return made
}

// traverse resolves a reference.
func (g *graph) traverse(reference *reference) any {
	steps := reference.steps
	switch reference.root {
	case "var":
		if len(steps) > 0 {
			variables := g.document.get("variable")
			if value := valueOf(variables).Get(steps[0].name).Get("default"); value.Exists() {
				return follow(written(value.raw), steps[1:], reference.unknown)
			}
		}
		return reference.unknown
	case "local":
		if len(steps) > 0 {
			return follow(g.local(steps[0].name, reference.unknown), steps[1:], reference.unknown)
		}
		return reference.unknown
	case "data":
		steps = steps[min(1, len(steps)):]
	}
	if reference.to == nil {
		return reference.unknown
	}
	steps = steps[1:]
	if len(steps) > 0 && steps[0].index { // of one of several: aws_subnet.x[0].id
		steps = steps[1:]
	}
	if len(steps) == 0 {
		return reference.unknown
	}
	value, ok := reference.to.attribute(steps[0].name)
	if !ok {
		return reference.unknown
	}
	return follow(value, steps[1:], reference.unknown)
}

// local is the value of a local value, or what is given where it is unknown.
func (g *graph) local(name string, otherwise any) any {
	locals := g.document.get("locals")
	value := valueOf(locals).Get(name)
	place := place{"local", name}
	if g.busy[place] || !value.Exists() {
		return otherwise
	}
	g.busy[place] = true
	defer delete(g.busy, place)
	return g.evaluate(value.raw)
}

// attribute is the value of an attribute as far as arguments tell it.
func (n *node) attribute(name string) (any, bool) {
	if n.resource.Type == "aws_iam_policy_document" && (name == "json" || name == "minified_json") {
		return n.policyDocument(), true
	}
	if name == "id" {
		name = cmp.Or(idArgument[n.resource.Type], name)
	}
	value := n.value(name)
	return value.raw, value.present
}

// follow goes into a value, and is what is given where the value does not tell.
func follow(value any, steps []step, otherwise any) any {
	for _, step := range steps {
		value = inner(value, step.name, otherwise)
	}
	return value
}

func inner(value any, key string, otherwise any) any {
	switch value := value.(type) {
	case *object:
		if index := value.index(key); index >= 0 {
			return value.fields[index].value
		}
	case []any:
		if index, ok := position(key); ok && index >= 0 && index < len(value) {
			return value[index]
		}
		if len(value) == 1 { // a block that Terraform knows as an object
			return inner(value[0], key, otherwise)
		}
	}
	return otherwise
}
