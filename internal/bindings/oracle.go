package bindings

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// An oracle knows what the kernel will respond to a request. It names what the kernel makes with numbers of its own, far
// from those that the kernel counts itself.
type oracle struct {
	packages  []npmPackage         // what the kernel starts with
	functions map[string]kind      // what static methods of cdktf.Fn return
	types     goTypes              // of the classes
	last      int                  // number that was given last
	callbacks bool                 // whether the kernel has got an object that calls back into Go
	members   map[member]kind      // what kindOf has found out
	objects   map[attribute]answer // to reading properties that are objects
}

func newOracle(p preload, types goTypes) *oracle {
	functions := map[string]kind{}
	for name, returned := range p.Functions {
		functions[name] = primitives[returned]
	}
	return &oracle{
		packages: p.Packages, functions: functions, types: types, last: 1_000_000_000, // the kernel's own numbers start at 10,000
		members: map[member]kind{}, objects: map[attribute]answer{},
	}
}

// An answer is the response to a request before the kernel gives it.
type answer struct {
	response string // one line of JSON, and the newline
	name     string // by which the result will be known, if it has any
	silent   bool   // whether the kernel need not know of the request
}

// foretell returns the answer to a request if it is certain whatever happens in the kernel, short of an error.
func (o *oracle) foretell(r request) (answer, bool) {
	if r.API == "load" {
		return o.loaded(r)
	}
	if r.API == "create" && r.Overrides != nil {
		o.callbacks = true
	}
	if o.callbacks || r.Interfaces != nil || r.Object.Interfaces != nil {
		return answer{}, false // any request could be interrupted by a call from the kernel
	}
	switch r.API {
	case "create":
		return o.created(r)
	case "get":
		return o.got(r)
	case "set":
		return answer{response: "{\"ok\":{}}\n"}, true
	case "invoke":
		return o.invoked(r)
	case "sinvoke":
		return o.called(r)
	}
	return answer{}, false
}

// loaded answers a request to load one of the packages that the kernel has.
func (o *oracle) loaded(r request) (answer, bool) {
	for _, p := range o.packages {
		if p.Name == r.Name && p.Version == r.Version {
			response := fmt.Sprintf("{\"ok\":{\"assembly\":%q,\"types\":%d}}\n", p.Name, p.Types)
			return answer{response: response, silent: true}, true
		}
	}
	return answer{}, false
}

// created answers a request to make an object if that concerns the kernel alone. An App also makes its output folder, and an
// asset looks for its files: the program waits for these, as it could do something with the same files next.
func (o *oracle) created(r request) (answer, bool) {
	switch r.FQN {
	case "constructs.Construct", "cdktf.TerraformStack", "cdktf.TerraformOutput", "cdktf.TerraformVariable", "cdktf.S3Backend":
	default:
		if !strings.HasPrefix(r.FQN, "@cdktf/provider-") {
			return answer{}, false
		}
	}
	name := o.object(r.FQN)
	return answer{name: name, response: fmt.Sprintf("{\"ok\":%s}\n", byReference(name))}, true
}

// got answers a request for a property that is an attribute. Each time it makes a new token, but a block is always the same
// object.
func (o *oracle) got(r request) (answer, bool) {
	property := attribute{r.Object.ID, r.Property}
	if known, ok := o.objects[property]; ok {
		return known, true
	}
	k := o.kindOf(r.Object.fqn(), r.Property)
	name, value, ok := o.make(k)
	a := answer{name: name, response: fmt.Sprintf("{\"ok\":{\"value\":%s}}\n", value)}
	if k.class != "" {
		o.objects[property] = answer{response: a.response, silent: true}
	}
	return a, ok
}

// An attribute is a property of an object.
type attribute struct{ object, name string }

// invoked answers a call of a method that returns nothing, or an element of a list of blocks.
func (o *oracle) invoked(r request) (answer, bool) {
	switch r.Method {
	case "addOverride", "overrideLogicalId":
		return answer{response: "{\"ok\":{}}\n"}, true
	}
	return o.result(o.kindOf(r.Object.fqn(), r.Method+"()"))
}

// called answers a call of a function of Terraform, and of the one that makes text of a token.
func (o *oracle) called(r request) (answer, bool) {
	switch {
	case r.FQN == "cdktf.Fn":
		return o.result(o.functions[r.Method])
	case r.FQN == "cdktf.Token" && r.Method == "asString" && len(r.Args) > 0 && !bytes.HasPrefix(r.Args[0], []byte(`"`)):
		return o.result(kind{text: true}) // text remains what it is
	}
	return answer{}, false
}

// result answers a call that returns something of a kind.
func (o *oracle) result(k kind) (answer, bool) {
	name, value, ok := o.make(k)
	return answer{name: name, response: fmt.Sprintf("{\"ok\":{\"result\":%s}}\n", value)}, ok
}

// A kind is what a member returns if that can be told: a token as text, number or list, or an object of a class.
type kind struct {
	text, number, list bool
	class              string
}

// primitives are the kinds by what jsii calls them.
var primitives = map[string]kind{"string": {text: true}, "number": {number: true}, "array of string": {list: true}}

// make names something of a kind and returns it as the kernel writes it.
func (o *oracle) make(k kind) (name string, value json.RawMessage, ok bool) {
	if k == (kind{}) {
		return "", nil, false
	}
	if k.class != "" {
		name = o.object(k.class)
		return name, byReference(name), true
	}
	o.last++
	name = fmt.Sprintf("landform.%d", o.last)
	switch {
	case k.text:
		value = fmt.Appendf(nil, `"${TfToken[%s]}"`, name)
	case k.list:
		value = fmt.Appendf(nil, `["#{TfToken[%s]}"]`, name)
	case k.number:
		const marker = 0xfdff << 48 // of numbers that are tokens, see cdktf's createTokenDouble
		value = strconv.AppendFloat(nil, math.Float64frombits(marker|uint64(o.last)), 'g', -1, 64)
	}
	return name, value, true
}

// object names an object of a class.
func (o *oracle) object(fqn string) string {
	o.last++
	return fmt.Sprintf("%s@%d", fqn, o.last)
}

func byReference(name string) json.RawMessage {
	return fmt.Appendf(nil, `{"$jsii.byref":%q}`, name)
}

// A member is a property of a class, or a method if its name ends in "()".
type member struct{ fqn, name string }

// kindOf tells what a member returns, and nothing if it may be anything or do something else, too.
func (o *oracle) kindOf(fqn, name string) kind {
	m := member{fqn, name}
	k, known := o.members[m]
	if !known {
		k = o.types.kindOf(m)
		o.members[m] = k
	}
	return k
}

// goTypes are the Go interfaces of the classes of jsii, both ways.
type goTypes struct {
	byName func(fqn string) reflect.Type
	nameOf func(reflect.Type) string
}

// The Go interfaces of the classes that have attributes, and of lists of blocks.
var (
	attributeBases = []reflect.Type{
		reflect.TypeFor[cdktf.TerraformResource](), reflect.TypeFor[cdktf.TerraformDataSource](), reflect.TypeFor[cdktf.ComplexObject](),
	}
	complexList = reflect.TypeFor[cdktf.ComplexList]()
)

// kindOf knows a member by the Go interface of its class. In the classes that were generated from the provider's schema,
// every getter reads an attribute, but for those of the base class and those of what the program itself has set, such as
// "bucketInput". The method "get" of a list of blocks makes the block.
func (t goTypes) kindOf(m member) kind {
	if m == (member{"cdktf.TerraformVariable", "stringValue"}) {
		return kind{text: true}
	}
	class := t.byName(m.fqn)
	if class == nil || class.Kind() != reflect.Interface || !strings.HasPrefix(m.fqn, "@cdktf/provider-") {
		return kind{}
	}
	if m.name == "get()" {
		get, ok := class.MethodByName("Get")
		if !ok || !class.Implements(complexList) {
			return kind{}
		}
		return t.returned(get.Type)
	}
	getter, ok := class.MethodByName(exported(m.name))
	if !ok || getter.Type.NumIn() != 0 || strings.HasSuffix(m.name, "Input") {
		return kind{}
	}
	for _, base := range attributeBases {
		if class.Implements(base) {
			if _, inherited := base.MethodByName(getter.Name); inherited {
				return kind{}
			}
			return t.returned(getter.Type)
		}
	}
	return kind{}
}

// returned tells what a function of this type returns.
func (t goTypes) returned(function reflect.Type) kind {
	if function.NumOut() != 1 {
		return kind{}
	}
	switch out := function.Out(0); {
	case out == reflect.TypeFor[*string]():
		return kind{text: true}
	case out == reflect.TypeFor[*float64]():
		return kind{number: true}
	case out == reflect.TypeFor[*[]*string]():
		return kind{list: true}
	case out.Kind() == reflect.Interface && strings.HasPrefix(t.nameOf(out), "@cdktf/provider-"):
		return kind{class: t.nameOf(out)}
	}
	return kind{}
}

// exported returns the name in Go of a property.
func exported(property string) string {
	letters := []rune(property)
	if len(letters) > 0 {
		letters[0] = unicode.ToUpper(letters[0])
	}
	return string(letters)
}
