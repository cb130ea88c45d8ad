package bindings

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// An oracle knows what the kernel will respond to a request. It names what the kernel makes with numbers of its own, far
// from those that the kernel counts itself.
type oracle struct {
	packages   []npmPackage                  // what the kernel starts with
	goType     func(fqn string) reflect.Type // the Go interface of a class
	last       int                           // number that was given last
	callbacks  bool                          // whether the kernel has got an object that calls back into Go
	attributes map[attribute]bool            // what isAttribute has found out
}

type attribute struct{ fqn, property string }

func newOracle(packages []npmPackage, goType func(fqn string) reflect.Type) *oracle {
	const first = 1_000_000_000 // the kernel's own numbers start at 10,000
	return &oracle{packages: packages, goType: goType, last: first, attributes: map[attribute]bool{}}
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
	if o.callbacks {
		return answer{}, false // any request could be interrupted by a call from the kernel
	}
	switch {
	case r.API == "create" && r.Interfaces == nil && isPure(r.FQN):
		name := fmt.Sprintf("%s@%d", r.FQN, o.next())
		return answer{name: name, response: fmt.Sprintf(`{"ok":{"$jsii.byref":%q}}`+"\n", name)}, true
	case r.API == "get" && r.Object.Interfaces == nil && o.isAttribute(r.Object.fqn(), r.Property):
		name := fmt.Sprintf("landform.%d", o.next())
		return answer{name: name, response: fmt.Sprintf(`{"ok":{"value":"${TfToken[%s]}"}}`+"\n", name)}, true
	case r.API == "invoke" && (r.Method == "addOverride" || r.Method == "overrideLogicalId"), r.API == "set":
		return answer{response: `{"ok":{}}` + "\n"}, true
	}
	return answer{}, false
}

// isPure tells whether making an object of a class concerns the kernel alone. An App also makes its output folder, and an
// asset looks for its files: the program waits for these, as it could do something with the same files next.
func isPure(fqn string) bool {
	switch fqn {
	case "constructs.Construct", "cdktf.TerraformStack", "cdktf.TerraformOutput", "cdktf.TerraformVariable", "cdktf.S3Backend":
		return true
	}
	return strings.HasPrefix(fqn, "@cdktf/provider-")
}

// loaded answers a request to load one of the packages that the kernel has.
func (o *oracle) loaded(r request) (answer, bool) {
	for _, p := range o.packages {
		if p.Name == r.Name && p.Version == r.Version {
			response := fmt.Sprintf(`{"ok":{"assembly":%q,"types":%d}}`+"\n", p.Name, p.Types)
			return answer{response: response, silent: true}, true
		}
	}
	return answer{}, false
}

func (o *oracle) next() int {
	o.last++
	return o.last
}

// isAttribute tells whether a property is a Terraform attribute of type string: reading it makes a new token, and nothing
// else. It knows them by the Go interface of the class. Getters that the base class has, too, are no attributes, nor are those
// of what the program itself has set, such as "bucketInput".
func (o *oracle) isAttribute(fqn, property string) bool {
	key := attribute{fqn, property}
	is, known := o.attributes[key]
	if !known {
		is = isAttribute(o.goType(fqn), property)
		o.attributes[key] = is
	}
	return is
}

// attributeBases are the Go interfaces of the classes that have attributes.
var attributeBases = []reflect.Type{
	reflect.TypeFor[cdktf.TerraformResource](), reflect.TypeFor[cdktf.TerraformDataSource](), reflect.TypeFor[cdktf.ComplexObject](),
}

func isAttribute(class reflect.Type, property string) bool {
	if class == nil || class.Kind() != reflect.Interface || property == "" || strings.HasSuffix(property, "Input") {
		return false
	}
	letters := []rune(property)
	letters[0] = unicode.ToUpper(letters[0])
	getter, ok := class.MethodByName(string(letters))
	if !ok || getter.Type.NumIn() != 0 || getter.Type.NumOut() != 1 || getter.Type.Out(0) != reflect.TypeFor[*string]() {
		return false
	}
	for _, base := range attributeBases {
		if class.Implements(base) {
			_, inherited := base.MethodByName(getter.Name)
			return !inherited
		}
	}
	return false
}
