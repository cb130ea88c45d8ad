package kernel

import (
	"reflect"
	"strings"
	"testing"
	_ "unsafe" // for go:linkname

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/vpc"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// findAliases returns what a proxy embeds, which has the same id.
//
//go:linkname findAliases github.com/aws/jsii-runtime-go/internal/objectstore.findAliases
func findAliases(reflect.Value) []reflect.Value

// checkObjects fails the test if jsii-runtime-go's tables of objects are not as if each had been registered under its id.
func checkObjects(t *testing.T) {
	t.Helper()
	current.identify("")
	o := clientInstance.objects
	for i, object := range current.objects {
		c, ok := object.(*construct)
		if !ok || c.id == "" { // it may be known to the kernel alone
			continue
		}
		c.list()
		id := c.instance()
		for proxy := range o.proxies[id] {
			for _, address := range append(findAliases(proxy), proxy) {
				if got := o.ids[address.Pointer()]; got != id {
					t.Fatalf("an object is %q, want %q", got, id)
				}
			}
		}
		if first, ok := o.first[id]; ok != (len(o.proxies[id]) > 0) || ok && o.ids[first.Pointer()] != id {
			t.Fatalf("object %d of %d, %s, is registered as %v", i, len(current.objects), id, first)
		}
	}
	_, first := o.first[""]
	if first || len(o.proxies[""]) > 0 || len(o.interfaces[""]) > 0 || countOf(o.ids, "") > 0 {
		t.Fatal("an object has no id")
	}
}

// TestCreatedObjects uses objects in the first request after they were created, in every way.
func TestCreatedObjects(t *testing.T) {
	stack := newStack(t)
	newVpc := func(id string) vpc.Vpc { return vpc.NewVpc(stack, &id, &vpc.VpcConfig{}) }
	o := clientInstance.objects
	first := newVpc("first")
	if countOf(o.ids, "") == 0 {
		t.Error("the response to the request to create an object holds its id")
	}
	if id := *first.Id(); !strings.HasPrefix(id, "${TfToken[") {
		t.Errorf("its attribute is %q", id)
	}
	if request := current.log[len(current.log)-1].Request; strings.Contains(request, `""`) {
		t.Errorf("the log has %s", request)
	}
	checkObjects(t)

	scope := constructs.NewConstruct(stack, jsii.String("scope"))
	inner := constructs.NewConstruct(scope, jsii.String("inner"))
	if path := *inner.Node().Path(); path != "stack/scope/inner" {
		t.Errorf("the path is %s", path)
	}
	network := newVpc("value")
	cdktf.NewTerraformOutput(stack, jsii.String("output"), &cdktf.TerraformOutputConfig{Value: network})
	if current.log[len(current.log)-1].config == nil {
		t.Error("a configuration is not passed where it holds what was created just before")
	}
	if request := Exchanges()[len(current.log)-1].Request; !strings.Contains(request, `"value":{"$jsii.byref":"@cdktf/provider-aws.vpc.Vpc@`) {
		t.Errorf("the log has %s", request)
	}
	checkObjects(t)

	node, last := stack.Node(), newVpc("last")
	if children := *node.Children(); children[len(children)-1] != constructs.IConstruct(last) {
		t.Error("a child is another object than the one that the program has created")
	}
	checkObjects(t)

	newVpc("before-map")
	cdktf.Fn_Jsonencode(map[string]any{"$jsii.byref": ""})
	if request := current.log[len(current.log)-1].Request; !strings.Contains(request, `{"$jsii.map":{"$jsii.byref":""}}`) {
		t.Errorf("the log has %s", request)
	}

	checkConfigs(t)
	cast := newVpc("cast")
	var token cdktf.IResolvable
	jsii.UnsafeCast(cast, &token)
	cdktf.NewTerraformOutput(stack, jsii.String("cast-output"), &cdktf.TerraformOutputConfig{Value: []any{token, cast}})
	checkObjects(t)
}
