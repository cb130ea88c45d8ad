package synthesized

import (
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// template is a text of the JSON with "${" or "%{" in it, which Terraform reads as a template.
type template struct {
	text  string
	parts []part // once asked for
}

// part is a literal text, a reference or any other expression.
type part struct {
	literal    string
	reference  *reference
	expression *expression
}

func isTemplate(text string) bool {
	return strings.Contains(text, "${") || strings.Contains(text, "%{")
}

// contentOf is the value of a text of the JSON.
func contentOf(text string) any {
	if isTemplate(text) {
		return &template{text: text}
	}
	return text
}

// parse takes references such as "${aws_vpc.main.id}" out of the text around them, which may be long and hold thousands
// of characters that HCL's scanner would look at one by one. It leaves any text with more than that to HCL's parser.
func (g *graph) parse(t *template) []part {
	if t.parts == nil {
		parts, ok := g.simple(t.text)
		if !ok {
			parts = []part{whole(t.text)}
		}
		t.parts = parts
	}
	return t.parts
}

// simple parses a text with nothing but references in it.
func (g *graph) simple(text string) (parts []part, ok bool) {
	if strings.Contains(text, "%{") {
		return nil, false
	}
	indexed, odd := false, false // HCL may refuse a text with both as a whole
	for rest := text; rest != ""; {
		start := strings.Index(rest, "${")
		if start < 0 {
			return append(parts, part{literal: rest}), true
		}
		if start > 0 {
			parts = append(parts, part{literal: rest[:start]})
		}
		length := referenceLength(rest[start:])
		if length == 0 || start > 0 && rest[start-1] == '$' { // "$${" is an escaped "${"
			return nil, false
		}
		reference, ok := g.reference(rest[start : start+length])
		indexed, odd = indexed || strings.ContainsAny(rest[start:start+length], "[]"), odd || !ok
		if indexed && odd {
			return nil, false
		}
		parts = append(parts, reference)
		rest = rest[start+length:]
	}
	return parts, true
}

// referenceLength is the length of the "${...}" that a text begins with, or 0 if the braces hold more than names, dots and
// indexes.
func referenceLength(text string) int {
	for at := len("${"); at < len(text); at++ {
		switch c := text[at]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '.', c == '_', c == '-', c == '[', c == ']':
		case c == '}' && at > len("${"):
			return at + 1
		default:
			return 0
		}
	}
	return 0
}

// reference parses a reference, once for all of its uses. The second result is false if it is more than names and indexes, as
// "${a.0.b}" is: HCL's parser reads that.
func (g *graph) reference(text string) (parsed part, ok bool) {
	if known, ok := g.references[text]; ok {
		return part{reference: known}, true
	}
	root, steps, ok := names(text[len("${") : len(text)-len("}")])
	if !ok {
		return whole(text), false
	}
	known := g.refer(root, steps, text)
	g.references[text] = known
	return part{reference: known}, true
}

// names parses what is nothing but names with dots between them and indexes after them: "aws_vpc.main.id", "a.b[0].c".
func names(text string) (root string, steps []step, ok bool) {
	steps = make([]step, 0, 1+strings.Count(text, ".")+strings.Count(text, "["))
	for name := range strings.SplitSeq(text, ".") {
		name, indexes, indexed := strings.Cut(name, "[")
		if name == "" || name[0] == '-' || name[0] >= '0' && name[0] <= '9' || strings.Contains(name, "]") {
			return "", nil, false
		}
		steps = append(steps, step{name: name})
		if !indexed {
			continue
		}
		for index := range strings.SplitSeq(indexes, "[") {
			number, closed := strings.CutSuffix(index, "]")
			if !closed || !isIndex(number) {
				return "", nil, false
			}
			steps = append(steps, step{number, true})
		}
	}
	root, steps = steps[0].name, steps[1:]
	if len(steps) == 0 || root == "true" || root == "false" || root == "null" {
		return "", nil, false // these are values
	}
	return root, steps, true
}

// isIndex reports whether a text is a number as it is written without need of another form.
func isIndex(text string) bool {
	number, err := strconv.ParseUint(text, 10, 16)
	return err == nil && strconv.FormatUint(number, 10) == text
}

// whole has HCL parse a text. One that cannot be parsed refers to nothing and is unknown.
func whole(text string) part {
	source := []byte(text)
	root, problems := hclsyntax.ParseTemplate(source, "", hcl.Pos{Line: 1, Column: 1})
	if problems.HasErrors() {
		return part{reference: &reference{unknown: unknown{text}}}
	}
	return part{expression: &expression{root, source}}
}

// variables are what an expression refers to.
func (g *graph) variables(expression *expression) []*reference {
	var found []*reference
	for _, traversal := range hclsyntax.Variables(expression.root) {
		found = append(found, g.newReference(traversal, ""))
	}
	return found
}

// evaluate resolves the references in a value of decoded JSON.
func (g *graph) evaluate(raw any) any {
	switch raw := raw.(type) {
	case *template:
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
	case *object:
		if raw.literal {
			return raw
		}
		fields := make([]field, 0, len(raw.fields))
		for _, inner := range raw.fields {
			if inner.name != comment {
				fields = append(fields, field{inner.name, g.evaluate(inner.value)})
			}
		}
		return &object{fields: fields, literal: true}
	}
	return raw
}

// interpolate resolves the references in a template. Most have only such as are unknown: the text stays as it is.
func (g *graph) interpolate(t *template) any {
	parts := g.parse(t)
	if len(parts) == 1 {
		return g.part(parts[0])
	}
	texts := make([]string, len(parts))
	known, same := true, true
	for index, part := range parts {
		texts[index] = part.literal
		if part.literal != "" {
			continue
		}
		value := g.part(part)
		_, isUnknown := value.(unknown)
		known = known && !isUnknown
		texts[index] = text(value)
		same = same && part.reference != nil && value == part.reference.unknown
	}
	content := t.text
	if !same {
		content = strings.Join(texts, "")
	}
	if known {
		return content
	}
	return unknown{content}
}

func (g *graph) part(part part) any {
	switch {
	case part.reference != nil:
		return g.traverse(part.reference)
	case part.expression != nil:
		return evaluation{g, part.expression.source}.of(part.expression.root)
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
