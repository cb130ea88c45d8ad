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

// comment is the key that Terraform ignores in JSON.
const comment = "//"

// metaArguments are the arguments that every resource accepts.
// https://developer.hashicorp.com/terraform/language/meta-arguments
var metaArguments = []string{comment, "count", "for_each", "provider", "depends_on", "lifecycle"}

// first are the arguments that conventionally come first in a block, last those that come last.
var (
	first = []string{"name", "name_prefix", "bucket", "identifier", "cluster_identifier", "domain_name", "family", "description"}
	last  = []string{"tags", "default_tags"}
)

// argument is an argument of a block.
type argument struct {
	name  string
	value node
}

// body writes arguments and blocks, which the schema distinguishes. The address is for error messages.
func (c *converter) body(body *hclwrite.Body, schema Block, values gjson.Result, address string, skip ...string) {
	var arguments []argument
	var blocks []string
	for _, name := range keys(values, skip) {
		value := member(values, name)
		attribute, isAttribute := schema.Attributes[name]
		_, isBlock := schema.Blocks[name]
		switch {
		case value.Type == gjson.Null: // null means not set
		case isBlock, isAttribute && attribute.isBlocks() && holdsObjects(value), name == "dynamic":
			blocks = append(blocks, name)
		case isAttribute:
			arguments = append(arguments, argument{name, c.argument(name, value, address)})
		default:
			c.problem("%s has %q, which is not in the reduced schema: run \"make schema\"", address, name)
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

// arguments writes arguments, with an empty line before and after each that spans several lines.
func (c *converter) arguments(body *hclwrite.Body, arguments []argument) {
	long := false // the previous argument spans several lines
	for index, argument := range arguments {
		short := argument.value.short()
		if index > 0 && (long || !short) {
			body.AppendNewline()
		}
		c.set(body, argument.name, argument.value)
		long = !short
	}
}

// block writes a nested block.
func (c *converter) block(body *hclwrite.Body, name string, schema Block, values gjson.Result, address string) {
	separate(body)
	if len(keys(values, []string{comment})) == 0 {
		empty(body, name)
		return
	}
	c.body(body.AppendNewBlock(name, nil).Body(), schema, values, address, comment)
}

// empty writes an empty block on one line.
func empty(body *hclwrite.Body, words ...string) {
	body.AppendUnstructuredTokens(hclwrite.Tokens{{Type: hclsyntax.TokenIdent, Bytes: []byte(strings.Join(words, " ") + " {}\n")}})
}

// dynamic writes dynamic blocks, which repeat for each element of a collection.
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
					c.problem("%s.dynamic.%s: eject does not support %q", address, name, part)
				}
			}
			for _, content := range elements(member(element, "content")) {
				c.block(block, "content", schema.nested(name), content, address+"."+name)
			}
		}
	}
}

// argument returns the value of one argument of a resource or a provider.
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

// set sets an argument of a body. It parses the value: invalid HCL is a bug in this package.
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

// separate adds an empty line, except at the start of a block.
func separate(body *hclwrite.Body) {
	if len(body.Attributes()) > 0 || len(body.Blocks()) > 0 || len(body.BuildTokens(nil)) > 0 {
		body.AppendNewline()
	}
}

// arranged sorts arguments: those that name the resource first, tags last, and between them those on one line before
// those on several lines. Otherwise it keeps the order of the JSON.
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

// own returns the name of an argument without the type that it repeats: "name" for "alarm_name" in an
// aws_cloudwatch_metric_alarm.
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

// ordered moves some names to the front.
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

// keys returns the keys of a JSON object in their order, except some.
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

// member returns the value of a key, which may contain any character.
func member(object gjson.Result, name string) gjson.Result { return object.Map()[name] }

// elements returns the blocks with a name, which JSON has as an array or as a single object.
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
