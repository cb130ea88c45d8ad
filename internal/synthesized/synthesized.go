// Package synthesized reads what a synthesis wrote, Terraform JSON, as a graph: resources, the references between them,
// values as far as they are known before an apply, and policy documents.
//
// What it returns is read lazily and is not safe for concurrent use.
package synthesized

import (
	"strings"

	"github.com/tidwall/gjson"
)

// Stack is one synthesized stack.
type Stack struct {
	Name      string
	Dir       string // that Terraform runs in
	JSON      []byte // of cdk.tf.json, or of all *.tf.json files of the folder
	Resources []Resource
	graph     *graph
	unread    []string            // in words
	folders   map[string][]string // the files of the other stacks, by folder
}

// Resource is one resource of a stack, or a data source.
type Resource struct {
	Type string // for example "aws_vpc"
	Name string // the logical id, for example "network_vpc_4E8F0223"
	Path string // of its construct, for example "dev-stack/network/vpc"; empty where CDKTF did not write it
	JSON gjson.Result
	node *node
}

// Get looks up a value of the stack's JSON by a gjson path, for example "terraform.backend.s3.key".
func (s Stack) Get(path string) gjson.Result { return gjson.GetBytes(s.JSON, path) }

// Same reports whether two values are one stack, read once.
func (s Stack) Same(other Stack) bool { return s.graph == other.graph }

// OfType returns the stack's resources of a type, in the order of their names.
func (s Stack) OfType(kind string) []Resource {
	var found []Resource
	for index := range s.Resources {
		if s.Resources[index].Type == kind {
			found = append(found, s.Resources[index])
		}
	}
	return found
}

// At returns the resource whose construct has this path below the stack, for example "network/vpc". The second result
// is false where there is none.
func (s Stack) At(path string) (Resource, bool) {
	if s.graph.paths == nil {
		s.graph.paths = make(map[string]*Resource, len(s.Resources))
		for index := range s.Resources {
			resource := &s.Resources[len(s.Resources)-1-index] // the first of several at one path remains
			s.graph.paths[resource.Path] = resource
		}
	}
	found, ok := s.graph.paths[s.Name+"/"+path]
	if !ok {
		return Resource{}, false
	}
	return *found, true
}

// Resource returns the resource or data source with an address, for example "aws_vpc.network_vpc_4E8F0223". The second
// result is false where there is none.
func (s Stack) Resource(address string) (Resource, bool) {
	found, ok := s.graph.nodes[address]
	if !ok {
		return Resource{}, false
	}
	return found.resource, true
}

// Data returns the stack's data sources.
func (s Stack) Data() []Resource { return s.graph.data }

// Value looks up any value of the stack by its dotted path, for example "output.vpc_id.value", with references resolved.
func (s Stack) Value(path string) Value {
	first, rest, _ := strings.Cut(path, ".")
	return s.graph.resolvedTop(first).Get(rest)
}

// Address is the resource's address in Terraform, for example "aws_vpc.network_vpc_4E8F0223".
func (r Resource) Address() string {
	if r.node != nil {
		return r.node.address
	}
	return r.Type + "." + r.Name
}

// Get looks up an argument by a gjson path, for example "vpc_config.endpoint_private_access". A dot in a key is
// escaped with a backslash. References stay as they are written; Value resolves them.
func (r Resource) Get(path string) gjson.Result { return r.JSON.Get(path) }

// Embedded returns the JSON document that an argument holds as text, for example a policy or a list of container
// definitions, as a resource whose Get looks into the document. The second result is false if the text is not JSON.
func (r Resource) Embedded(argument string) (Resource, bool) {
	content := r.Get(argument).String()
	if _, ok := valueOf(content).Document(); !ok {
		return Resource{}, false
	}
	return Resource{Path: r.Path + "#" + argument, JSON: gjson.Parse(content)}, true
}

// Reference is how another resource's JSON refers to an attribute of this one, for example
// "${aws_vpc.network_vpc_4E8F0223.id}".
func (r Resource) Reference(attribute string) string {
	return "${" + r.Address() + "." + attribute + "}"
}

// File is the file that holds the resource.
func (r Resource) File() string { return r.node.file.name }

// Line is the line of File, from 1, at which the resource begins.
func (r Resource) Line() int { return r.node.file.line(r.JSON.Index) }

// LineOf is the line of File with an argument, or Line if it cannot be found.
func (r Resource) LineOf(path string) int {
	for path != "" {
		if found := r.JSON.Get(path); found.Index > 0 {
			return r.node.file.line(found.Index)
		}
		cut := strings.LastIndexByte(path, '.')
		path = path[:max(cut, 0)]
	}
	return r.Line()
}
