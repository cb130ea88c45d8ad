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

// documents are the arguments that hold JSON whose meaning the provider compares, for every type or for one. jsonencode
// sorts keys and escapes "<", ">" and "&": in any other argument, that would be a change.
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

// Marks around the number of an expression while it stands in JSON: private-use characters, which no policy contains.
const markBegin, markEnd = "\uE000", "\uE001"

// unclear matches a JSON escape for half of a surrogate pair, and the marks.
var unclear = regexp.MustCompile(`(?i)\\u[de]`)

// document writes JSON as a call of jsonencode. The second result is false if that could change the meaning: if an
// expression stands outside of a JSON string or produces JSON syntax, or a key is duplicated.
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

// marked writes a string of a document, with the expressions that its marks represent.
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

// asString writes an expression that is already a string unchanged, and converts any other: alone it would keep its
// type, and the document would contain a number instead of a string.
func (c *converter) asString(expression string) node {
	traversal, diagnostics := hclsyntax.ParseTraversalAbs([]byte(expression), "", hcl.InitialPos)
	if !diagnostics.HasErrors() && c.schemas.isString(traversal) {
		return c.expression(expression)
	}
	return call("tostring", c.expression(expression))
}

// canonical reports whether a template is JSON without expressions, byte for byte as jsonencode writes it.
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

// unique reports whether no object in a JSON value has a duplicate key.
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
