package synthesized

import (
	"slices"
	"strconv"
	"strings"
)

// Documents returns every policy document of the stack's resources.
func (s Stack) Documents() []Document {
	if s.graph.documents == nil {
		count := 0
		for _, node := range s.graph.order {
			count += len(node.resource.Documents())
		}
		s.graph.documents = make([]Document, 0, count)
		for _, node := range s.graph.order {
			s.graph.documents = append(s.graph.documents, node.documents...)
		}
	}
	return s.graph.documents
}

// Documents returns the policy documents among the resource's arguments. Those of a data source are returned where they
// are used, and by the data source itself where nothing uses them.
func (r Resource) Documents() []Document {
	node := r.node
	if node.searched {
		return node.documents
	}
	node.searched = true
	switch {
	case strings.HasPrefix(node.address, "data."):
		if r.Type == "aws_iam_policy_document" && len(r.ReferredBy()) == 0 {
			node.documents = []Document{r.document("json", text(node.policyDocument()))}
		}
	default:
		search := search{resource: &node.resource, path: node.graph.path[:0]}
		for index, argument := range node.asked() {
			search.below(argument.name, argument.name, node.resolve(index).raw)
		}
		node.documents, node.graph.path = slices.Clip(search.found), search.path
	}
	return node.documents
}

// search looks for policy documents in the arguments of a resource.
type search struct {
	resource *Resource
	path     []string // to the value that it looks at
	found    []Document
}

// in looks into the value of an argument, a block or a list with a name.
func (s *search) in(name string, raw any) {
	switch raw := raw.(type) {
	case string:
		if looksLikePolicy(raw) {
			s.found = append(s.found, s.resource.document(strings.Join(s.path, "."), raw))
		}
	case unknown:
		if looksLikePolicy(raw.text) || policyArguments[name] && strings.HasPrefix(raw.text, "${") {
			s.found = append(s.found, s.resource.document(strings.Join(s.path, "."), raw.text))
		}
	case []any:
		for index, element := range raw {
			s.below(strconv.Itoa(index), name, element)
		}
	case *object:
		for _, field := range raw.fields {
			s.below(field.name, field.name, field.value)
		}
	}
}

func (s *search) below(step, name string, raw any) {
	s.path = append(s.path, step)
	s.in(name, raw)
	s.path = s.path[:len(s.path)-1]
}

// policyArguments are the arguments that hold nothing but a policy document.
var policyArguments = map[string]bool{"policy": true, "assume_role_policy": true, "policy_document": true,
	"access_policy": true, "access_policies": true, "resource_policy": true, "inline_policy": true, "key_policy": true}

func looksLikePolicy(content string) bool {
	if content == "" || content[0] > ' ' && content[0] != '{' { // as nearly all texts
		return false
	}
	return strings.HasPrefix(strings.TrimLeft(content, " \t\r\n"), "{") &&
		(strings.Contains(content, `"Statement"`) || strings.Contains(strings.ToLower(content), `"statement"`))
}
