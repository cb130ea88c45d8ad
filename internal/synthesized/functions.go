package synthesized

import (
	"encoding/base64"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// call evaluates the functions that arrange values, so that a document is seen through them. The result of any other
// is unknown. https://developer.hashicorp.com/terraform/language/functions
func (e evaluation) call(node *hclsyntax.FunctionCallExpr) any {
	arguments := e.all(node.Args)
	if len(arguments) == 0 {
		return e.unknown(node)
	}
	switch name := strings.TrimPrefix(node.Name, "core::"); name {
	case "jsonencode":
		return document(arguments[0])
	case "concat":
		return e.concat(arguments, node)
	case "merge":
		return e.merged(arguments, node)
	case "join":
		return e.join(arguments, node)
	case "coalesce":
		return e.coalesce(arguments, node)
	case "tolist", "toset", "tomap", "sensitive", "nonsensitive", "distinct", "compact", "sort":
		return arguments[0]
	case "flatten":
		return flat(arguments[0])
	default:
		return e.convert(name, arguments, node)
	}
}

// convert evaluates functions of one value that is known.
func (e evaluation) convert(name string, arguments []any, node hclsyntax.Node) any {
	value := valueOf(arguments[0])
	if !value.Known() {
		return e.unknown(node)
	}
	if function, ok := standard[name]; ok && !partly(arguments) {
		return e.standard(function, arguments, node)
	}
	switch name {
	case "jsondecode":
		if decoded, ok := value.Document(); ok {
			return decoded.raw
		}
	case "tostring", "trimspace", "chomp":
		return strings.TrimSpace(value.String())
	case "tonumber":
		if number, ok := value.Number(); ok {
			return number
		}
	case "tobool":
		if boolean, ok := value.Bool(); ok {
			return boolean
		}
	case "lower":
		return strings.ToLower(value.String())
	case "upper":
		return strings.ToUpper(value.String())
	case "base64encode":
		return base64.StdEncoding.EncodeToString([]byte(value.String()))
	case "base64decode":
		if decoded, err := base64.StdEncoding.DecodeString(value.String()); err == nil {
			return string(decoded)
		}
	case "length":
		if list, ok := value.raw.([]any); ok {
			return float64(len(list))
		}
	}
	return e.unknown(node)
}

// document is what jsonencode returns. With an unknown part it remains a document, with that part as a text.
func document(raw any) any {
	content := encoded(raw)
	if partly(raw) {
		return unknown{content}
	}
	return content
}

func (e evaluation) concat(lists []any, node hclsyntax.Node) any {
	var whole []any
	for _, raw := range lists {
		list, ok := raw.([]any)
		if !ok {
			return e.unknown(node)
		}
		whole = append(whole, list...)
	}
	return whole
}

func (e evaluation) merged(objects []any, node hclsyntax.Node) any {
	var whole []field
	for _, raw := range objects {
		object, ok := raw.(*object)
		if !ok {
			return e.unknown(node)
		}
		whole = append(whole, object.fields...)
	}
	return newObject(whole)
}

func (e evaluation) join(arguments []any, node hclsyntax.Node) any {
	if len(arguments) != 2 {
		return e.unknown(node)
	}
	list, ok := arguments[1].([]any)
	if !ok {
		return e.unknown(node)
	}
	content := strings.Join(valueOf(list).Strings(), text(arguments[0]))
	if partly(list) {
		return unknown{content}
	}
	return content
}

func (e evaluation) coalesce(arguments []any, node hclsyntax.Node) any {
	for _, argument := range arguments {
		if value := valueOf(argument); value.Unknown() {
			return e.unknown(node)
		} else if value.Exists() && value.String() != "" {
			return argument
		}
	}
	return e.unknown(node)
}

func flat(raw any) any {
	list, ok := raw.([]any)
	if !ok {
		return raw
	}
	whole := []any{}
	for _, element := range list {
		if inner, ok := flat(element).([]any); ok {
			whole = append(whole, inner...)
			continue
		}
		whole = append(whole, element)
	}
	return whole
}
