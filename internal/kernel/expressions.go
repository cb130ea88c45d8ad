package kernel

import (
	"strings"

	"landform/internal/lazyregexp"
)

// braced returns an expression as it is in another one, or with braces around it.
func braced(expression string, suppress bool) string {
	if suppress {
		return expression
	}
	return "${" + expression + "}"
}

// enter makes what is resolved from now on part of an expression, and reports whether it was already.
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
		other := k.crossStackReference(r.stack, c.stack, r.identifier)
		if r.others == nil {
			r.others = map[string]string{}
		}
		r.others[c.stack.path()] = other
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

var identifier = lazyregexp.New(`^[_a-zA-Z][_a-zA-Z0-9]*$`)

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
