package synthesized

import (
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// graph is what the resources of one stack share.
type graph struct {
	stack      Stack
	metadata   *Metadata // once asked for
	json       []byte
	nodes      map[string]*node   // by address
	order      []*node            // as they stand in the JSON
	types      map[string][]*node // once asked for
	data       []Resource
	paths      map[string]Resource // by the path of its construct, once asked for
	tops       map[string]any      // by name: what stands at the top of the document, decoded
	parsed     map[string]template
	references map[string]part        // by text: "${aws_vpc.main.id}"
	busy       map[string]bool        // what is being resolved, against circles
	out, in    map[string][]Reference // by address
}

// node is a resource or a data source, decoded as far as it was asked for.
type node struct {
	graph     *graph
	resource  Resource
	address   string
	file      *source
	body      map[string]any
	values    map[string]Value // by argument, resolved
	documents *[]Document      // once asked for
	each      *element         // that the resource stands for, where it has a for_each
}

// Reference is one use of an attribute, by a resource, a data source or an output.
type Reference struct {
	From      string // address of what refers: "aws_subnet.a", "data.aws_x.y", "output.vpc_id"
	Argument  string // dotted path in From where the reference stands: "vpc_config.subnet_ids.0", "depends_on.1"
	To        string // address of what is referred to
	Attribute string // what is read of it: "id", "roots[0].id"; empty for all of it, as in depends_on
}

func newGraph() *graph {
	return &graph{nodes: map[string]*node{}, tops: map[string]any{}, parsed: map[string]template{},
		references: map[string]part{}, busy: map[string]bool{}}
}

func (g *graph) add(file *source, prefix string, labels []string, body gjson.Result) {
	added := &node{graph: g, address: prefix + labels[0] + "." + labels[1], file: file, values: map[string]Value{}}
	added.resource = Resource{Type: labels[0], Name: labels[1], Path: body.Get("//.metadata.path").String(), JSON: body, node: added}
	g.nodes[added.address] = added
	g.order = append(g.order, added)
}

// top is a part of the document, decoded: "output", "locals".
func (g *graph) top(name string) (any, bool) {
	if raw, ok := g.tops[name]; ok {
		return raw, raw != nil
	}
	raw := gjson.GetBytes(g.json, gjson.Escape(name)).Value()
	g.tops[name] = raw
	return raw, raw != nil
}

// arguments are the node's arguments as they are written.
func (n *node) arguments() map[string]any {
	if n.body == nil {
		n.body, _ = n.resource.JSON.Value().(map[string]any)
		delete(n.body, "//")
		n.graph.unfold(n.body)
		if n.each != nil || oneOfSeveral(n.resource.JSON.Raw) {
			n.body, _ = instantiate(n.body, n.each).(map[string]any)
		}
	}
	return n.body
}

// Stack is the stack of the resource.
func (r Resource) Stack() Stack { return r.node.graph.stack }

// Value looks up an argument by its dotted path, with references resolved: through "${aws_iam_role.x.name}" the role's
// name. Where the path leads through blocks, an object or a list of one is the same.
func (r Resource) Value(path string) Value {
	first, rest, _ := strings.Cut(path, ".")
	return r.node.value(first).Get(rest)
}

// All returns the values at a dotted path in every block on the way, and every element of a list at its end.
func (r Resource) All(path string) []Value {
	first, rest, _ := strings.Cut(path, ".")
	return r.node.value(first).All(rest)
}

// Arguments are the names of the arguments that are set, sorted.
func (r Resource) Arguments() []string {
	var names []string
	for name, raw := range r.node.arguments() {
		if raw != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (n *node) value(argument string) Value {
	if value, ok := n.values[argument]; ok {
		return value
	}
	raw := n.arguments()[argument]
	if raw == nil {
		return Value{}
	}
	key := n.address + "." + argument
	if n.graph.busy[key] { // a circle, which Terraform refuses
		return Value{raw: unknown{"${" + key + "}"}, present: true}
	}
	n.graph.busy[key] = true
	value := valueOf(n.graph.evaluate(raw))
	delete(n.graph.busy, key)
	n.values[argument] = value
	return value
}

// References returns what the resource refers to, in the order of its arguments.
func (r Resource) References() []Reference { r.node.graph.link(); return r.node.graph.out[r.Address()] }

// ReferredBy returns what refers to the resource.
func (r Resource) ReferredBy() []Reference { r.node.graph.link(); return r.node.graph.in[r.Address()] }

// References returns every reference of the stack, outputs included.
func (s Stack) References() []Reference {
	s.graph.link()
	var all []Reference
	for _, node := range s.graph.order {
		all = append(all, s.graph.out[node.address]...)
	}
	outputs, _ := s.graph.top("output")
	for _, name := range sortedKeys(outputs) {
		all = append(all, s.graph.out["output."+name]...)
	}
	return all
}

// Targets returns the resources and data sources that an argument refers to, each once.
func (r Resource) Targets(argument string) []Resource {
	var found []Resource
	seen := map[string]bool{}
	for _, reference := range r.References() {
		inside := reference.Argument == argument || strings.HasPrefix(reference.Argument, argument+".")
		if target := r.node.graph.nodes[reference.To]; inside && target != nil && !seen[reference.To] {
			seen[reference.To] = true
			found = append(found, target.resource)
		}
	}
	return found
}

// Companions returns the resources of a type whose argument names this one, by a reference or by the same literal name:
// the aws_s3_bucket_versioning whose "bucket" is this bucket.
func (r Resource) Companions(kind, argument string) []Resource {
	var found []Resource
	name := r.identity()
	for _, node := range r.node.graph.ofType(kind) {
		first, inner, _ := strings.Cut(argument, ".")
		named := func(v Value) bool {
			return v.Known() && v.String() == name && name != "" || v.Unknown() && strings.Contains(v.String(), "${"+r.Address()+".")
		}
		if refersTo(node.resource, argument, r.Address()) || slices.ContainsFunc(node.value(first).All(inner), named) {
			found = append(found, node.resource)
		}
	}
	return found
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

func refersTo(from Resource, argument, address string) bool {
	return slices.ContainsFunc(from.Targets(argument), func(target Resource) bool { return target.Address() == address })
}

// identity is the name that other resources use for this one, where it is an argument that is known.
func (r Resource) identity() string {
	if argument, ok := idArgument[r.Type]; ok && r.Value(argument).Known() {
		return r.Value(argument).String()
	}
	return ""
}

// idArgument tells which argument the attribute "id" repeats. From "Attribute Reference" of each type's page below
// https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources
var idArgument = map[string]string{
	"aws_cloudwatch_dashboard":          "dashboard_name",
	"aws_cloudwatch_log_group":          "name",
	"aws_cloudwatch_metric_alarm":       "alarm_name",
	"aws_db_subnet_group":               "name",
	"aws_dynamodb_table":                "name",
	"aws_ecr_repository":                "name",
	"aws_eks_cluster":                   "name",
	"aws_elasticache_replication_group": "replication_group_id",
	"aws_elasticache_subnet_group":      "name",
	"aws_iam_group":                     "name",
	"aws_iam_instance_profile":          "name",
	"aws_iam_role":                      "name",
	"aws_iam_user":                      "name",
	"aws_kms_alias":                     "name",
	"aws_lambda_function":               "function_name",
	"aws_rds_cluster":                   "cluster_identifier",
	"aws_s3_bucket":                     "bucket",
}
