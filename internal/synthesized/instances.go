package synthesized

import (
	"bytes"
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
func (g *graph) instances(files []*source) {
	if !slices.ContainsFunc(files, func(file *source) bool { return bytes.Contains(file.text, []byte(`"for_each"`)) }) {
		return
	}
	written := g.order
	g.order = nil
	for _, node := range written {
		g.order = append(g.order, node)
		iterated := node.resource.JSON.Get("for_each")
		if !iterated.Exists() {
			continue
		}
		elements := g.elements(iterated.Value())
		if len(elements) == 0 {
			continue
		}
		node.each = &elements[0]
		for _, other := range elements[1:] {
			instance := *node
			instance.each, instance.values = &other, map[string]Value{}
			instance.resource.node = &instance
			g.order = append(g.order, &instance)
		}
	}
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
			found = append(found, element{expression(item), expression(item)})
		}
	case map[string]any:
		for _, key := range sortedKeys(value) {
			found = append(found, element{expression(key), expression(value[key])})
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
	text, _ := raw.(string)
	found := resourceName.FindStringSubmatch(text)
	if found == nil {
		return "", false
	}
	return found[1], true
}

// expression writes a known value in HCL, which takes JSON as it is but for templates in its texts. It is empty where a
// part of the value is unknown.
func expression(raw any) string {
	if partly(raw) || raw == nil {
		return ""
	}
	content, err := json.Marshal(raw)
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

// oneOfSeveral reports whether JSON refers to one of several resources by each.key or count.index.
func oneOfSeveral(raw string) bool {
	return strings.Contains(raw, "[each.") || strings.Contains(raw, "[count.index]")
}

// instantiate replaces each.key and each.value in a resource's arguments by the element that the resource represents, and turns
// one of several resources of which is not known which into any of them.
func instantiate(raw any, each *element) any {
	return rewritten(raw, func(text string) string {
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
	case string:
		if isTemplate(raw) {
			return rewrite(raw)
		}
	case []any:
		list := make([]any, len(raw))
		for index, inner := range raw {
			list[index] = rewritten(inner, rewrite)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(raw))
		for key, inner := range raw {
			object[key] = rewritten(inner, rewrite)
		}
		return object
	}
	return raw
}

// unfold turns each dynamic block into the blocks that it makes: one for each element of its for_each, or one where that
// is not known. https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks
func (g *graph) unfold(body map[string]any) {
	for _, dynamic := range valueOf(body["dynamic"]).List() {
		for _, kind := range dynamic.Keys() {
			for _, block := range dynamic.All(kind) {
				body[kind] = append(asList(body[kind]), g.made(kind, block)...)
			}
		}
	}
	delete(body, "dynamic")
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
