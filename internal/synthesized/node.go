package synthesized

import "strings"

// node is a resource or a data source, resolved as far as it was asked for.
type node struct {
	graph     *graph
	resource  Resource
	address   string
	file      *source
	body      *object    // as it is written
	arguments []field    // once asked for, without the blocks and instances that Terraform makes
	values    []Value    // of the arguments with references, resolved, once asked for
	documents []Document // once searched for
	searched  bool
	each      *element // that the resource stands for, where it has a for_each
	own       links
	links     *links // of all instances: those of the first
}

// asked are the node's arguments, sorted by name.
func (n *node) asked() []field {
	if n.arguments != nil {
		return n.arguments
	}
	n.arguments = without(n.body.fields, comment)
	if n.body.index("dynamic") >= 0 {
		n.arguments, n.values = n.graph.unfold(n.arguments), nil // which may have asked for arguments, in a circle
	}
	if n.each != nil || n.graph.several && oneOfSeveral(n.resource.JSON.Raw) {
		n.arguments = instantiate(n.arguments, n.each)
	}
	return n.arguments
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
	arguments := r.node.asked()
	names := make([]string, 0, len(arguments))
	for _, argument := range arguments {
		if argument.value != nil {
			names = append(names, argument.name)
		}
	}
	return names
}

// value is an argument with its references resolved.
func (n *node) value(name string) Value {
	for index, argument := range n.asked() {
		if argument.name == name {
			return n.resolve(index)
		}
	}
	return Value{}
}

// resolve resolves the references in an argument.
func (n *node) resolve(index int) Value {
	argument := n.arguments[index]
	if isLiteral(argument.value) {
		return valueOf(argument.value)
	}
	if n.values != nil && n.values[index].present {
		return n.values[index]
	}
	place := place{n.address, argument.name}
	if n.graph.busy[place] { // a circle, which Terraform refuses
		return valueOf(unknown{"${" + place.address + "." + place.argument + "}"})
	}
	n.graph.busy[place] = true
	value := valueOf(n.graph.evaluate(argument.value))
	delete(n.graph.busy, place)
	if len(n.values) != len(n.arguments) {
		n.values = make([]Value, len(n.arguments))
	}
	n.values[index] = value
	return value
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
