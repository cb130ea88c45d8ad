package eject

import "strings"

// width is the maximum length of an expression on one line.
const width = 100

// node is an expression before it is laid out on lines: a text, or a collection of nodes between brackets.
type node struct {
	text        string // of a leaf
	open, close string // of a collection: "[" and "]", "{" and "}", "jsonencode(" and ")"
	items       []item
}

// item is an element of a collection. Only elements of objects have keys.
type item struct {
	key   string
	value node
}

func leaf(text string) node { return node{text: text} }

func list(values ...node) node { return collection("[", values, "]") }

func call(function string, arguments ...node) node { return collection(function+"(", arguments, ")") }

func collection(open string, values []node, end string) node {
	n := node{open: open, close: end}
	for _, value := range values {
		n.items = append(n.items, item{value: value})
	}
	return n
}

func object(items ...item) node { return node{open: "{", close: "}", items: items} }

func (n node) isObject() bool { return n.open == "{" }

// hugs reports whether the brackets stand directly next to the content: a single argument of a function, or a single
// object in a list.
func (n node) hugs() bool {
	return len(n.items) == 1 && (strings.HasSuffix(n.open, "(") || n.open == "[" && n.items[0].value.isObject())
}

// String formats the node: on one line if it is short and has no object with two or more keys.
func (n node) String() string {
	if line, ok := n.line(); ok {
		return line
	}
	if n.open == "" {
		return n.text
	}
	if n.hugs() {
		return n.open + n.items[0].value.String() + n.close
	}
	var text strings.Builder
	text.WriteString(n.open + "\n")
	for _, item := range n.items {
		text.WriteString(item.String())
		if !n.isObject() {
			text.WriteByte(',')
		}
		text.WriteByte('\n')
	}
	text.WriteString(n.close)
	return text.String()
}

func (i item) String() string {
	if i.key == "" {
		return i.value.String()
	}
	return i.key + " = " + i.value.String()
}

// short reports whether the node is formatted on one line.
func (n node) short() bool {
	_, ok := n.line()
	return ok
}

// line formats the node on one line, if possible.
func (n node) line() (string, bool) {
	if n.open == "" {
		return n.text, !strings.Contains(n.text, "\n")
	}
	if n.isObject() && len(n.items) > 1 {
		return "", false
	}
	parts := make([]string, len(n.items))
	for index, item := range n.items {
		line, ok := item.value.line()
		if !ok {
			return "", false
		}
		parts[index] = line
		if item.key != "" {
			parts[index] = item.key + " = " + line
		}
	}
	inside := strings.Join(parts, ", ")
	if len(inside) > width {
		return "", false
	}
	if n.isObject() && inside != "" {
		inside = " " + inside + " "
	}
	return n.open + inside + n.close, true
}
