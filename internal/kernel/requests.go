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
			c.overrideID(id)
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

// invoke calls a method.
func (k *kernel) invoke(of any, r *request) any {
	switch o := of.(type) {
	case *construct:
		return k.method(o, r)
	case *token:
		return k.blockMethod(o, r)
	case *node:
		return k.nodeMethod(o.of, r)
	}
	panic(unknown("the method " + r.method))
}

func (k *kernel) method(c *construct, r *request) any {
	switch r.method {
	case "toString":
		if c.kind == variableKind || c.kind == localKind {
			return k.asText(c.value())
		}
		return c.text()
	case "addOverride":
		if c.kind.isElement() || c.kind == stackKind {
			k.addOverride(c, r)
			return nil
		}
	case "overrideLogicalId":
		c.overrideID(r.text(0))
		return nil
	case "resetOverrideLogicalId":
		c.overrideID("")
		return nil
	case "synth":
		k.synthesize(c)
		return nil
	case "addDependency":
		if other, ok := r.arg(0).(*construct); ok && c.kind == stackKind {
			c.dependOn(other)
			return nil
		}
	case "dependsOn":
		if other, ok := r.arg(0).(*construct); ok && c.kind == stackKind {
			return c.dependsOnStack(other)
		}
	case "addValidation":
		if c.kind == variableKind {
			validations, _ := c.config.get("validation").([]any)
			c.config.set("validation", append(validations[:len(validations):len(validations)], r.arg(0)))
			return nil
		}
	case "getString", "getNumber", "getList", "getBoolean", "get":
		if c.kind == remoteStateKind {
			return k.output(c, r)
		}
	}
	switch c.kind {
	case resourceKind, dataKind:
		if value, ok := k.getter(c, r); ok {
			return value
		}
		if k.change(c, r) {
			return nil
		}
	}
	panic(unknown(c.fqn + "." + r.method))
}

// output refers to an output of another stack's state.
func (k *kernel) output(c *construct, r *request) any {
	t := c.interpolation("outputs." + r.text(0))
	switch r.method {
	case "getString":
		return k.asText(t)
	case "getNumber":
		return k.asNumber(t)
	case "getList":
		return k.asList(t, "")
	}
	return resolvable{t}
}

// getter answers the methods that refer to an attribute by its name in Terraform.
func (k *kernel) getter(of any, r *request) (any, bool) {
	if len(r.args) != 1 {
		return nil, false
	}
	name, ok := r.arg(0).(string)
	if !ok {
		return nil, false
	}
	switch r.method {
	case "getStringAttribute":
		return k.asText(interpolation(k, of, name)), true
	case "getNumberAttribute":
		return k.asNumber(interpolation(k, of, name)), true
	case "getListAttribute":
		return k.asList(interpolation(k, of, name), ""), true
	case "getNumberListAttribute":
		return k.asNumbers(interpolation(k, of, name)), true
	case "getBooleanAttribute", "interpolationForAttribute":
		return resolvable{interpolation(k, of, name)}, true
	case "getStringMapAttribute":
		return k.asMap(interpolation(k, of, name), stringMap, ""), true
	case "getNumberMapAttribute":
		return k.asMap(interpolation(k, of, name), float64(numberMap), ""), true
	case "getBooleanMapAttribute":
		return k.asMap(interpolation(k, of, name), true, ""), true
	case "getAnyMapAttribute":
		return k.asMap(interpolation(k, of, name), anyMap, ""), true
	}
	return nil, false
}

// change answers the methods that set a block or take back what was set: putTimeouts, resetTags.
func (k *kernel) change(c *construct, r *request) bool {
	for _, verb := range []string{"put", "reset"} {
		name, ok := strings.CutPrefix(r.method, verb)
		if !ok || name == "" {
			continue
		}
		property := strings.ToLower(name[:1]) + name[1:]
		if k.member(c.class, property).kind == unknownMember || r.nulls || r.empty {
			return false
		}
		if verb == "reset" {
			c.config.delete(property)
		} else {
			k.checkArgument(k.structure(c.config.fqn).argument(property), property, r.arg(0))
			c.config.set(property, r.arg(0))
		}
		return true
	}
	return false
}

func (k *kernel) blockMethod(t *token, r *request) any {
	b, ok := t.expression.(*block)
	if !ok {
		if r.method == "toString" {
			return k.display(t)
		}
		panic(unknown("the method " + r.method + " of a token"))
	}
	switch {
	case r.method == "get" && b.class.kind == blocksKind:
		return k.element(b, r.arg(0))
	case r.method == "lookup" && b.class.kind == mapKind:
		value := interpolation(k, b.parent, b.attribute+`["`+r.text(0)+`"]`)
		switch b.class.name {
		case "StringMap":
			return k.asText(value)
		case "NumberMap":
			return k.asNumber(value)
		case "BooleanMap":
			return resolvable{value}
		}
		return referable{value}
	case r.method == "toString":
		return k.asText(t)
	case r.method == "computeFqn":
		return k.asText(b.whole(k))
	case r.method == "interpolationAsList" && b.class.kind == blockKind:
		return resolvable{interpolation(k, b.parent, b.attribute+".*")}
	}
	if value, ok := k.getter(t, r); ok && b.class.kind == blockKind {
		return value
	}
	panic(unknown(b.class.fqn + "." + r.method))
}

func (k *kernel) nodeMethod(c *construct, r *request) any {
	switch r.method {
	case "tryFindChild", "findChild":
		child := c.child(strings.ReplaceAll(r.text(0), "/", "--"))
		if child != nil {
			return child
		}
		if r.method == "tryFindChild" {
			return nil
		}
		fail("No child with id: '%s'", r.text(0))
	case "setContext":
		return k.setContext(c, r.text(0), r.arg(1))
	case "tryGetContext":
		for at := c; at != nil; at = at.scope {
			if at.context == nil {
				continue
			}
			if value := at.context.get(r.text(0)); value != nil {
				return value
			}
		}
		return nil
	}
	panic(unknown("constructs.Node." + r.method))
}

// call answers a static method.
func (k *kernel) call(r *request) any {
	if r.empty {
		panic(unknown("a struct without fields as any value"))
	}
	switch r.fqn {
	case "cdktf.Token":
		if value, ok := k.encode(r); ok {
			return value
		}
	case "cdktf.Fn":
		return k.function(r)
	case "cdktf.Op":
		return k.operator(r)
	case "cdktf.TerraformStack":
		if c, ok := r.arg(0).(*construct); ok {
			switch r.method {
			case "of":
				return c.stackOf()
			case "isStack":
				return c.kind == stackKind
			}
		}
	case "cdktf.App":
		if c, ok := r.arg(0).(*construct); ok && r.method == "of" {
			return c.appOf()
		}
	}
	panic(unknown(r.fqn + "." + r.method))
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
