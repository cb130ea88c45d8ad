package synthesized

import (
	"slices"
	"strconv"
	"strings"
)

// Reference is one use of an attribute, by a resource, a data source or an output.
type Reference struct {
	From      string // address of what refers: "aws_subnet.a", "data.aws_x.y", "output.vpc_id"
	Argument  string // dotted path in From where the reference stands: "vpc_config.subnet_ids.0", "depends_on.1"
	To        string // address of what is referred to
	Attribute string // what is read of it: "id", "roots[0].id"; empty for all of it, as in depends_on
}

// links are the references from and to one address.
type links struct{ out, in []Reference }

// link finds every reference, once.
func (g *graph) link() {
	if g.linked {
		return
	}
	g.linked = true
	for _, node := range g.order {
		for _, argument := range node.asked() {
			g.collect(node.address, argument.name, argument.value)
		}
		node.links.out = append(node.links.out, g.found...)
		g.found = g.found[:0]
	}
	outputs := g.document.get("output")
	for _, name := range sortedKeys(outputs) {
		g.collect("output."+name, "", valueOf(outputs).Get(name).raw)
	}
	g.outputs = g.found
}

// collect finds the references in a value.
func (g *graph) collect(from string, path string, raw any) {
	switch raw := raw.(type) {
	case string:
		if bare(path) {
			g.connect(from, path, g.parse(bareTemplate(raw)))
		}
	case *template:
		if bare(path) {
			raw = bareTemplate(raw.text)
		}
		g.connect(from, path, g.parse(raw))
	case []any:
		for index, element := range raw {
			if !unreferring(path, element) {
				g.collect(from, path+"."+strconv.Itoa(index), element)
			}
		}
	case *object:
		for _, field := range raw.fields {
			if !unreferring(path, field.value) {
				g.collect(from, strings.TrimPrefix(path+"."+field.name, "."), field.value)
			}
		}
	}
}

// unreferring reports whether it is certain, from what is fast to tell, that nothing in a value below a path is a
// reference.
func unreferring(path string, raw any) bool {
	return path != "" && !strings.HasPrefix(path, "depends_on") && !strings.HasPrefix(path, "lifecycle") && isLiteral(raw)
}

// bare reports whether Terraform reads the texts of an argument as references without "${}".
// https://developer.hashicorp.com/terraform/language/syntax/json#resource-and-data-blocks
func bare(path string) bool {
	return strings.HasPrefix(path, "depends_on.") || strings.HasPrefix(path, "lifecycle.replace_triggered_by.")
}

func bareTemplate(text string) *template {
	return &template{text: "${" + strings.TrimSuffix(strings.TrimPrefix(text, "${"), "}") + "}"}
}

// connect notes the references in a template.
func (g *graph) connect(from string, path string, parts []part) {
	for _, part := range parts {
		if part.reference != nil {
			g.connectOne(from, path, part.reference)
		}
		if part.expression != nil {
			for _, reference := range g.variables(part.expression) {
				g.connectOne(from, path, reference)
			}
		}
	}
}

func (g *graph) connectOne(from string, path string, to *reference) {
	if to.root == "local" && len(to.steps) > 0 { // as if its value stood here
		locals := g.document.get("locals")
		name := to.steps[0].name
		if place := (place{"local", name}); !g.busy[place] {
			g.busy[place] = true
			g.collect(from, path, valueOf(locals).Get(name).raw)
			delete(g.busy, place)
		}
		return
	}
	if to.address == "" {
		return
	}
	reference := Reference{From: from, Argument: path, To: to.address, Attribute: to.attribute}
	g.found = append(g.found, reference)
	if to.to != nil {
		to.to.links.in = append(to.to.links.in, reference)
	}
}

// References returns what the resource refers to, in the order of its arguments.
func (r Resource) References() []Reference {
	r.node.graph.link()
	return slices.Clip(r.node.links.out)
}

// ReferredBy returns what refers to the resource.
func (r Resource) ReferredBy() []Reference {
	r.node.graph.link()
	return slices.Clip(r.node.links.in)
}

// References returns every reference of the stack, outputs included.
func (s Stack) References() []Reference {
	s.graph.link()
	count := len(s.graph.outputs)
	for _, node := range s.graph.order {
		count += len(node.links.out)
	}
	all := make([]Reference, 0, count)
	for _, node := range s.graph.order {
		all = append(all, node.links.out...)
	}
	return append(all, s.graph.outputs...)
}

// Targets returns the resources and data sources that an argument refers to, each once.
func (r Resource) Targets(argument string) []Resource {
	var found []Resource
	r.referred(argument, func(target *node) bool {
		if !slices.ContainsFunc(found, func(known Resource) bool { return known.node == target }) {
			found = append(found, target.resource)
		}
		return false
	})
	return found
}

// referred calls a function with what an argument refers to, until that returns true, which it returns too.
func (r Resource) referred(argument string, found func(*node) bool) bool {
	r.node.graph.link()
	for index := range r.node.links.out {
		reference := &r.node.links.out[index]
		inside := strings.HasPrefix(reference.Argument, argument) &&
			(len(reference.Argument) == len(argument) || reference.Argument[len(argument)] == '.')
		if !inside {
			continue
		}
		if target := r.node.graph.nodes[reference.To]; target != nil && found(target) {
			return true
		}
	}
	return false
}

// Companions returns the resources of a type whose argument names this one, by a reference or by the same literal name:
// the aws_s3_bucket_versioning whose "bucket" is this bucket.
func (r Resource) Companions(kind, argument string) []Resource {
	var found []Resource
	name, attribute := r.identity(), "${"+r.Address()+"."
	same := r.node.graph.nodes[r.Address()]
	named := func(v Value) bool {
		return v.Known() && v.String() == name && name != "" || v.Unknown() && strings.Contains(v.String(), attribute)
	}
	refers := func(target *node) bool { return target == same }
	for _, other := range r.node.graph.ofType(kind) {
		if other.resource.referred(argument, refers) || slices.ContainsFunc(other.resource.All(argument), named) {
			found = append(found, other.resource)
		}
	}
	return found
}
