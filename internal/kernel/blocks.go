package kernel

// A block expression is an object, a list or a map in a resource, which the program reads attributes of.
type block struct {
	class     *class
	parent    any    // the resource, or the token of the block, that it is in
	attribute string // Terraform's name of it there
	set       bool   // whether it is a set, or in one
	index     any    // of an object in a list, nil if it is in none
	blocks    map[string]*token
}

func (b *block) resolve(k *kernel, _ *context) any { return b.fqn(k) }

// fqn returns text that refers to the block as a whole.
func (b *block) fqn(k *kernel) string {
	return k.fqnOf(b, func() *token { return b.whole(k) })
}

func (b *block) whole(k *kernel) *token {
	switch {
	case b.set && b.class.kind == blocksKind:
		return newToken(&intrinsic{b.list(k)})
	case b.set:
		return newToken(&access{b.list(k), []any{b.index}})
	}
	return interpolation(k, b.parent, b.attribute+b.position(k))
}

// list is the list that an object in a set is in.
func (b *block) list(k *kernel) []any { return k.toList(interpolation(k, b.parent, b.attribute)) }

// position returns the index of an object in its list, as Terraform writes it.
func (b *block) position(k *kernel) string {
	if b.index == nil {
		return ""
	}
	return "[" + k.jsText(b.index) + "]"
}

// interpolation refers to an attribute of a resource or block.
func interpolation(k *kernel, of any, attribute string) *token {
	if c, ok := of.(*construct); ok {
		k.mustBeDrafted(c)
		return c.interpolation(attribute)
	}
	b := of.(*token).expression.(*block)
	if b.set {
		return newToken(&access{b.list(k), []any{b.index, attribute}})
	}
	return interpolation(k, b.parent, b.attribute+b.position(k)+"."+attribute)
}

// attribute returns what a resource or block has as one of its properties, in the form of the property's type.
func (k *kernel) attribute(of any, c *class, blocks *map[string]*token, name string) any {
	m := k.member(c, name)
	if m.kind == blockMember {
		return k.newBlock(of, m.class, blocks, name)
	}
	if m.kind == unknownMember || m.kind == setValue {
		panic(unknown(c.fqn + "." + name))
	}
	t := interpolation(k, of, k.terraformName(name))
	switch m.kind {
	case numberMember:
		return k.asNumber(t)
	case listMember:
		if list := k.asList(t, ""); !m.set {
			return list
		} else {
			return k.toList(list)
		}
	case numbersMember:
		numbers := k.asNumbers(t)
		if m.set {
			numbers = k.asNumbers(newToken(&intrinsic{k.toList(numbers)}))
		}
		return numbers
	case booleanMember:
		return resolvable{t}
	case textMapMember:
		return k.asMap(t, stringMap, "")
	case numberMapMember:
		return k.asMap(t, float64(numberMap), "")
	case booleanMapMember:
		return k.asMap(t, true, "")
	}
	return k.asText(t)
}

// toList is a set as a list, whose elements have an order.
func (k *kernel) toList(set any) []any {
	return k.asList(newToken(&function{"tolist", []any{set}}), "")
}

// newBlock returns the block in a property, which is the same each time.
func (k *kernel) newBlock(of any, c *class, blocks *map[string]*token, name string) *token {
	if known, ok := (*blocks)[name]; ok {
		return known
	}
	b := &block{class: c, parent: of, attribute: k.terraformName(name)}
	switch c.kind {
	case blocksKind:
		b.set = isException(c.name)
	case blockKind:
		if !isException(c.name) && name != "timeouts" {
			b.index = float64(0)
		}
	case mapKind:
	default:
		panic(unknown(c.fqn))
	}
	if *blocks == nil {
		*blocks = map[string]*token{}
	}
	t := newToken(b)
	(*blocks)[name] = t
	return t
}

// element returns the object at an index of a list of blocks, a new one each time.
func (k *kernel) element(list *block, index any) *token {
	get, ok := list.class.goType.MethodByName("Get")
	if !ok || get.Type.NumOut() != 1 {
		panic(unknown(list.class.fqn + ".get"))
	}
	c := k.classOf(list.class, get.Type.Out(0))
	if c == nil || c.kind != blockKind {
		panic(unknown(list.class.fqn + ".get"))
	}
	return newToken(&block{
		class: c, parent: list.parent, attribute: list.attribute, set: list.set, index: index,
	})
}
