package kernel

import (
	"reflect"
	"slices"
	"strings"
)

// A structure is what this kernel knows of a struct of a provider's bindings.
type structure struct {
	names     *cache[string] // Terraform's, of properties
	fqn, name string         // "@cdktf/provider-aws.vpc.VpcConfig", "VpcConfig"
	goType    reflect.Type
	arguments cache[argument] // by property
	nulls     []string        // Terraform's names of arguments that are null where the program has left them out
}

// An argument of a resource or block.
type argument struct {
	name     string    // Terraform's
	loose    looseness // whether its Go type says what it may be
	elements string    // the struct of which a loose argument is a list, if it is one
	late     bool      // whether cdktf writes it after those that are not: blocks come after attributes
}

type looseness int

const (
	typed      looseness = iota
	looseValue           // true, false or a token, or a list of structs
	looseMap             // with values that are true, false or a token
	anything
)

// compare orders arguments as cdktf writes them, which matters where they refer to several other stacks.
func (a argument) compare(b argument) int {
	if a.late != b.late {
		if a.late {
			return 1
		}
		return -1
	}
	return strings.Compare(a.name, b.name)
}

// structure returns what is known of a struct. It panics where the program does not link it.
func (k *kernel) structure(fqn string) *structure {
	return k.structures.get(fqn, k.newStructure)
}

func (k *kernel) newStructure(fqn string) *structure {
	t := goType(fqn)
	if t == nil || t.Kind() != reflect.Struct {
		panic(unknown(fqn))
	}
	s := &structure{names: &k.names, fqn: fqn, name: fqn[strings.LastIndexByte(fqn, '.')+1:], goType: t}
	if isException(s.name) {
		for field := range t.Fields() {
			s.nulls = append(s.nulls, s.argument(field.Tag.Get("json")).name)
		}
	}
	return s
}

// argument returns what is known of a property. It panics where the struct has none of that name.
func (s *structure) argument(property string) argument {
	return s.arguments.get(property, s.newArgument)
}

func (s *structure) newArgument(property string) argument {
	field, ok := s.goType.FieldByName(exported(property))
	if !ok || field.Tag.Get("json") != property {
		panic(unknown("the argument " + property))
	}
	a := argument{name: s.names.get(property, newName)}
	exception := isException(s.name + "." + property)
	switch field.Type {
	case reflect.TypeFor[any]():
		a.loose = looseValue
		if a.elements = elementsOf(s.fqn, field.Name); a.elements == "" && exception {
			a.loose = anything
		}
	case reflect.TypeFor[*map[string]any]():
		a.loose = looseMap
	}
	isBlock := a.elements != "" || field.Type.Kind() == reflect.Pointer && field.Type.Elem().Kind() == reflect.Struct
	a.late = isBlock != exception
	return a
}

// elementsOf returns the struct that a field of any type is a list of, and "" if it is no list. The bindings name it after the struct
// and the field, and have a letter or word more where a class has that name.
func elementsOf(fqn, field string) string {
	owner := strings.TrimSuffix(fqn, "Config")
	for _, owner := range []string{owner, fqn, strings.TrimSuffix(owner, "A"), strings.TrimSuffix(owner, "Struct")} {
		for _, field := range []string{field, strings.TrimSuffix(field, "Attribute")} {
			for _, suffix := range []string{"", "A", "Struct"} {
				name := owner + field + suffix
				if t := goType(name); t != nil && t.Kind() == reflect.Struct && name != fqn {
					return name
				}
			}
		}
	}
	return ""
}

// check panics if the shipped kernel would refuse a struct. Go has checked the types of all arguments but the loose ones.
func (k *kernel) check(o *object) {
	s := k.structure(o.fqn)
	for _, f := range o.fields {
		if !isMeta(f.key) {
			k.checkArgument(s.argument(f.key), f.key, f.value)
		}
	}
}

func (k *kernel) checkArgument(a argument, property string, value any) {
	switch a.loose {
	case typed:
		k.checkInner(value)
		return
	case anything:
		if !hasStruct(value) {
			return
		}
	case looseMap:
		if m, ok := value.(*object); ok {
			for _, f := range m.fields {
				k.checkArgument(argument{loose: looseValue}, f.key, f.value)
			}
			return
		}
	case looseValue:
		switch v := value.(type) {
		case *token:
			return
		case bool:
			if a.elements == "" {
				return
			}
		case []any:
			if a.elements != "" && areStructs(v, a.elements) {
				k.checkInner(v)
				return
			}
		}
	}
	panic(unknown("a value of another type for " + property))
}

// checkInner checks structs in a value.
func (k *kernel) checkInner(value any) {
	switch v := value.(type) {
	case *object:
		if v.fqn != "" {
			k.check(v)
		}
	case []any:
		for _, element := range v {
			k.checkInner(element)
		}
	}
}

// hasStruct reports whether there is a struct in a value, of which cdktf would not translate the names.
func hasStruct(value any) bool {
	switch v := value.(type) {
	case *object:
		return v.fqn != "" || slices.ContainsFunc(v.fields, func(f field) bool { return hasStruct(f.value) })
	case []any:
		return slices.ContainsFunc(v, hasStruct)
	}
	return false
}

func areStructs(list []any, fqn string) bool {
	for _, element := range list {
		if o, ok := element.(*object); !ok || o.fqn != fqn {
			return false
		}
	}
	return true
}
