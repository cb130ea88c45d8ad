package eject

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/tidwall/gjson"
)

// comment is the key of what Terraform ignores in JSON.
const comment = "//"

// What every resource has, whatever its type.
// https://developer.hashicorp.com/terraform/language/meta-arguments
var metaArguments = []string{comment, "count", "for_each", "provider", "depends_on", "lifecycle"}

// first are the arguments that people begin a block with, and last those that they end it with.
var (
	first = []string{"name", "name_prefix", "bucket", "identifier", "cluster_identifier", "domain_name", "description"}
	last  = []string{"tags", "default_tags"}
)

// body writes arguments and blocks, told apart by their schema. The address says in errors where they stand.
func (c *converter) body(body *hclwrite.Body, schema Block, values gjson.Result, address string, skip ...string) {
	var arguments, blocks []string
	for _, name := range keys(values, skip) {
		value := member(values, name)
		attribute, isAttribute := schema.Attributes[name]
		_, isBlock := schema.Blocks[name]
		switch {
		case value.Type == gjson.Null: // as if it were not there
		case isBlock, isAttribute && attribute.isBlocks() && holdsObjects(value):
			blocks = append(blocks, name)
		case isAttribute:
			arguments = append(arguments, name)
		default:
			c.problem("%s has %q, which its schema has not: run \"make schema\"", address, name)
		}
	}
	long := false // the argument before stands on several lines
	for index, name := range arranged(arguments) {
		written := c.argument(name, member(values, name), address)
		_, short := written.line()
		if index > 0 && (long || !short) {
			body.AppendNewline()
		}
		c.set(body, name, written)
		long = !short
	}
	for _, name := range blocks {
		nested, ok := schema.Blocks[name]
		if !ok {
			nested = Nested{Block: schema.Attributes[name].element()}
		}
		for _, element := range elements(member(values, name)) {
			separate(body)
			c.body(body.AppendNewBlock(name, nil).Body(), nested.Block, element, address+"."+name, comment)
		}
	}
}

// argument is the value of one argument of a resource or a provider.
func (c *converter) argument(name string, value gjson.Result, address string) node {
	if value.Type != gjson.String {
		return c.value(value)
	}
	kind, _, _ := strings.Cut(address, ".")
	if documents[name] || documents[kind+"."+name] || canonical(value.String()) {
		if document, ok := c.document(value.String()); ok {
			return document
		}
	}
	if strings.Count(value.String(), "\n") > 1 {
		return c.lines(value.String(), address, name)
	}
	return c.template(value.String())
}

// set gives a body an argument. The node's text is parsed on the way: what is no HCL is a mistake in this package.
func (c *converter) set(body *hclwrite.Body, name string, value node) {
	file, diagnostics := hclwrite.ParseConfig([]byte("x = "+value.String()+"\n"), name, hcl.InitialPos)
	if diagnostics.HasErrors() {
		c.problem("%s cannot be written: %s: %s", name, diagnostics.Error(), value)
		return
	}
	body.SetAttributeRaw(name, file.Body().GetAttribute("x").Expr().BuildTokens(nil))
}

func (c *converter) problem(format string, arguments ...any) {
	c.problems = append(c.problems, fmt.Errorf(format, arguments...))
}

// separate puts an empty line before what follows, unless it is the first in its block.
func separate(body *hclwrite.Body) {
	if len(body.Attributes()) > 0 || len(body.Blocks()) > 0 {
		body.AppendNewline()
	}
}

// arranged orders arguments: what names the thing first, tags last, and the rest as in the JSON.
func arranged(names []string) []string { return ordered(names, first, last) }

// ordered puts some names first and some last.
func ordered(names, first, last []string) []string {
	rank := func(name string) int {
		if index := slices.Index(first, name); index >= 0 {
			return index
		}
		return len(first) + slices.Index(last, name) + 1
	}
	slices.SortStableFunc(names, func(a, b string) int { return rank(a) - rank(b) })
	return names
}

// keys are the keys of a JSON object in their order, but for some.
func keys(object gjson.Result, skip []string) []string {
	var names []string
	object.ForEach(func(key, _ gjson.Result) bool {
		if !slices.Contains(skip, key.String()) {
			names = append(names, key.String())
		}
		return true
	})
	return names
}

// member is the value of a key, whatever characters it has.
func member(object gjson.Result, name string) gjson.Result { return object.Map()[name] }

// elements are the blocks of one name, which JSON has as an array or alone as an object.
func elements(value gjson.Result) []gjson.Result {
	if value.IsObject() {
		return []gjson.Result{value}
	}
	return value.Array()
}

func holdsObjects(value gjson.Result) bool {
	found := elements(value)
	return len(found) > 0 && !slices.ContainsFunc(found, func(element gjson.Result) bool { return !element.IsObject() })
}
