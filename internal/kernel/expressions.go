package kernel

import (
	"regexp"
	"strings"
)

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

// braced returns an expression as it is in another one, or with braces around it.
func braced(expression string, suppress bool) string {
	if suppress {
		return expression
	}
	return "${" + expression + "}"
}

// enter makes what is resolved from now on part of an expression, and tells whether it was already.
func (c *context) enter() (suppress bool) {
	suppress, c.suppress = c.suppress, true
	return suppress
}

// crossing ends an attempt to resolve an element that refers to another stack.
type crossing struct{}

// A ref expression refers to something in a stack: "aws_vpc.network.id".
type ref struct {
	identifier string
	stack      *construct
	others     map[string]string // what refers to it from other stacks, by their paths
}

func (r *ref) resolve(k *kernel, c *context) any {
	suppress := c.enter()
	if c.preparing && r.stack != nil && r.stack != c.stack {
		if !k.exact {
			panic(crossing{})
		}
		if r.others == nil {
			r.others = map[string]string{}
		}
		r.others[c.stack.path()] = k.crossStackReference(r.stack, c.stack, r.identifier)
	}
	if other, ok := r.others[c.stack.path()]; ok {
		return braced(other, suppress)
	}
	return braced(r.identifier, suppress)
}

// A dependable expression is what depends_on lists.
type dependable struct{ on any }

func (d *dependable) resolve(k *kernel, c *context) any {
	c.enter()
	return k.fqn(d.on)
}

// A function call.
type function struct {
	name      string
	arguments []any
}

func (f *function) resolve(k *kernel, c *context) any {
	suppress, ignore, warn := c.enter(), c.ignoreEscapes, c.warn
	c.ignoreEscapes, c.warn = true, true
	arguments := make([]any, len(f.arguments))
	for i, argument := range f.arguments {
		arguments[i] = k.argument(c, argument)
	}
	c.ignoreEscapes, c.warn = ignore, warn
	return braced(f.name+"("+k.joined(arguments, ", ")+")", suppress)
}

// An operation with one or two operands.
type operation struct {
	operator    string
	left, right any
}

func (o *operation) resolve(k *kernel, c *context) any {
	suppress := c.enter()
	left := k.jsText(k.argument(c, o.left))
	var right any
	if truthy(o.right) {
		right = k.argument(c, o.right)
	}
	switch {
	case o.operator == "!", o.operator == "-" && !truthy(right):
		return braced(o.operator+left, suppress)
	}
	return braced("("+left+" "+o.operator+" "+k.jsText(right)+")", suppress)
}

// truthy is what JavaScript takes for true. That cdktf leaves out a right operand of 0 is a mistake that has to be repeated.
func truthy(value any) bool {
	switch v := value.(type) {
	case nil, null:
		return false
	case string:
		return v != ""
	case float64:
		return v != 0
	case bool:
		return v
	}
	return true
}

// An access to elements or attributes of a value: target[0].name.
type access struct {
	target any
	path   []any
}

var identifier = regexp.MustCompile(`^[_a-zA-Z][_a-zA-Z0-9]*$`)

func (a *access) resolve(k *kernel, c *context) any {
	suppress := c.enter()
	var path strings.Builder
	for _, step := range a.path {
		if step == "*" {
			path.WriteString("[*]")
			continue
		}
		argument := k.argument(c, step)
		switch s := step.(type) {
		case string:
			if identifier.MatchString(s) {
				path.WriteString("." + s)
				continue
			}
		case float64:
			if !isUnresolved(s) {
				path.WriteString("." + k.jsText(s))
				continue
			}
		}
		path.WriteString("[" + k.jsText(argument) + "]")
	}
	if target, ok := a.target.(*construct); ok {
		return braced(k.fqn(target)+path.String(), suppress)
	}
	return braced(k.jsText(k.argument(c, a.target))+path.String(), suppress)
}

// A conditional expression.
type conditional struct{ condition, yes, no any }

func (e *conditional) resolve(k *kernel, c *context) any {
	suppress := c.enter()
	condition, yes, no := k.argument(c, e.condition), k.argument(c, e.yes), k.argument(c, e.no)
	return braced(k.jsText(condition)+" ? "+k.jsText(yes)+" : "+k.jsText(no), suppress)
}

// A raw expression is text in which everything is escaped.
type raw struct{ text string }

func (r *raw) resolve(_ *kernel, c *context) any {
	escaped := strings.ReplaceAll(escape(r.text), `"`, `\"`)
	if c.suppress {
		return `"` + escaped + `"`
	}
	return escaped
}
