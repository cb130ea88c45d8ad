package eject

import (
	"strconv"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/tidwall/gjson"
)

// versions writes the versions of Terraform and of the providers that the stack requires.
// https://developer.hashicorp.com/terraform/language/block/terraform
func (c *converter) versions(body *hclwrite.Body, terraform gjson.Result) {
	block := body.AppendNewBlock("terraform", nil).Body()
	for _, name := range keys(terraform, []string{comment, "backend", "required_providers"}) {
		if name != "required_version" {
			c.problem("eject does not support terraform.%s", name)
			continue
		}
		c.set(block, name, constant(member(terraform, name)))
	}
	if required := member(terraform, "required_providers"); required.Exists() {
		separate(block)
		c.constants(block.AppendNewBlock("required_providers", nil).Body(), required)
	}
}

// backend writes the backend of the state. Its arguments are constants.
func (c *converter) backend(body *hclwrite.Body, backends gjson.Result) {
	for _, kind := range keys(backends, nil) {
		terraform, settings := body.AppendNewBlock("terraform", nil).Body(), member(backends, kind)
		if len(keys(settings, []string{comment})) == 0 {
			empty(terraform, "backend", strconv.Quote(kind))
			continue
		}
		c.constants(terraform.AppendNewBlock("backend", []string{kind}).Body(), settings)
	}
}

// providers writes the provider configurations. Empty ones are omitted: Terraform assumes them.
func (c *converter) providers(body *hclwrite.Body, providers gjson.Result) {
	for _, name := range keys(providers, nil) {
		schema, err := c.schemas.provider(name)
		if err != nil {
			c.problem("%w", err)
			continue
		}
		for _, configuration := range elements(member(providers, name)) {
			if len(configuration.Map()) == 0 {
				continue
			}
			separate(body)
			block := body.AppendNewBlock("provider", []string{name}).Body()
			if alias := member(configuration, "alias"); alias.Exists() {
				c.set(block, "alias", constant(alias))
			}
			c.body(block, schema, configuration, "provider."+name, comment, "alias")
		}
	}
}

// variables writes the stack's variables. A type is an expression that JSON has as a string.
// https://developer.hashicorp.com/terraform/language/syntax/json#variable-blocks
func (c *converter) variables(body *hclwrite.Body, variables gjson.Result) {
	for _, name := range keys(variables, nil) {
		separate(body)
		block := body.AppendNewBlock("variable", []string{name}).Body()
		variable := member(variables, name)
		arguments := keys(variable, []string{comment, "validation"})
		for _, argument := range ordered(arguments, "description", "type", "default") {
			value := member(variable, argument)
			if argument == "type" {
				c.set(block, argument, leaf(value.String()))
				continue
			}
			c.set(block, argument, constant(value))
		}
		c.conditions(block, "validation", member(variable, "validation"))
	}
}

// outputs writes the stack's outputs.
func (c *converter) outputs(body *hclwrite.Body, outputs gjson.Result) {
	for _, name := range keys(outputs, nil) {
		separate(body)
		block := body.AppendNewBlock("output", []string{name}).Body()
		output := member(outputs, name)
		for _, argument := range ordered(keys(output, []string{comment, "precondition"}), "description", "value") {
			value := member(output, argument)
			switch argument {
			case "value":
				c.set(block, argument, c.value(value))
			case "depends_on":
				c.set(block, argument, c.addresses(value))
			case "description", "sensitive":
				c.set(block, argument, constant(value))
			default:
				c.problem("output.%s: eject does not support %q", name, argument)
			}
		}
		c.conditions(block, "precondition", member(output, "precondition"))
	}
}

// constants writes arguments without expressions.
func (c *converter) constants(body *hclwrite.Body, values gjson.Result) {
	for _, name := range keys(values, []string{comment}) {
		c.set(body, name, constant(member(values, name)))
	}
}
