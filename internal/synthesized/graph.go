package synthesized

import "github.com/tidwall/gjson"

// graph is what the resources of one stack share.
type graph struct {
	stack      Stack
	metadata   *Metadata          // once asked for
	document   *object            // the whole of it
	nodes      map[string]*node   // by address
	order      []*node            // as they stand in the JSON
	several    bool               // a template refers to one of several resources, see oneOfSeveral
	types      map[string][]*node // once asked for
	data       []Resource
	paths      map[string]*Resource  // by the path of its construct, once asked for
	tops       map[string]Value      // by name: what stands at the top of the document, resolved
	references map[string]*reference // by text: "${aws_vpc.main.id}"
	documents  []Document            // once asked for
	path       []string              // that the last search used, to be used again
	policies   decoder               // that reads one policy document after the other
	busy       map[place]bool        // what is being resolved, against circles
	linked     bool                  // the links of all nodes are known
	found      []Reference           // those of the node that is being looked at
	outputs    []Reference           // those of all outputs
}

// place is an argument of a resource, or a local value.
type place struct{ address, argument string }

func newGraph() *graph {
	return &graph{policies: decoder{document: true}, nodes: map[string]*node{}, tops: map[string]Value{}, references: map[string]*reference{}, busy: map[place]bool{}}
}

// add adds the resources or data sources of a file.
func (g *graph) add(file *source, prefix string, blocks []block) {
	nodes := make([]node, len(blocks))
	for index, block := range blocks {
		added := &nodes[index]
		*added = node{graph: g, address: prefix + block.kind + "." + block.name, file: file, body: block.body}
		added.links = &added.own
		if known, ok := g.nodes[added.address]; ok {
			added.links = known.links
		}
		added.resource = Resource{Type: block.kind, Name: block.name, Path: block.body.path(), node: added,
			JSON: gjson.Result{Type: gjson.JSON, Raw: file.content[block.body.start:block.body.end], Index: block.body.start}}
		g.nodes[added.address] = added
		g.order = append(g.order, added)
	}
}

// path is the path of the construct of a resource, which CDKTF writes into a comment.
func (o *object) path() string {
	about, _ := o.get(comment).(*object)
	if about == nil {
		return ""
	}
	metadata, _ := about.get("metadata").(*object)
	if metadata == nil {
		return ""
	}
	return text(metadata.get("path"))
}

// resolvedTop is a part of the document with its references resolved: "output", "locals".
func (g *graph) resolvedTop(name string) Value {
	value, ok := g.tops[name]
	if !ok {
		raw := g.document.get(name)
		value = Value{raw: g.evaluate(raw), present: raw != nil}
		g.tops[name] = value
	}
	return value
}

// ofType are the nodes of a type, in their order.
func (g *graph) ofType(kind string) []*node {
	if g.types == nil {
		g.types = map[string][]*node{}
		for _, node := range g.order {
			g.types[node.resource.Type] = append(g.types[node.resource.Type], node)
		}
	}
	return g.types[kind]
}
