package kernel

import (
	_ "embed"
	"reflect"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// A member is what a class has in the place of a property or method.
type member struct {
	kind  memberKind
	set   bool   // whether it is a set in Terraform
	class *class // of a block
}

type memberKind int

const (
	unknownMember memberKind = iota
	textMember
	numberMember
	listMember
	numbersMember
	booleanMember
	textMapMember
	numberMapMember
	booleanMapMember
	blockMember
	setValue // what the program has set itself
)

// member returns an attribute or block of a resource, a data source or a block.
func (k *kernel) member(c *class, name string) member {
	return c.members.get(name, func(name string) member { return k.newMember(c, name) })
}

func (k *kernel) newMember(c *class, name string) member {
	getter, ok := c.goType.MethodByName(exported(name))
	if !ok || getter.Type.NumIn() != 0 || getter.Type.NumOut() != 1 || inherited(c, getter.Name) {
		return member{}
	}
	if strings.HasSuffix(name, "Input") || c.kind == providerKind {
		return member{kind: setValue}
	}
	m := member{set: isException(c.name + "." + name)}
	switch out := getter.Type.Out(0); out {
	case reflect.TypeFor[*string]():
		m.kind = textMember
	case reflect.TypeFor[*float64]():
		m.kind = numberMember
	case reflect.TypeFor[*[]*string]():
		m.kind = listMember
	case reflect.TypeFor[*[]*float64]():
		m.kind = numbersMember
	case reflect.TypeFor[any](), reflect.TypeFor[cdktf.IResolvable]():
		if !m.set { // otherwise it is of any type
			m.kind = booleanMember
		}
	case reflect.TypeFor[*map[string]*string]():
		m.kind = textMapMember
	case reflect.TypeFor[*map[string]*float64]():
		m.kind = numberMapMember
	case reflect.TypeFor[*map[string]any]():
		m.kind = booleanMapMember
	default:
		if m.class = k.classOf(c, out); m.class != nil {
			m.kind = blockMember
		}
	}
	return m
}

// classOf returns the class of a block in another class, which is in the same package or in cdktf.
func (k *kernel) classOf(owner *class, t reflect.Type) *class {
	for _, fqn := range []string{strings.TrimSuffix(owner.fqn, owner.name) + t.Name(), "cdktf." + t.Name()} {
		if goType(fqn) == t {
			return k.class(fqn)
		}
	}
	return nil
}

// inherited reports whether a method is one of cdktf's own.
func inherited(c *class, method string) bool {
	bases := map[kind]reflect.Type{
		resourceKind: reflect.TypeFor[cdktf.TerraformResource](),
		dataKind:     reflect.TypeFor[cdktf.TerraformDataSource](),
		providerKind: reflect.TypeFor[cdktf.TerraformProvider](),
		blockKind:    reflect.TypeFor[cdktf.ComplexObject](),
		blocksKind:   reflect.TypeFor[cdktf.ComplexList](),
	}
	base, ok := bases[c.kind]
	if !ok {
		return true
	}
	_, found := base.MethodByName(method)
	return found
}

// exported returns the name in Go of a property.
func exported(property string) string {
	letters := []rune(property)
	if len(letters) > 0 {
		letters[0] = unicode.ToUpper(letters[0])
	}
	return string(letters)
}
