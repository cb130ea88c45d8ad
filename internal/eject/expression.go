package eject

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tidwall/gjson"
)

// expression formats an expression idiomatically: renamed, with objects on several lines, without parentheses around
// the whole, and with indexes in brackets.
func (c *converter) expression(original string) node {
	source := c.rename(original)
	parsed, diagnostics := hclsyntax.ParseExpression([]byte(source), "", hcl.InitialPos)
	if diagnostics.HasErrors() || hasHeredoc(source) {
		return lone(c.inline(original))
	}
	for {
		inner, ok := parsed.(*hclsyntax.ParenthesesExpr)
		if !ok {
			return layout(parsed, source)
		}
		parsed = inner.Expression
	}
}

// inline formats an expression inside a template.
func (c *converter) inline(source string) string {
	if hasHeredoc(source) {
		return c.rename(source) + "\n" // which must follow the end of a heredoc
	}
	return c.rename(source)
}

func hasHeredoc(source string) bool {
	tokens, _ := hclsyntax.LexExpression([]byte(source), "", hcl.InitialPos)
	return slices.ContainsFunc(tokens, func(token hclsyntax.Token) bool { return token.Type == hclsyntax.TokenOHeredoc })
}

// layout parses the collections in an expression, and leaves everything else unchanged.
func layout(parsed hclsyntax.Expression, source string) node {
	switch parsed := parsed.(type) {
	case *hclsyntax.FunctionCallExpr:
		if parsed.ExpandFinal {
			break
		}
		arguments := make([]node, len(parsed.Args))
		for index, argument := range parsed.Args {
			arguments[index] = layout(argument, source)
		}
		return call(parsed.Name, arguments...)
	case *hclsyntax.TupleConsExpr:
		values := make([]node, len(parsed.Exprs))
		for index, value := range parsed.Exprs {
			values[index] = layout(value, source)
		}
		return list(values...)
	case *hclsyntax.ObjectConsExpr:
		items := make([]item, len(parsed.Items))
		for index, entry := range parsed.Items {
			key := text(entry.KeyExpr, source)
			if unquoted := strings.Trim(key, `"`); len(unquoted) == len(key)-2 && bareKey(unquoted) {
				key = unquoted
			}
			items[index] = item{key: key, value: layout(entry.ValueExpr, source)}
		}
		return object(items...)
	}
	return lone(text(parsed, source))
}

// lone formats an expression outside of a template. It may continue on another line only between parentheses.
func lone(expression string) node {
	if strings.Contains(expression, "\n") {
		return leaf("(" + expression + ")")
	}
	return leaf(expression)
}

func text(parsed hclsyntax.Expression, source string) string {
	within := parsed.Range()
	return source[within.Start.Byte:within.End.Byte]
}

// bareKey reports whether an object's key needs no quotes. "for" would start a for expression.
func bareKey(key string) bool { return hclsyntax.ValidIdentifier(key) && key != "for" }

// rename replaces the names of resources with their new ones, and the index in "list.0" with "list[0]".
func (c *converter) rename(source string) string { return c.renameIn(source, hclsyntax.LexExpression) }

func (c *converter) renameIn(source string, lex func([]byte, string, hcl.Pos) (hclsyntax.Tokens, hcl.Diagnostics)) string {
	tokens, diagnostics := lex([]byte(source), "", hcl.InitialPos)
	if diagnostics.HasErrors() {
		return source
	}
	var written strings.Builder
	// After a splat, ".0" is applied to each element, and "[0]" to the whole result.
	indexes := !slices.ContainsFunc(tokens, func(token hclsyntax.Token) bool { return token.Type == hclsyntax.TokenStar })
	end := 0
	for index, token := range tokens {
		from, to := token.Range.Start.Byte, token.Range.End.Byte
		written.WriteString(source[end:from])
		end = to
		switch {
		case index >= 2 && token.Type == hclsyntax.TokenIdent && reference(tokens[:index]):
			written.WriteString(c.label(string(tokens[index-2].Bytes), string(token.Bytes)))
		case indexes && token.Type == hclsyntax.TokenDot && index+1 < len(tokens) && isIndex(tokens[index+1]):
			written.WriteByte('[')
		case indexes && index >= 1 && tokens[index-1].Type == hclsyntax.TokenDot && isIndex(token):
			written.WriteString(string(token.Bytes) + "]")
		default:
			written.Write(token.Bytes)
		}
	}
	return written.String() + source[end:]
}

// reference reports whether tokens end with the type of a resource and a dot: "aws_vpc.", but not "x.aws_vpc.".
func reference(tokens hclsyntax.Tokens) bool {
	last := len(tokens) - 1
	return tokens[last].Type == hclsyntax.TokenDot && tokens[last-1].Type == hclsyntax.TokenIdent &&
		(last < 2 || tokens[last-2].Type != hclsyntax.TokenDot)
}

func isIndex(token hclsyntax.Token) bool {
	return token.Type == hclsyntax.TokenNumberLit && !strings.ContainsAny(string(token.Bytes), ".eE")
}

// value writes a value of Terraform's JSON, whose strings are templates.
func (c *converter) value(value gjson.Result) node { return compose(value, c.template) }

// constant writes a value whose strings are not templates.
func constant(value gjson.Result) node { return compose(value, literal) }

// compose writes a JSON value. Functions format its strings and keys.
func compose(value gjson.Result, asString func(string) node) node {
	switch {
	case value.IsObject():
		var items []item
		value.ForEach(func(key, value gjson.Result) bool {
			items = append(items, item{key: keyOf(key.String(), asString), value: compose(value, asString)})
			return true
		})
		return object(items...)
	case value.IsArray():
		var values []node
		for _, element := range value.Array() {
			values = append(values, compose(element, asString))
		}
		return list(values...)
	case value.Type == gjson.String:
		return asString(value.String())
	}
	return leaf(value.Raw)
}

// keyOf writes an object's key: an expression needs quotes there, or Terraform takes it for a name.
func keyOf(name string, asString func(string) node) string {
	if bareKey(name) {
		return name
	}
	written := asString(name).String()
	if !strings.HasPrefix(written, `"`) {
		return `"${` + written + `}"`
	}
	return written
}
