package synthesized

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// standard are functions that Terraform takes from the same library. They are called where every argument is known.
var standard = map[string]function.Function{
	"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "contains": stdlib.ContainsFunc, "element": stdlib.ElementFunc, "floor": stdlib.FloorFunc,
	"format": stdlib.FormatFunc, "keys": stdlib.KeysFunc, "lookup": stdlib.LookupFunc, "max": stdlib.MaxFunc, "min": stdlib.MinFunc,
	"range": stdlib.RangeFunc, "replace": stdlib.ReplaceFunc, "reverse": stdlib.ReverseListFunc, "slice": stdlib.SliceFunc, "split": stdlib.SplitFunc,
	"strrev": stdlib.ReverseFunc, "substr": stdlib.SubstrFunc, "title": stdlib.TitleFunc, "trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc,
	"trimsuffix": stdlib.TrimSuffixFunc, "values": stdlib.ValuesFunc,
}

// standard calls such a function. What it refuses is unknown here, and an error to Terraform.
func (e evaluation) standard(called function.Function, arguments []any, node hclsyntax.Node) any {
	values := make([]cty.Value, len(arguments))
	for index, argument := range arguments {
		values[index] = toCty(argument)
	}
	result, err := called.Call(values)
	if err != nil || !result.IsWhollyKnown() {
		return e.unknown(node)
	}
	return fromCty(result)
}

// toCty is a known value as functions take it.
func toCty(raw any) cty.Value {
	switch raw := raw.(type) {
	case string:
		return cty.StringVal(raw)
	case bool:
		return cty.BoolVal(raw)
	case float64:
		return cty.NumberFloatVal(raw)
	case []any:
		list := make([]cty.Value, len(raw))
		for index, element := range raw {
			list[index] = toCty(element)
		}
		return cty.TupleVal(list)
	case *object:
		attributes := make(map[string]cty.Value, len(raw.fields))
		for _, field := range raw.fields {
			attributes[field.name] = toCty(field.value)
		}
		return cty.ObjectVal(attributes)
	}
	return cty.NullVal(cty.DynamicPseudoType)
}
