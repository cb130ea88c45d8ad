package eject

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tidwall/gjson"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// documents are the arguments that hold JSON and that the provider compares by its meaning, of every type or of one.
// jsonencode sorts keys and escapes "<", ">" and "&": everywhere else, that would be a change.
// https://developer.hashicorp.com/terraform/language/functions/jsonencode
var documents = map[string]bool{
	"assume_role_policy":               true,
	"container_definitions":            true,
	"dashboard_body":                   true,
	"event_pattern":                    true,
	"policy":                           true,
	"policy_document":                  true,
	"resource_policy":                  true,
	"aws_organizations_policy.content": true,
}

// Marks around the number of an expression, while it stands in JSON: characters for private use, which no policy has.
const markBegin, markEnd = "\uE000", "\uE001"

// unclear matches how JSON escapes half of a character, and one of the marks.
var unclear = regexp.MustCompile(`(?i)\\u[de]`)

// document writes JSON as a call of jsonencode. The second result is false where that could mean something else: where
// an expression stands outside of JSON's strings or writes some of JSON's own characters, or a key is there twice.
func (c *converter) document(template string) (node, bool) {
	parts, ok := split(template)
	if !ok || strings.ContainsAny(template, markBegin+markEnd) || unclear.MatchString(template) {
		return node{}, false
	}
	if slices.ContainsFunc(parts, func(part part) bool { return strings.Contains(part.expression, `\`) }) {
		return node{}, false
	}
	var text strings.Builder
	for index, part := range parts {
		if part.text != "" {
			text.WriteString(unescape(part.text))
			continue
		}
		text.WriteString(markBegin + strconv.Itoa(index) + markEnd)
	}
	parsed := gjson.Parse(text.String())
	if !gjson.Valid(text.String()) || (!parsed.IsObject() && !parsed.IsArray()) || !unique(parsed) {
		return node{}, false
	}
	return call("jsonencode", compose(parsed, func(marked string) node { return c.marked(marked, parts) })), true
}

// marked writes a string of a document, with the expressions that its marks stand for.
func (c *converter) marked(marked string, parts []part) node {
	var quoted strings.Builder
	rest := marked
	for {
		before, after, found := strings.Cut(rest, markBegin)
		quoted.WriteString(quote(escape(before)))
		if !found {
			return leaf(`"` + quoted.String() + `"`)
		}
		var number string
		number, rest, _ = strings.Cut(after, markEnd)
		index, _ := strconv.Atoi(number) // written by document
		expression := parts[index].expression
		if before == "" && rest == "" && quoted.Len() == 0 {
			return c.asString(expression)
		}
		quoted.WriteString("${" + c.inline(expression) + "}")
	}
}

// asString writes an expression that is a string already as it is, and converts every other one: alone, it would keep
// its type, and the document would have a number where it had a string.
func (c *converter) asString(expression string) node {
	traversal, diagnostics := hclsyntax.ParseTraversalAbs([]byte(expression), "", hcl.InitialPos)
	if !diagnostics.HasErrors() && c.schemas.isString(traversal) {
		return c.expression(expression)
	}
	return call("tostring", c.expression(expression))
}

// canonical tells whether a template is JSON without expressions, as jsonencode writes it, to the byte.
func canonical(template string) bool {
	parts, ok := split(template)
	if !ok || !isText(parts) {
		return false
	}
	text := cty.StringVal(unescape(parts[0].text))
	document, err := stdlib.JSONDecode(text)
	if err != nil {
		return false
	}
	encoded, err := stdlib.JSONEncode(document)
	return err == nil && encoded.RawEquals(text)
}

// unique tells whether no object in a JSON value has a key twice.
func unique(value gjson.Result) bool {
	if !value.IsObject() && !value.IsArray() {
		return true
	}
	keys, ok := map[string]bool{}, true
	value.ForEach(func(key, element gjson.Result) bool {
		if value.IsObject() {
			ok = ok && !keys[key.String()]
			keys[key.String()] = true
		}
		ok = ok && unique(element)
		return ok
	})
	return ok
}
