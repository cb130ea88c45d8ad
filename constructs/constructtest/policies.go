package constructtest

import (
	"testing"

	"landform/internal/synthesized"

	"github.com/tidwall/gjson"
)

// Document returns the JSON document that an argument of a resource holds, such as a policy, so that Expect can look
// into it. It ends the test where there is none.
func Document(t *testing.T, resource synthesized.Resource, argument string) synthesized.Resource {
	t.Helper()
	text := resource.Get(argument).String()
	if !gjson.Valid(text) {
		t.Fatalf("%s: %s is no JSON document: %q", resource.Path, argument, text)
	}
	return synthesized.Resource{Path: resource.Path + "#" + argument, JSON: gjson.Parse(text)}
}

// Statement returns the statement with this Sid of the policy that an argument holds. It ends the test unless there is
// exactly one.
func Statement(t *testing.T, resource synthesized.Resource, argument, sid string) synthesized.Resource {
	t.Helper()
	document := Document(t, resource, argument)
	found := document.Get(`Statement.#(Sid=="` + sid + `")#`).Array()
	if len(found) != 1 {
		t.Fatalf("%s has %d statements %q, want one", document.Path, len(found), sid)
	}
	return synthesized.Resource{Path: document.Path + "#" + sid, JSON: found[0]}
}
