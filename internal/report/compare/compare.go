// Package compare lists the semantic differences between two synthesized stacks, argument by argument. It ignores differences in
// the environment's name, account, domain and network, ignores the order of lists that AWS treats as sets, and compares policies
// as JSON documents.
package compare

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"landform/internal/synthesized"
)

// Difference is an argument with different values in two stacks, or a resource that exists in only one of them.
type Difference struct {
	Path     string `json:"path"` // construct path without the stack: "postgres/instance"
	Type     string `json:"type"`
	Argument string `json:"argument,omitempty"` // empty if the resource exists in only one stack
	Before   string `json:"before,omitempty"`
	After    string `json:"after,omitempty"`
}

// Stacks returns the differences between two stacks, sorted by path. Outputs are compared like resources, with paths that begin
// with "outputs/".
func Stacks(before, after synthesized.Stack) []Difference {
	old, current := resources(before), resources(after)
	differences := []Difference{}
	for _, key := range union(old, current) {
		a, before := old[key]
		b, after := current[key]
		switch {
		case !before:
			differences = append(differences, Difference{Path: key.path, Type: key.kind, After: "present"})
		case !after:
			differences = append(differences, Difference{Path: key.path, Type: key.kind, Before: "present"})
		default:
			differences = append(differences, arguments(key, a, b)...)
		}
	}
	return differences
}

type key struct{ path, kind string }

func union(a, b map[key]map[string]string) []key {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return slices.SortedFunc(maps.Keys(all), func(a, b key) int {
		return strings.Compare(a.path+"\x00"+a.kind, b.path+"\x00"+b.kind)
	})
}

func arguments(resource key, a, b map[string]string) []Difference {
	all := maps.Clone(a)
	maps.Copy(all, b)
	var differences []Difference
	for _, argument := range slices.Sorted(maps.Keys(all)) {
		if a[argument] != b[argument] {
			differences = append(differences, Difference{resource.path, resource.kind, argument, a[argument], b[argument]})
		}
	}
	return differences
}

// resources returns the normalized arguments of all resources and outputs of a stack, flattened to dotted paths.
func resources(stack synthesized.Stack) map[key]map[string]string {
	f := newForm(stack, true)
	vpc := newForm(stack, false) // the VPC shows its CIDR block
	all := map[key]map[string]string{}
	for _, resource := range stack.Resources {
		path := strings.TrimPrefix(resource.Path, stack.Name+"/")
		if path == "" {
			path = resource.Address()
		}
		normal := f
		if resource.Type == "aws_vpc" {
			normal = vpc
		}
		all[key{f.own.Replace(path), resource.Type}] = normal.flat(resource.JSON.Value())
	}
	for name, output := range stack.Get("output").Map() {
		all[key{"outputs/" + name, "output"}] = f.flat(output.Value())
	}
	return all
}

// form normalizes values for the comparison.
type form struct {
	own         *strings.Replacer
	environment string
}

// newForm returns a form that replaces the environment's name, account and domain by placeholders, and with hideNetwork also its
// CIDR block.
func newForm(stack synthesized.Stack, hideNetwork bool) form {
	metadata := stack.Metadata()
	var pairs []string
	if metadata.Account != "" {
		pairs = append(pairs, metadata.Account, "<account>")
	}
	if metadata.System != "" {
		pairs = append(pairs, metadata.System+"-"+metadata.Environment, metadata.System+"-<environment>",
			metadata.System+"/"+metadata.Environment, metadata.System+"/<environment>", stack.Name, "<stack>",
			" for "+metadata.Environment, " for <environment>")
	}
	for _, zone := range stack.OfType("aws_route53_zone") {
		pairs = append(pairs, zone.Get("name").String(), "<domain>")
	}
	for _, vpc := range stack.OfType("aws_vpc") {
		if !hideNetwork {
			break
		}
		pairs = append(pairs, network(vpc.Get("cidr_block").String())...)
	}
	return form{strings.NewReplacer(pairs...), metadata.Environment}
}

// flat flattens a value to strings by dotted path.
func (f form) flat(value any) map[string]string {
	all := map[string]string{}
	f.add(all, "", value)
	return all
}

func (f form) add(to map[string]string, path string, value any) {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			if name != "//" {
				f.add(to, joined(path, f.own.Replace(name)), inner)
			}
		}
	case []any:
		f.list(to, path, value)
	case string:
		f.text(to, path, value)
	case nil:
	case float64:
		to[path] = strconv.FormatFloat(value, 'f', -1, 64)
	default:
		to[path] = fmt.Sprint(value)
	}
}

// ordered are the list arguments whose order matters to AWS.
var ordered = []string{"instance_types", "command", "entry_point"}

// longSet is the maximum length, in bytes, of a set on one line.
const longSet = 100

// list adds a list. A list of strings is compared as a set, unless its order matters. A list of one block is compared as that
// block.
func (f form) list(to map[string]string, path string, values []any) {
	var plain []string
	for _, value := range values {
		if text, ok := value.(string); ok {
			plain = append(plain, f.own.Replace(text))
		}
	}
	if len(plain) == len(values) {
		if !slices.Contains(ordered, path[strings.LastIndex(path, ".")+1:]) {
			slices.Sort(plain)
		}
		separator := ", "
		if len(strings.Join(plain, separator)) > longSet {
			separator = "\n" // one member per line, so that a diff shows only the different members
		}
		to[path] = strings.Join(plain, separator)
		return
	}
	if len(values) == 1 {
		f.add(to, path, values[0])
		return
	}
	for index, value := range values {
		f.add(to, joined(path, strconv.Itoa(index)), value)
	}
}

// text adds a string. A JSON document, such as a policy, is compared as a document.
func (f form) text(to map[string]string, path, value string) {
	value = decoded(value)
	var document any
	if strings.HasPrefix(value, "{") && json.Unmarshal([]byte(value), &document) == nil {
		f.add(to, path, dashboard(statement(document)))
		return
	}
	if value == f.environment {
		value = "<environment>"
	}
	to[path] = f.own.Replace(value)
}

func joined(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
