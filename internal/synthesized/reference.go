package synthesized

import (
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// attribute is the name or the index of a step: "id", "0".
func attribute(step hcl.Traverser) string {
	switch step := step.(type) {
	case hcl.TraverseAttr:
		return step.Name
	case hcl.TraverseIndex:
		return text(fromCty(step.Key))
	}
	return ""
}

// notResources are roots of references that lead to no resource or data source of the JSON.
var notResources = map[string]bool{"var": true, "local": true, "module": true, "path": true, "terraform": true,
	"each": true, "count": true, "self": true}

// target splits a reference into the address of a resource or data source and the rest. The address is empty for any
// other reference.
func target(traversal hcl.Traversal) (address, rest string) {
	root, labels, prefix := traversal.RootName(), traversal, ""
	if root == "data" {
		labels, prefix = traversal[1:], "data."
	}
	if notResources[root] || len(labels) < 2 {
		return "", ""
	}
	kind := root
	if prefix != "" {
		kind = attribute(labels[0])
	}
	var steps strings.Builder
	for _, step := range labels[2:] {
		if _, ok := step.(hcl.TraverseIndex); ok {
			steps.WriteString("[" + attribute(step) + "]")
			continue
		}
		steps.WriteString("." + attribute(step))
	}
	return prefix + kind + "." + attribute(labels[1]), steps.String()
}

// traverse resolves a reference.
func (e evaluation) traverse(traversal hcl.Traversal) any {
	node := &hclsyntax.ScopeTraversalExpr{Traversal: traversal, SrcRange: traversal.SourceRange()}
	switch traversal.RootName() {
	case "var":
		if len(traversal) > 1 {
			variables, _ := e.top("variable")
			if value := valueOf(variables).Get(attribute(traversal[1])).Get("default"); value.Exists() {
				return e.steps(value.raw, traversal[2:], node)
			}
		}
		return e.unknown(node)
	case "local":
		if len(traversal) > 1 {
			return e.steps(e.local(attribute(traversal[1]), node), traversal[2:], node)
		}
		return e.unknown(node)
	}
	address, _ := target(traversal)
	referred := e.nodes[address]
	if referred == nil {
		return e.unknown(node)
	}
	steps := traversal[2:]
	if strings.HasPrefix(address, "data.") {
		steps = traversal[3:]
	}
	if len(steps) > 0 { // of one of several: aws_subnet.x[0].id
		if _, ok := steps[0].(hcl.TraverseIndex); ok {
			steps = steps[1:]
		}
	}
	if len(steps) == 0 {
		return e.unknown(node)
	}
	value, ok := referred.attribute(attribute(steps[0]))
	if !ok {
		return e.unknown(node)
	}
	return e.steps(value, steps[1:], node)
}

func (e evaluation) local(name string, node hclsyntax.Node) any {
	key := "local." + name
	locals, _ := e.top("locals")
	value := valueOf(locals).Get(name)
	if e.busy[key] || !value.Exists() {
		return e.unknown(node)
	}
	e.busy[key] = true
	defer delete(e.busy, key)
	return e.evaluate(value.raw)
}

// attribute is the value of an attribute as far as arguments tell it.
func (n *node) attribute(name string) (any, bool) {
	if n.resource.Type == "aws_iam_policy_document" && (name == "json" || name == "minified_json") {
		return n.policyDocument(), true
	}
	if argument, ok := idArgument[n.resource.Type]; ok && name == "id" {
		name = argument
	}
	value := n.value(name)
	return value.raw, value.present
}

func (e evaluation) steps(value any, traversal hcl.Traversal, node hclsyntax.Node) any {
	for _, step := range traversal {
		value = e.step(value, attribute(step), node)
	}
	return value
}

func (e evaluation) step(value, key any, node hclsyntax.Node) any {
	switch value := value.(type) {
	case map[string]any:
		if inner, ok := value[text(key)]; ok {
			return inner
		}
	case []any:
		if index, err := strconv.Atoi(text(key)); err == nil && index >= 0 && index < len(value) {
			return value[index]
		}
		if len(value) == 1 { // a block that Terraform knows as an object
			return e.step(value[0], key, node)
		}
	}
	return e.unknown(node)
}
