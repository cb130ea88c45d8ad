// Package compare says how two synthesized stacks differ, argument by argument and by meaning: names that hold the
// environment's own name or account are the same, a list whose order AWS ignores is a set, and a policy is a document.
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

// Difference is one argument that two stacks do not share, or a whole resource that one of them lacks.
type Difference struct {
	Path     string `json:"path"` // of the construct, below its stack: "postgres/instance"
	Type     string `json:"type"`
	Argument string `json:"argument,omitempty"` // empty where the resource itself is only on one side
	Before   string `json:"before,omitempty"`
	After    string `json:"after,omitempty"`
}

// Stacks returns how the second stack differs from the first, in the order of the paths. Outputs are compared like
// resources, below the path "outputs".
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

func arguments(of key, a, b map[string]string) []Difference {
	all := maps.Clone(a)
	maps.Copy(all, b)
	var differences []Difference
	for _, argument := range slices.Sorted(maps.Keys(all)) {
		if a[argument] != b[argument] {
			differences = append(differences, Difference{of.path, of.kind, argument, a[argument], b[argument]})
		}
	}
	return differences
}

// resources are the arguments of every resource of a stack, flat and with their meaning's form.
func resources(stack synthesized.Stack) map[key]map[string]string {
	f := newForm(stack, true)
	vpc := newForm(stack, false) // the one resource that tells the network itself
	all := map[key]map[string]string{}
	for _, resource := range stack.Resources {
		path := strings.TrimPrefix(resource.Path, stack.Name+"/")
		if path == "" {
			path = resource.Address()
		}
		of := f
		if resource.Type == "aws_vpc" {
			of = vpc
		}
		all[key{f.own.Replace(path), resource.Type}] = of.flat(resource.JSON.Value())
	}
	for name, output := range stack.Get("output").Map() {
		all[key{"outputs/" + name, "output"}] = f.flat(output.Value())
	}
	return all
}

// form brings values into the form that their meaning has.
type form struct {
	own         *strings.Replacer
	environment string
}

// newForm hides what differs between all environments: their name, their account, their domain and their network.
// Without hideNetwork, the network stays.
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

// flat is a value as texts by dotted paths.
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

// ordered are the arguments whose lists AWS reads in their order.
var ordered = []string{"instance_types", "command", "entry_point"}

// longSet is how long a set may be to stand in one line.
const longSet = 100

// list adds a list. One of plain values is a set, unless its order matters; one of a single block is that block.
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
			separator = "\n" // so that a difference shows the members that differ
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

// text adds a text. One that is a JSON document, such as a policy, is compared as one.
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
