package synthesized

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// link finds every reference, once.
func (g *graph) link() {
	if g.out != nil {
		return
	}
	g.out, g.in = map[string][]Reference{}, map[string][]Reference{}
	for _, node := range g.order {
		body := node.arguments()
		for _, argument := range sortedKeys(body) {
			g.collect(node.address, argument, body[argument])
		}
	}
	outputs, _ := g.top("output")
	for _, name := range sortedKeys(outputs) {
		g.collect("output."+name, "", valueOf(outputs).Get(name).raw)
	}
}

// collect finds the references in a value.
func (g *graph) collect(from, path string, raw any) {
	switch raw := raw.(type) {
	case string:
		if bare(path) {
			raw = "${" + strings.TrimSuffix(strings.TrimPrefix(raw, "${"), "}") + "}"
		}
		for _, traversal := range g.variables(raw) {
			g.connect(from, path, traversal)
		}
	case []any:
		for index, element := range raw {
			g.collect(from, path+"."+strconv.Itoa(index), element)
		}
	case map[string]any:
		for _, key := range sortedKeys(raw) {
			g.collect(from, strings.TrimPrefix(path+"."+key, "."), raw[key])
		}
	}
}

// bare reports whether Terraform reads the texts of an argument as references without "${}".
// https://developer.hashicorp.com/terraform/language/syntax/json#resource-and-data-blocks
func bare(path string) bool {
	return strings.HasPrefix(path, "depends_on.") || strings.HasPrefix(path, "lifecycle.replace_triggered_by.")
}

func (g *graph) connect(from, path string, traversal hcl.Traversal) {
	if traversal.RootName() == "local" && len(traversal) > 1 { // as if its value stood here
		name := attribute(traversal[1])
		locals, _ := g.top("locals")
		if key := "local." + name; !g.busy[key] {
			g.busy[key] = true
			g.collect(from, path, valueOf(locals).Get(name).raw)
			delete(g.busy, key)
		}
		return
	}
	to, steps := target(traversal)
	if to == "" {
		return
	}
	reference := Reference{From: from, Argument: path, To: to, Attribute: strings.TrimPrefix(steps, ".")}
	g.out[from] = append(g.out[from], reference)
	g.in[to] = append(g.in[to], reference)
}

// sortedKeys are the names in an object, or in each of a list of objects.
func sortedKeys(raw any) []string {
	var keys []string
	for _, object := range valueOf(raw).List() {
		keys = append(keys, object.Keys()...)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}
