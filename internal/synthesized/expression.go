package synthesized

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// evaluation evaluates the expressions of one text. It keeps the structure of what is known in part, where HCL's own
// evaluation gives up the whole: a policy with one unknown ARN remains a policy.
type evaluation struct {
	*graph
	source []byte
}

// expression is what HCL's parser makes of a text.
type expression struct {
	root   hclsyntax.Expression
	source []byte
}

func (e evaluation) of(node hclsyntax.Expression) any {
	switch node := node.(type) {
	case *hclsyntax.LiteralValueExpr:
		return fromCty(node.Val)
	case *hclsyntax.TemplateExpr:
		return joined(e.all(node.Parts))
	case *hclsyntax.TemplateWrapExpr:
		return e.of(node.Wrapped)
	case *hclsyntax.ParenthesesExpr:
		return e.of(node.Expression)
	case *hclsyntax.ScopeTraversalExpr:
		return e.traverse(e.newReference(node.Traversal, e.written(node)))
	case *hclsyntax.RelativeTraversalExpr:
		return follow(e.of(node.Source), stepsOf(node.Traversal), e.unknown(node))
	case *hclsyntax.IndexExpr:
		return inner(e.of(node.Collection), text(e.of(node.Key)), e.unknown(node))
	case *hclsyntax.TupleConsExpr:
		return e.all(node.Exprs)
	case *hclsyntax.ObjectConsExpr:
		fields := make([]field, len(node.Items))
		for index, item := range node.Items {
			fields[index] = field{text(e.of(item.KeyExpr)), e.of(item.ValueExpr)}
		}
		return newObject(fields)
	case *hclsyntax.ObjectConsKeyExpr:
		if name := hcl.ExprAsKeyword(node.Wrapped); name != "" && !node.ForceNonLiteral {
			return name
		}
		return e.of(node.Wrapped)
	case *hclsyntax.FunctionCallExpr:
		return e.call(node)
	case *hclsyntax.ConditionalExpr:
		return e.choose(node)
	case *hclsyntax.BinaryOpExpr:
		return e.binary(node)
	case *hclsyntax.UnaryOpExpr:
		if value, ok := valueOf(e.of(node.Val)).Bool(); ok && node.Op == hclsyntax.OpLogicalNot {
			return !value
		}
		if value, ok := valueOf(e.of(node.Val)).Number(); ok && node.Op == hclsyntax.OpNegate {
			return -value
		}
	}
	return e.unknown(node)
}

// unknown represents an expression that has no value before an apply.
func (e evaluation) unknown(node hclsyntax.Node) any { return unknown{e.written(node)} }

// quotes would end the text of a JSON document around an expression.
var quotes = strings.NewReplacer(`"`, "'", `\`, "/", "\n", " ")

// written is how an unknown expression is shown.
func (e evaluation) written(node hclsyntax.Node) string {
	return "${" + quotes.Replace(string(node.Range().SliceBytes(e.source))) + "}"
}

func (e evaluation) all(nodes []hclsyntax.Expression) []any {
	values := make([]any, len(nodes))
	for index, node := range nodes {
		values[index] = e.of(node)
	}
	return values
}

func (e evaluation) choose(node *hclsyntax.ConditionalExpr) any {
	if condition, ok := valueOf(e.of(node.Condition)).Bool(); ok {
		if condition {
			return e.of(node.TrueResult)
		}
		return e.of(node.FalseResult)
	}
	return e.unknown(node)
}

func (e evaluation) binary(node *hclsyntax.BinaryOpExpr) any {
	left, right := valueOf(e.of(node.LHS)), valueOf(e.of(node.RHS))
	if left.Unknown() || right.Unknown() {
		return e.unknown(node)
	}
	a, isBool := left.Bool()
	b, both := right.Bool()
	x, isNumber := left.Number()
	y, numbers := right.Number()
	switch {
	case node.Op == hclsyntax.OpEqual:
		return left.String() == right.String()
	case node.Op == hclsyntax.OpNotEqual:
		return left.String() != right.String()
	case node.Op == hclsyntax.OpLogicalAnd && isBool && both:
		return a && b
	case node.Op == hclsyntax.OpLogicalOr && isBool && both:
		return a || b
	case !isNumber || !numbers:
		return e.unknown(node)
	case node.Op == hclsyntax.OpAdd:
		return x + y
	case node.Op == hclsyntax.OpSubtract:
		return x - y
	case node.Op == hclsyntax.OpMultiply:
		return x * y
	case node.Op == hclsyntax.OpLessThan:
		return x < y
	case node.Op == hclsyntax.OpLessThanOrEqual:
		return x <= y
	case node.Op == hclsyntax.OpGreaterThan:
		return x > y
	case node.Op == hclsyntax.OpGreaterThanOrEqual:
		return x >= y
	}
	return e.unknown(node)
}

// fromCty is a known value as encoding/json decodes it.
func fromCty(value cty.Value) any {
	switch {
	case value.IsNull() || !value.IsKnown():
		return nil
	case value.Type() == cty.Bool:
		return value.True()
	case value.Type() == cty.Number:
		number, _ := value.AsBigFloat().Float64()
		return number
	case value.Type() == cty.String:
		return value.AsString()
	case value.Type().IsObjectType() || value.Type().IsMapType():
		var fields []field
		for key, element := range value.AsValueMap() {
			fields = append(fields, field{key, fromCty(element)})
		}
		return newObject(fields)
	case value.CanIterateElements():
		list := []any{}
		for _, element := range value.AsValueSlice() {
			list = append(list, fromCty(element))
		}
		return list
	}
	return nil
}
