package eject

import (
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/tidwall/gjson"

	"landform/internal/synthesized"
)

// resource writes a resource, preceded by the path of its construct and the other comments in its JSON.
func (c *converter) resource(body *hclwrite.Body, resource synthesized.Resource) {
	address := resource.Address()
	schema, err := c.schemas.resource(resource.Type)
	if err != nil {
		c.problem("%s: %w", address, err)
		return
	}
	separate(body)
	c.comments(body, resource)
	block := body.AppendNewBlock("resource", []string{resource.Type, c.label(resource.Type, resource.Name)}).Body()
	for _, name := range []string{"count", "for_each"} {
		if value := member(resource.JSON, name); value.Exists() {
			c.set(block, name, c.value(value))
		}
	}
	if provider := member(resource.JSON, "provider"); provider.Exists() {
		c.set(block, "provider", leaf(provider.String()))
	}
	c.body(block, schema, resource.JSON, address, metaArguments...)
	if dependencies := member(resource.JSON, "depends_on"); dependencies.Exists() {
		separate(block)
		c.set(block, "depends_on", c.addresses(dependencies))
	}
	if lifecycle := member(resource.JSON, "lifecycle"); lifecycle.Exists() {
		separate(block)
		c.lifecycle(block.AppendNewBlock("lifecycle", nil).Body(), lifecycle, address)
	}
}

// lifecycle writes the lifecycle block of a resource.
// https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle
func (c *converter) lifecycle(body *hclwrite.Body, lifecycle gjson.Result, address string) {
	for _, name := range keys(lifecycle, nil) {
		value := member(lifecycle, name)
		switch name {
		case "create_before_destroy", "prevent_destroy":
			c.set(body, name, c.value(value))
		case "ignore_changes", "replace_triggered_by":
			c.set(body, name, c.addresses(value))
		case "precondition", "postcondition":
			c.conditions(body, name, value)
		default:
			c.problem("%s: eject does not support lifecycle.%s", address, name)
		}
	}
}

// conditions writes preconditions and postconditions.
// https://developer.hashicorp.com/terraform/language/expressions/custom-conditions
func (c *converter) conditions(body *hclwrite.Body, kind string, conditions gjson.Result) {
	for _, condition := range elements(conditions) {
		separate(body)
		block := body.AppendNewBlock(kind, nil).Body()
		c.set(block, "condition", c.value(member(condition, "condition")))
		c.set(block, "error_message", c.value(member(condition, "error_message")))
	}
}

// addresses writes values that are strings in JSON and bare in HCL: "aws_vpc.main", the name of an argument, or "all".
func (c *converter) addresses(value gjson.Result) node {
	bare := func(value gjson.Result) node {
		parts, _ := split(value.String())
		if isExpression(parts) {
			return c.expression(parts[0].expression)
		}
		return leaf(c.rename(value.String()))
	}
	if !value.IsArray() {
		return bare(value)
	}
	var values []node
	for _, element := range value.Array() {
		values = append(values, bare(element))
	}
	return list(values...)
}
