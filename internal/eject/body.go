package eject

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
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
	first = []string{"name", "name_prefix", "bucket", "identifier", "cluster_identifier", "domain_name", "family", "description"}
	last  = []string{"tags", "default_tags"}
)

// argument is one of a block's.
type argument struct {
	name  string
	value node
}

// body writes arguments and blocks, told apart by their schema. The address says in errors where they stand.
func (c *converter) body(body *hclwrite.Body, schema Block, values gjson.Result, address string, skip ...string) {
	var arguments []argument
	var blocks []string
	for _, name := range keys(values, skip) {
		value := member(values, name)
		attribute, isAttribute := schema.Attributes[name]
		_, isBlock := schema.Blocks[name]
		switch {
		case value.Type == gjson.Null: // as if it were not there
		case isBlock, isAttribute && attribute.isBlocks() && holdsObjects(value), name == "dynamic":
			blocks = append(blocks, name)
		case isAttribute:
			arguments = append(arguments, argument{name, c.argument(name, value, address)})
		default:
			c.problem("%s has %q, which its schema has not: run \"make schema\"", address, name)
		}
	}
	c.arguments(body, arranged(arguments, address))
	for _, name := range blocks {
		if name == "dynamic" {
			c.dynamic(body, schema, member(values, name), address)
			continue
		}
		for _, element := range elements(member(values, name)) {
			c.block(body, name, schema.nested(name), element, address+"."+name)
		}
	}
}

// arguments writes arguments with an empty line around each that stands on several.
func (c *converter) arguments(body *hclwrite.Body, arguments []argument) {
	long := false // the argument before stands on several lines
	for index, argument := range arguments {
		short := argument.value.short()
		if index > 0 && (long || !short) {
			body.AppendNewline()
		}
		c.set(body, argument.name, argument.value)
		long = !short
	}
}

// block writes a block in another.
func (c *converter) block(body *hclwrite.Body, name string, schema Block, values gjson.Result, address string) {
	separate(body)
	if len(keys(values, []string{comment})) == 0 {
		empty(body, name)
		return
	}
	c.body(body.AppendNewBlock(name, nil).Body(), schema, values, address, comment)
}

// empty writes a block with nothing in it on one line.
func empty(body *hclwrite.Body, words ...string) {
	body.AppendUnstructuredTokens(hclwrite.Tokens{{Type: hclsyntax.TokenIdent, Bytes: []byte(strings.Join(words, " ") + " {}\n")}})
}

// dynamic writes blocks that stand for one of each element of a collection.
// https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks
func (c *converter) dynamic(body *hclwrite.Body, schema Block, values gjson.Result, address string) {
	for _, name := range keys(values, []string{comment}) {
		for _, element := range elements(member(values, name)) {
			separate(body)
			block := body.AppendNewBlock("dynamic", []string{name}).Body()
			for _, part := range keys(element, []string{comment, "content"}) {
				switch value := member(element, part); part {
				case "for_each", "labels":
					c.set(block, part, c.value(value))
				case "iterator":
					c.set(block, part, leaf(value.String()))
				default:
					c.problem("%s.dynamic.%s has %q, which eject cannot write", address, name, part)
				}
			}
			for _, content := range elements(member(element, "content")) {
				c.block(block, "content", schema.nested(name), content, address+"."+name)
			}
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
	if decoded, ok := encoded(value.String()); ok {
		return call("filebase64", c.file(address, name, decoded))
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
	if len(body.Attributes()) > 0 || len(body.Blocks()) > 0 || len(body.BuildTokens(nil)) > 0 {
		body.AppendNewline()
	}
}

// arranged orders arguments: what names the thing first, tags last, between them what stands on one line before what
// stands on several, and otherwise as in the JSON.
func arranged(arguments []argument, address string) []argument {
	kind, _, _ := strings.Cut(address, ".")
	rank := func(argument argument) int {
		if at := slices.Index(first, own(argument.name, kind)); at >= 0 {
			return at
		}
		if at := slices.Index(last, argument.name); at >= 0 {
			return len(first) + 2 + at
		}
		if argument.value.short() {
			return len(first)
		}
		return len(first) + 1
	}
	slices.SortStableFunc(arguments, func(a, b argument) int { return rank(a) - rank(b) })
	return arguments
}

// own is the name of an argument without the type that it repeats: of "alarm_name" in an aws_cloudwatch_metric_alarm,
// "name".
func own(argument, kind string) string {
	if prefix, rest, ok := cutLast(argument, "_"); ok && strings.HasSuffix(kind, "_"+prefix) {
		return rest
	}
	return argument
}

func cutLast(text, separator string) (before, after string, found bool) {
	at := strings.LastIndex(text, separator)
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+len(separator):], true
}

// ordered puts some names first.
func ordered(names []string, first ...string) []string {
	rank := func(name string) int {
		if index := slices.Index(first, name); index >= 0 {
			return index
		}
		return len(first)
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
