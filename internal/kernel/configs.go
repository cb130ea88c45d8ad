package kernel

import (
	"encoding/json"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// passed is the configuration that a construct is created with, as a value. It spares its way through jsii-runtime-go, which would
// convert it by reflection and encode it as JSON for this kernel to read.
type passed struct {
	pointer any // of the program, which keeps the address from being used again
	value   *object
	empty   bool // there is a struct without fields in it
	origin  origin
}

// passedID is how a request refers to the passed configuration.
const passedID = "passed"

// intercept lets this kernel see configurations: the bindings validate each one just before the request to create a construct, of
// which it is the last argument.
func (k *kernel) intercept() {
	for t, s := range types.structs {
		class, ok := strings.CutSuffix(s.fqn, "Config")
		if !ok || goType(class) == nil {
			continue
		}
		shipped := s.validate
		s.validate = func(config any, describe func() string) error {
			if shipped != nil {
				if err := shipped(config, describe); err != nil {
					return err
				}
			}
			k.pass(config)
			return nil
		}
		types.structs[t] = s
	}
}

// pass converts a configuration, and tells jsii-runtime-go that it is an object which it knows. What is not certain stays unknown to
// it, and comes as JSON.
func (k *kernel) pass(config any) {
	k.forget()
	k.identify("")
	defer func() {
		switch reason := recover().(type) {
		case nil, unknown:
		default:
			panic(reason)
		}
	}()
	v, ids := reflect.ValueOf(config), clientInstance.objects.ids
	if _, known := ids[v.Pointer()]; known || v.IsNil() || successor != nil {
		return
	}
	k.passed.empty = false
	k.passed.value = k.valueOfStruct(v.Elem())
	k.passed.pointer, k.passed.origin = config, whoCreates(framesToValidate)
	ids[v.Pointer()] = passedID
}

// forget ends what pass has begun. The program may change the configuration afterwards.
func (k *kernel) forget() *object {
	p := k.passed
	if p.value != nil {
		delete(clientInstance.objects.ids, reflect.ValueOf(p.pointer).Pointer())
		k.passed = passed{}
	}
	return p.value
}

// takePassed returns the passed configuration, whose fields may be set later: the log keeps them as they are.
func (k *kernel) takePassed() any {
	p := k.passed
	if p.value == nil {
		panic(unknown("the object " + passedID))
	}
	k.read.into.empty = k.read.into.empty || p.empty
	return &object{fqn: p.value.fqn, fields: slices.Clone(p.value.fields)}
}

// valueOfStruct converts a struct.
func (k *kernel) valueOfStruct(v reflect.Value) *object {
	p := k.propertiesOf(v.Type())
	var some [16]field
	fields := some[:0]
	for i := range p.properties {
		property := &p.properties[i]
		inner := v.Field(property.index)
		if kind := inner.Kind(); (kind == reflect.Pointer || kind == reflect.Interface) && inner.IsNil() {
			if property.required {
				panic(unknown("no value for " + property.name))
			}
			continue
		}
		fields = append(fields, field{property.name, k.valueOfGo(inner)})
	}
	k.passed.empty = k.passed.empty || len(fields) == 0
	return &object{fqn: p.fqn, fields: slices.Clone(fields)}
}

// properties are those of a struct in jsii.
type properties struct {
	fqn        string
	properties []property // in the order of their names, as encoding/json writes them
}

type property struct {
	name     string
	index    int // of the field in Go
	required bool
}

// propertiesOf returns the properties of a struct. It panics where a type is no struct in jsii, such as that of an object in Go.
func (k *kernel) propertiesOf(t reflect.Type) *properties {
	if known, ok := k.structs[t]; ok {
		return known
	}
	s, ok := types.structs[t]
	if !ok {
		panic(unknown("a type that is no struct in jsii"))
	}
	p := &properties{fqn: s.fqn}
	for i, f := range s.fields {
		p.properties = append(p.properties, property{f.Tag.Get("json"), i, f.Tag.Get("field") != "optional"})
	}
	slices.SortFunc(p.properties, func(a, b property) int { return strings.Compare(a.name, b.name) })
	k.structs[t] = p
	return p
}

// sortFields orders fields as encoding/json does.
func sortFields(fields []field) {
	slices.SortFunc(fields, func(a, b field) int { return strings.Compare(a.key, b.key) })
}

// exact is below which integers are written by encoding/json as the number is that they become.
const exact = 1 << 53

// valueOfGo converts a value as CastPtrToRef in jsii-runtime-go and encoding/json do.
func (k *kernel) valueOfGo(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Interface:
		v = v.Elem()
		if v.Kind() == reflect.Pointer {
			if id, known := clientInstance.objects.ids[v.Pointer()]; known {
				return k.find(id)
			}
		}
		return k.valueOfGo(v)
	case reflect.Pointer:
		return k.valueOfPointer(v)
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = k.valueOfGo(v.Index(i))
		}
		return list
	case reflect.Map:
		return k.valueOfMap(v)
	case reflect.Invalid:
		panic(unknown("null in a list or map"))
	}
	switch value := v.Interface().(type) {
	case string:
		return valid(value)
	case bool:
		return value
	case int:
		if -exact < value && value < exact {
			return float64(value)
		}
	case float64:
		if !math.IsNaN(value) && !math.IsInf(value, 0) {
			return value
		}
	}
	panic(unknown("a value of another type"))
}

// valueOfPointer converts what a pointer refers to: a struct may be an object that the program has from this kernel.
func (k *kernel) valueOfPointer(v reflect.Value) any {
	switch inner := v.Elem(); inner.Kind() {
	case reflect.Struct:
		if id, known := clientInstance.objects.ids[v.Pointer()]; known {
			return k.find(id)
		}
		return k.valueOfStruct(inner)
	case reflect.Pointer, reflect.Interface:
		panic(unknown("a pointer to a pointer"))
	default:
		return k.valueOfGo(inner)
	}
}

func (k *kernel) valueOfMap(v reflect.Value) *object {
	if v.Type().Key().Kind() != reflect.String {
		panic(unknown("a map with keys that are no text"))
	}
	o := &object{fields: make([]field, 0, v.Len())}
	for key, value := range v.Seq2() {
		if key.String() == "__proto__" {
			panic(unknown("a key __proto__"))
		}
		o.fields = append(o.fields, field{valid(key.String()), k.valueOfGo(value)})
	}
	sortFields(o.fields)
	return o
}

// valid panics for text that encoding/json would change.
func valid(text string) string {
	if !utf8.ValidString(text) {
		panic(unknown("text that is not Unicode"))
	}
	return text
}

// write writes the configuration that a request refers to into it, as jsii-runtime-go would have written it, and the response of the
// shipped kernel to a request to create a construct.
func (e *Exchange) write() {
	if e.created != nil {
		e.Response, e.created = `{"ok":{"$jsii.byref":"`+e.created.instance()+`"}}`+"\n", nil
	}
	if e.config == nil {
		return
	}
	reference, _ := json.Marshal(map[string]any{"$jsii.byref": passedID})
	config, err := json.Marshal(written(e.config))
	if err != nil {
		panic(err)
	}
	e.Request, e.config = strings.ReplaceAll(e.Request, string(reference), string(config)), nil
}

func written(value any) any {
	switch v := value.(type) {
	case *object:
		fields := make(map[string]any, len(v.fields))
		for _, f := range v.fields {
			fields[f.key] = written(f.value)
		}
		if v.fqn == "" {
			return map[string]any{"$jsii.map": fields}
		}
		return map[string]any{"$jsii.struct": struct {
			FQN    string         `json:"fqn"`
			Fields map[string]any `json:"data"`
		}{v.fqn, fields}}
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = written(v[i])
		}
		return list
	case interface{ written() map[string]any }: // an object
		return v.written()
	}
	return value
}

func (r *reference) written() map[string]any {
	fields := map[string]any{"$jsii.byref": r.instance()}
	if interfaces := clientInstance.objects.interfaces[r.instance()]; len(interfaces) > 0 {
		fields["$jsii.interfaces"] = slices.Sorted(maps.Keys(interfaces))
	}
	return fields
}
