package synthesized

import (
	"cmp"
	"slices"
	"strings"
)

// source is a file that a stack was read from.
type source struct {
	name     string
	text     []byte
	content  string // the text again
	document *object
	several  bool  // a template refers to one of several resources, see oneOfSeveral
	lines    []int // that begin before each page of the text, as far as it was asked for
}

// page is the number of bytes whose lines are counted for each question about one of them.
const page = 4096

// line is the line, from 1, of a byte.
func (f *source) line(offset int) int {
	if f.lines == nil {
		f.lines = []int{1}
	}
	for end := page * len(f.lines); end <= offset; end += page {
		f.lines = append(f.lines, f.lines[len(f.lines)-1]+strings.Count(f.content[end-page:end], "\n"))
	}
	number := offset / page
	return f.lines[number] + strings.Count(f.content[number*page:offset], "\n")
}

// block is one with two labels: a resource or a data source.
type block struct {
	kind, name string
	body       *object
}

// blocks are the blocks below a name at the top of the file, in their order.
func (f *source) blocks(top string) []block {
	var found []block
	visitBlocks(f.document.get(top), func(kind string, blocks any) {
		visitBlocks(blocks, func(name string, bodies any) {
			visitObjects(bodies, func(body *object) { found = append(found, block{kind, name, body}) })
		})
	})
	slices.SortFunc(found, func(a, b block) int { return cmp.Compare(a.body.start, b.body.start) })
	return found
}

// visitBlocks visits what stands below each label in an object.
func visitBlocks(raw any, visit func(label string, inner any)) {
	visitObjects(raw, func(labelled *object) {
		for _, field := range labelled.fields {
			if field.name != comment {
				visit(field.name, field.value)
			}
		}
	})
}

// visitObjects visits an object, or those in a list. Terraform allows a list wherever blocks may repeat:
// https://developer.hashicorp.com/terraform/language/syntax/json#nested-block-mapping
func visitObjects(raw any, visit func(*object)) {
	switch raw := raw.(type) {
	case *object:
		visit(raw)
	case []any:
		for _, element := range raw {
			visitObjects(element, visit)
		}
	}
}
