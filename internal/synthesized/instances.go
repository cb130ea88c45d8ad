package synthesized

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// mostInstances bounds how many instances of one resource are looked at.
const mostInstances = 100

// element is one key and value that for_each goes through. Both are HCL expressions.
type element struct{ key, value string }

// instances puts one resource for each element of a for_each that is known before an apply in the place of the one that
// is written. If it is not known, one resource represents all of them.
// https://developer.hashicorp.com/terraform/language/meta-arguments/for_each
func (g *graph) instances() {
	if !slices.ContainsFunc(g.order, func(node *node) bool { return node.body.get("for_each") != nil }) {
		return
	}
	written := g.order
	g.order = nil
	for _, node := range written {
		g.order = append(g.order, node)
		elements := g.elements(node.body.get("for_each"))
		if len(elements) == 0 {
			continue
		}
		node.each = &elements[0]
		for _, other := range elements[1:] {
			g.order = append(g.order, node.instance(&other))
		}
	}
}

// instance is another resource like a node, for another element.
func (n *node) instance(each *element) *node {
	instance := *n
	instance.each, instance.values, instance.resource.node = each, nil, &instance
	return &instance
}

// elements are what for_each goes through, or nil where that is not known.
func (g *graph) elements(raw any) []element {
	if name, ok := wholeResource(raw); ok {
		return []element{{`"each"`, name + `["each"]`}}
	}
	var found []element
	switch value := g.evaluate(raw).(type) {
	case []any:
		for _, item := range value {
			found = append(found, element{inHCL(item), inHCL(item)})
		}
	case *object:
		for _, field := range value.fields {
			found = append(found, element{inHCL(field.name), inHCL(field.value)})
		}
	}
	if len(found) > mostInstances || slices.ContainsFunc(found, func(e element) bool { return e.value == "" }) {
		return nil
	}
	return found
}

var resourceName = regexp.MustCompile(`^\$\{([a-z][a-z0-9]*_[a-z0-9_]+\.[A-Za-z0-9_-]+)\}$`)

// wholeResource reports whether for_each goes through the instances of another resource.
func wholeResource(raw any) (address string, ok bool) {
	whole, ok := raw.(*template)
	if !ok {
		return "", false
	}
	found := resourceName.FindStringSubmatch(whole.text)
	if found == nil {
		return "", false
	}
	return found[1], true
}

// inHCL writes a known value in HCL, which takes JSON as it is but for templates in its texts. It is empty where a part of
// the value is unknown.
func inHCL(raw any) string {
	if partly(raw) || raw == nil {
		return ""
	}
	content, err := json.Marshal(plain(raw))
	if err != nil {
		return ""
	}
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(string(content))
}

var (
	eachKey   = regexp.MustCompile(`\beach\.key\b`)
	eachValue = regexp.MustCompile(`\beach\.value\b`)
	anyIndex  = regexp.MustCompile(`\[(each\.(key|value)|count\.index)\]`)
)

// oneOfSeveral reports whether a text refers to one of several resources by each.key or count.index.
func oneOfSeveral(raw string) bool {
	return strings.Contains(raw, "[each.") || strings.Contains(raw, "[count.index]")
}

// instantiate replaces each.key and each.value in a resource's arguments by the element that the resource represents, and turns
// one of several resources of which is not known which into any of them.
func instantiate(arguments []field, each *element) []field {
	return rewrittenFields(arguments, func(text string) string {
		if each != nil {
			text = replaced(text, eachKey, each.key)
			text = replaced(text, eachValue, each.value)
		}
		return anyIndex.ReplaceAllString(text, "[0]")
	})
}

// replaced puts an expression in the place of a name.
func replaced(text string, name *regexp.Regexp, with string) string {
	if strings.HasPrefix(with, "{") {
		with = "(" + with + ")"
	}
	return name.ReplaceAllLiteralString(text, with)
}

// rewritten is decoded JSON with another text in the place of each that has an expression in it.
func rewritten(raw any, rewrite func(string) string) any {
	switch raw := raw.(type) {
	case *template:
		return contentOf(rewrite(raw.text))
	case []any:
		list := make([]any, len(raw))
		for index, inner := range raw {
			list[index] = rewritten(inner, rewrite)
		}
		return list
	case *object:
		return newObject(rewrittenFields(raw.fields, rewrite))
	}
	return raw
}

func rewrittenFields(fields []field, rewrite func(string) string) []field {
	list := make([]field, len(fields))
	for index, inner := range fields {
		list[index] = field{inner.name, rewritten(inner.value, rewrite)}
	}
	return list
}

// unfold turns each dynamic block into the blocks that it makes: one for each element of its for_each, or one where that
// is not known. https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks
func (g *graph) unfold(arguments []field) []field {
	blocks := newObject(arguments)
	valueOf(blocks.get("dynamic")).each(func(dynamic Value) {
		for _, kind := range dynamic.Keys() {
			for _, block := range dynamic.All(kind) {
				made := append(slices.Clone(asList(blocks.get(kind))), g.made(kind, block)...)
				blocks = newObject(append(slices.Clone(blocks.fields), field{kind, made}))
			}
		}
	})
	return without(blocks.fields, "dynamic")
}

// made are the blocks that a dynamic block makes.
func (g *graph) made(kind string, block Value) []any {
	content := block.Get("content").raw
	if list, ok := content.([]any); ok && len(list) == 1 {
		content = list[0]
	}
	elements := g.elements(block.Field("for_each").raw)
	if len(elements) == 0 {
		return []any{content}
	}
	iterator := kind
	if named := block.Field("iterator"); named.Exists() {
		iterator = named.String()
	}
	key := regexp.MustCompile(`\b` + regexp.QuoteMeta(iterator) + `\.key\b`)
	value := regexp.MustCompile(`\b` + regexp.QuoteMeta(iterator) + `\.value\b`)
	var blocks []any
	for _, each := range elements {
		blocks = append(blocks, rewritten(content, func(text string) string { return replaced(replaced(text, key, each.key), value, each.value) }))
	}
	return blocks
}

func asList(raw any) []any {
	switch raw := raw.(type) {
	case nil:
		return nil
	case []any:
		return raw
	}
	return []any{raw}
}

// Written returns the resources as they are written: one for each address. Resources has one for each known instance.
func (s Stack) Written() []Resource {
	return slices.CompactFunc(slices.Clone(s.Resources), func(a, b Resource) bool { return a.Address() == b.Address() })
}
