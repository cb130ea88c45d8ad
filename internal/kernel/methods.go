package kernel

import "strings"

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
		k.overrideID(c, r.text(0))
		return nil
	case "resetOverrideLogicalId":
		k.overrideID(c, "")
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
