package kernel

import "strings"

// A node is what a construct's property node is: its place in the tree.
type node struct {
	of *construct
	reference
}

// resolvable marks a token that is returned as an IResolvable.
type resolvable struct{ *token }

// referable marks an object that is returned as any value, of which jsii knows no type.
type referable struct{ *token }

// get returns a property.
func (k *kernel) get(of any, name string) any {
	switch o := of.(type) {
	case *construct:
		return k.property(o, name)
	case *token:
		if b, ok := o.expression.(*block); ok {
			if name == "fqn" {
				return b.fqn(k)
			}
			if b.class.kind == blockKind {
				return k.attribute(o, b.class, &b.blocks, name)
			}
		}
	case *node:
		return k.place(o.of, name)
	}
	panic(unknown("the property " + name))
}

func (k *kernel) property(c *construct, name string) any {
	switch name {
	case "node":
		if c.node == nil {
			c.node = &node{of: c}
		}
		return c.node
	case "fqn":
		return k.fqn(c)
	case "friendlyUniqueId":
		if c.kind.isElement() {
			return c.friendlyID()
		}
	case "cdktfStack":
		return c.stackOf()
	case "terraformResourceType":
		if c.terraformType != "" {
			return c.terraformType
		}
	}
	switch c.kind {
	case resourceKind, dataKind, providerKind:
		if k.member(c.class, name).kind == setValue {
			return k.given(c, strings.TrimSuffix(name, "Input"))
		}
		return k.attribute(c, c.class, &c.blocks, name)
	case variableKind, localKind:
		return k.valueOf(c, name)
	case assetKind:
		return k.assetProperty(c, name)
	case outputKind:
		if name == "staticId" {
			return c.friendlyID() == c.id
		}
	}
	panic(unknown(c.fqn + "." + name))
}

// given returns what the program has set a property to, if that is a primitive.
func (k *kernel) given(c *construct, name string) any {
	switch value := c.config.get(name).(type) {
	case nil, string, float64, bool:
		return value
	}
	panic(unknown(c.fqn + "." + name + ", which is set to a list or an object"))
}

// valueOf returns the value of a variable or a local value.
func (k *kernel) valueOf(c *construct, name string) any {
	switch strings.TrimPrefix(name, "as") {
	case "stringValue", "String":
		return k.asText(c.value())
	case "numberValue", "Number":
		return k.asNumber(c.value())
	case "listValue", "List":
		return k.asList(c.value(), "")
	case "booleanValue", "Boolean":
		return resolvable{c.value()}
	case "value", "expression":
		return referable{c.value()}
	case "StringMap":
		return k.asMap(c.value(), stringMap, "")
	case "NumberMap":
		return k.asMap(c.value(), float64(numberMap), "")
	case "BooleanMap":
		return k.asMap(c.value(), true, "")
	case "AnyMap":
		return k.asMap(c.value(), anyMap, "")
	}
	panic(unknown(c.fqn + "." + name))
}

// place returns a property of a node.
func (k *kernel) place(c *construct, name string) any {
	switch name {
	case "id":
		return c.id
	case "path":
		return c.path()
	case "addr":
		return c.address()
	case "scope":
		if c.scope == nil {
			return nil
		}
		return c.scope
	case "root":
		return c.scopes()[0]
	case "children":
		return constructList(c.children)
	case "scopes":
		return constructList(c.scopes())
	}
	panic(unknown("constructs.Node." + name))
}

// set changes a property.
func (k *kernel) set(of any, name string, value any) {
	c, ok := of.(*construct)
	if !ok {
		panic(unknown("setting the property " + name + " of a block"))
	}
	if k.read.into.nulls || k.read.into.empty {
		panic(unknown("null in a list or map"))
	}
	switch c.kind {
	case resourceKind, dataKind, providerKind:
		if m := k.member(c.class, name); m.kind != unknownMember && m.kind != blockMember && value != nil {
			k.checkArgument(k.structure(c.config.fqn).argument(name), name, value)
			c.config.set(name, value)
			return
		}
	case outputKind:
		switch name {
		case "value", "description", "sensitive", "dependsOn":
			c.config.set(name, value)
			return
		case "staticId":
			id := ""
			if value == true {
				id = c.id
			}
			k.overrideID(c, id)
			return
		}
	case localKind:
		if name == "expression" {
			c.config.set(name, value)
			return
		}
	}
	panic(unknown("setting " + c.fqn + "." + name))
}

// constant returns a static property.
func (k *kernel) constant(fqn, name string) any {
	if name == "tfResourceType" {
		if c := k.class(fqn); c.terraformType != "" {
			return c.terraformType
		}
	}
	panic(unknown(fqn + "." + name))
}
