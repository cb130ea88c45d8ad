package synthesized

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// template is a text of the JSON with "${" in it, which Terraform reads as a template.
type template []part

// part is either literal or an expression.
type part struct {
	literal string
	root    hclsyntax.Expression
	source  []byte
}

// parse takes references such as "${aws_vpc.main.id}" out of the text around them, which may be long and hold thousands
// of characters that HCL's scanner would look at one by one. It leaves any text with more than that to HCL's parser.
func (g *graph) parse(text string) template {
	if known, ok := g.parsed[text]; ok {
		return known
	}
	parts := template{}
	for rest := text; rest != ""; {
		start, end, simple := reference(rest)
		if !simple {
			parts = template{whole(text)}
			break
		}
		if start > 0 {
			parts = append(parts, part{literal: rest[:start]})
		}
		if start < end {
			parts = append(parts, g.reference(rest[start:end]))
		}
		rest = rest[end:]
	}
	g.parsed[text] = parts
	return parts
}

// reference finds the first "${...}" of a text. Without one, start and end are the length of the text. The last result is
// false where the braces hold more than a reference.
func reference(text string) (start, end int, simple bool) {
	start = strings.Index(text, "${")
	if strings.Contains(text, "%{") {
		return 0, 0, false
	}
	if start < 0 {
		return len(text), len(text), true
	}
	if start > 0 && text[start-1] == '$' { // "$${" is an escaped "${"
		return 0, 0, false
	}
	length := strings.IndexFunc(text[start+2:], func(r rune) bool {
		return r != '.' && r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
	end = start + 2 + length
	if length <= 0 || text[end] != '}' {
		return 0, 0, false
	}
	return start, end + 1, true
}

// reference parses a reference, once for all of its uses.
func (g *graph) reference(text string) part {
	if known, ok := g.references[text]; ok {
		return known
	}
	parsed, ok := names(text)
	if !ok {
		parsed = whole(text)
	}
	g.references[text] = parsed
	return parsed
}

// names parses a reference that is nothing but names with dots between them, "${aws_vpc.main.id}", as HCL's parser would.
func names(text string) (parsed part, ok bool) {
	var traversal hcl.Traversal
	at := len("${")
	for name := range strings.SplitSeq(text[at:len(text)-len("}")], ".") {
		if name == "" || name[0] == '-' || name[0] >= '0' && name[0] <= '9' {
			return part{}, false
		}
		place := hcl.Range{Start: position(at), End: position(at + len(name))}
		if traversal == nil {
			traversal = hcl.Traversal{hcl.TraverseRoot{Name: name, SrcRange: place}}
		} else {
			traversal = append(traversal, hcl.TraverseAttr{Name: name, SrcRange: place})
		}
		at += len(name) + len(".")
	}
	if root := traversal.RootName(); len(traversal) < 2 || root == "true" || root == "false" || root == "null" {
		return part{}, false // these are values
	}
	return part{root: &hclsyntax.ScopeTraversalExpr{Traversal: traversal, SrcRange: traversal.SourceRange()}, source: []byte(text)}, true
}

// position is where a byte is in a text of one line.
func position(at int) hcl.Pos { return hcl.Pos{Line: 1, Column: at + 1, Byte: at} }

// whole has HCL parse a text. One that cannot be parsed is literal.
func whole(text string) part {
	source := []byte(text)
	root, problems := hclsyntax.ParseTemplate(source, "", hcl.Pos{Line: 1, Column: 1})
	if problems.HasErrors() {
		return part{literal: text}
	}
	return part{root: root, source: source}
}

func isTemplate(text string) bool {
	return strings.Contains(text, "${") || strings.Contains(text, "%{")
}

// variables are what the expressions in a text refer to.
func (g *graph) variables(text string) []hcl.Traversal {
	if !isTemplate(text) {
		return nil
	}
	var found []hcl.Traversal
	for _, part := range g.parse(text) {
		if part.root != nil {
			found = append(found, hclsyntax.Variables(part.root)...)
		}
	}
	return found
}

// evaluate resolves the references in a value of decoded JSON.
func (g *graph) evaluate(raw any) any {
	switch raw := raw.(type) {
	case string:
		return g.interpolate(raw)
	case []any:
		if isLiteral(raw) {
			return raw
		}
		list := make([]any, len(raw))
		for index, element := range raw {
			list[index] = g.evaluate(element)
		}
		return list
	case map[string]any:
		if isLiteral(raw) {
			return raw
		}
		object := make(map[string]any, len(raw))
		for key, element := range raw {
			if key != "//" {
				object[key] = g.evaluate(element)
			}
		}
		return object
	}
	return raw
}

// isLiteral reports whether a value of decoded JSON holds neither references nor comments, as most do: it needs no resolving.
func isLiteral(raw any) bool {
	switch raw := raw.(type) {
	case string:
		return !isTemplate(raw)
	case []any:
		return !slices.ContainsFunc(raw, func(element any) bool { return !isLiteral(element) })
	case map[string]any:
		for key, element := range raw {
			if key == "//" || !isLiteral(element) {
				return false
			}
		}
	}
	return true
}

func (g *graph) interpolate(raw string) any {
	if !isTemplate(raw) {
		return raw
	}
	parts := g.parse(raw)
	values := make([]any, len(parts))
	for index, part := range parts {
		values[index] = g.part(part)
	}
	if len(values) == 1 {
		return values[0]
	}
	return joined(values)
}

func (g *graph) part(part part) any {
	switch {
	case part.root != nil:
		return evaluation{g, part.source}.of(part.root)
	case isTemplate(part.literal):
		return unknown{part.literal} // that cannot be parsed
	}
	return part.literal
}

// joined is the text of a template's parts, known if all of them are.
func joined(values []any) any {
	var content strings.Builder
	known := true
	for _, value := range values {
		if _, ok := value.(unknown); ok {
			known = false
		}
		content.WriteString(text(value))
	}
	if known {
		return content.String()
	}
	return unknown{content.String()}
}
