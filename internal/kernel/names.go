package kernel

import (
	"crypto/md5"
	"fmt"
	"slices"
	"strings"
)

// name returns an element's name in Terraform. It is fixed once it was asked for.
func (c *construct) friendlyID() string {
	if c.uniqueID == "" {
		if c.uniqueID = c.override; c.uniqueID == "" {
			c.uniqueID = c.stackOf().logicalID(c)
		}
	}
	return c.uniqueID
}

// logicalID returns the name in Terraform of what is in a stack: the ids from the stack, and a hash if there are several.
func (c *construct) logicalID(inner *construct) string {
	var ids []string
	for at := inner; at != nil && at != c; at = at.scope {
		if at.id != "Default" {
			ids = append(ids, at.id)
		}
	}
	slices.Reverse(ids)
	if len(ids) == 0 {
		if inner == c {
			return ""
		}
		fail("Unable to calculate a unique id for an empty set of components.\n\n    This happens when you attempt to create a unique id, but do not pass in any construct node ids. This means your construct likely has no parent, which is not allowed.\n\n    Please make sure your construct has a parent. For example: 'new App(this)' or 'new TerraformStack(this, 'stack')'.")
	}
	const maxLength, maxReadable = 255, 240
	if len(ids) == 1 {
		if name := allowed(ids[0]); len(name) <= maxLength {
			return name
		}
	}
	var readable []string
	last := ""
	for i, id := range ids {
		if i > 0 && strings.HasSuffix(last, id) {
			continue
		}
		last = id
		if id != "Resource" {
			readable = append(readable, allowed(id))
		}
	}
	text := strings.Join(readable, "_")
	sum := md5.Sum([]byte(strings.Join(ids, "/")))
	return text[:min(len(text), maxReadable)] + "_" + strings.ToUpper(fmt.Sprintf("%x", sum[:4]))
}

// allowed removes what Terraform does not allow in a name.
func allowed(id string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && isKey(byte(r)) && r != ':' && r != '.' {
			return r
		}
		return -1
	}, id)
}

// fqn returns how Terraform refers to an element or a block.
func (k *kernel) fqn(of any) string {
	switch o := of.(type) {
	case *token:
		if b, ok := o.expression.(*block); ok {
			return b.fqn(k)
		}
	case *construct:
		if !o.kind.isElement() {
			break
		}
		if o.kind == providerKind {
			if alias := o.config.get("alias"); alias != nil {
				return o.terraformType + "." + k.jsText(alias)
			}
			return o.terraformType
		}
		prefix := o.prefix()
		if prefix == "" {
			throw("AssertionError [ERR_ASSERTION]", "Element type not set")
		}
		return k.fqnOf(o, func() *token {
			k.mustBeDrafted(o)
			return newToken(&ref{identifier: prefix + "." + o.friendlyID(), stack: o.stackOf()})
		})
	}
	panic(unknown("a reference to something that has no name in Terraform"))
}

// fqnOf returns the text of the token that refers to an element or block, which is the same each time.
func (k *kernel) fqnOf(of any, make func() *token) string {
	text, ok := k.fqns[of]
	if !ok {
		text = k.asText(make())
		if k.fqns == nil {
			k.fqns = map[any]string{}
		}
		k.fqns[of] = text
	}
	return text
}

// prefix returns what comes before the name of an element in references to it.
func (c *construct) prefix() string {
	switch c.kind {
	case resourceKind:
		return c.terraformType
	case dataKind:
		return "data." + c.terraformType
	case variableKind:
		return "var"
	case localKind:
		return "local"
	case remoteStateKind:
		return "data.terraform_remote_state"
	}
	return ""
}

// interpolation refers to an attribute of an element.
func (c *construct) interpolation(attribute string) *token {
	return newToken(&ref{identifier: c.prefix() + "." + c.friendlyID() + "." + attribute, stack: c.stackOf()})
}

// value refers to a variable or a local value.
func (c *construct) value() *token {
	return newToken(&ref{identifier: c.prefix() + "." + c.friendlyID(), stack: c.stackOf()})
}
