package kernel

import "strings"

// part returns an expression that is not text by itself, as it stands in another one.
func (k *kernel) part(c *context, value any) any {
	resolved := k.resolve(value, c)
	if _, ok := value.(*token); ok {
		return resolved
	}
	switch r := resolved.(type) {
	case []any:
		parts := make([]any, len(r))
		for i := range r {
			parts[i] = k.argument(c, elementOf(value, i))
		}
		return "[" + k.joined(parts, ", ") + "]"
	case *object:
		parts := make([]any, 0, len(r.fields))
		for _, f := range r.ordered() {
			parts = append(parts, `"`+f.key+`" = `+k.jsText(k.argument(c, fieldOf(value, f.key))))
		}
		return "{" + k.joined(parts, ", ") + "}"
	}
	return resolved
}

// cdktf takes the elements of what is resolved from what was not, which has others where a token stands for all of it.
func elementOf(value any, i int) any {
	if list, ok := value.([]any); ok {
		if i < len(list) {
			return list[i]
		}
		return nil
	}
	panic(unknown("a token that stands for a list in an expression"))
}

func fieldOf(value any, key string) any {
	if o, ok := value.(*object); ok {
		return o.get(key)
	}
	panic(unknown("a token that stands for a map in an expression"))
}

// argument returns a value as it stands in an expression: text in quotes, tokens without.
func (k *kernel) argument(c *context, value any) any {
	s, ok := value.(string)
	if !ok {
		if k.exact {
			k.resolve(value, c)
		}
		return k.part(c, value)
	}
	text := k.quoted(s, k.resolve(s, c))
	if _, ok := text.(string); !ok {
		return k.part(c, text)
	}
	return text
}

// quoted returns text as it stands in an expression, given what it resolves to.
func (k *kernel) quoted(s string, resolved any) any {
	pieces := k.split(s, false, false)
	tokens := countTokens(pieces)
	if tokens == 0 {
		return inQuotes(escape(k.textOf(resolved)))
	}
	if tokens == 1 && len(pieces) == 1 {
		return resolved
	}
	text := k.plainOf(pieces[0])
	for _, p := range pieces[1:] {
		text = k.appendPiece(text, k.plainOf(p))
	}
	return inQuotes(text)
}

// inQuotes puts text in quotes, unless it looks as if it were.
func inQuotes(text string) string {
	if text != `"` && strings.HasPrefix(text, `"`) && strings.HasSuffix(text, `"`) {
		return text
	}
	return `"` + text + `"`
}

// appendPiece joins two pieces of a template that is part of an expression: literals are escaped, and tokens are wrapped in
// braces. What is left of the first comes from the same function, and is wrapped already.
func (k *kernel) appendPiece(left, right string) string {
	leftPieces, rightPieces := k.split(left, false, false), k.split(right, false, false)
	switch literals := len(leftPieces) - countTokens(leftPieces); {
	case literals == 1 && len(leftPieces) == 1:
		left = escape(left)
	case literals == 0 && len(leftPieces) == 1:
		left = "${" + k.display(leftPieces[0].token) + "}"
	}
	if countTokens(rightPieces) == 0 {
		return left + escape(right)
	}
	return left + "${" + k.display(firstToken(rightPieces)) + "}"
}

func firstToken(pieces []piece) *token {
	for _, p := range pieces {
		if p.kind == tokenPiece {
			return p.token
		}
	}
	return nil
}

func countTokens(pieces []piece) (count int) {
	for _, p := range pieces {
		if p.kind == tokenPiece {
			count++
		}
	}
	return count
}

// plainOf returns the text of a piece before its token is resolved.
func (k *kernel) plainOf(p piece) string {
	if p.kind == tokenPiece {
		return k.display(p.token)
	}
	return p.text
}

// display is what cdktf makes of a token as part of text.
func (k *kernel) display(t *token) string {
	if r, ok := t.expression.(*raw); ok {
		return r.text
	}
	return k.asText(t)
}

func (k *kernel) textOf(value any) string {
	if s, ok := value.(string); ok {
		return s
	}
	panic(unknown("text that resolves to something else"))
}

var escaper = strings.NewReplacer("\n", `\n`, "${", "$${")

func escape(s string) string { return escaper.Replace(s) }
