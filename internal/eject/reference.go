package eject

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// isString reports whether a reference to an attribute of a resource, such as
// aws_eks_cluster.main.identity[0].oidc[0].issuer, is a string according to the schema, and not a type that is
// converted to one.
func (s Schemas) isString(reference hcl.Traversal) bool {
	block, err := s.resource(reference.RootName())
	if err != nil || len(reference) < 3 {
		return false
	}
	for index, step := range reference[2:] {
		attribute, ok := step.(hcl.TraverseAttr)
		if !ok {
			continue // index of a block
		}
		if nested, ok := block.Blocks[attribute.Name]; ok {
			block = nested.Block
			continue
		}
		kind, err := ctyjson.UnmarshalType(block.Attributes[attribute.Name].Type)
		return err == nil && within(kind, reference[index+3:]) == cty.String
	}
	return false
}

// within returns the type of a reference into a value of a type.
func within(kind cty.Type, steps hcl.Traversal) cty.Type {
	for _, step := range steps {
		attribute, isAttribute := step.(hcl.TraverseAttr)
		switch {
		case isAttribute && kind.IsObjectType() && kind.HasAttribute(attribute.Name):
			kind = kind.AttributeType(attribute.Name)
		case !isAttribute && kind.IsCollectionType():
			kind = kind.ElementType()
		default:
			return cty.DynamicPseudoType
		}
	}
	return kind
}
