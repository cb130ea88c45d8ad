package eject

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// part is a piece of a template: text as it stands in the template, with "$${" for "${", or an expression.
type part struct {
	text       string
	expression string // between "${" and "}"
}

// split takes a string of Terraform's JSON apart, which is a template. Only the lexer of HCL finds the ends of
// expressions, in which quotes and braces nest. The second result is false where the template has directives, "%{...}":
// then it is a single text.
// https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
func split(template string) ([]part, bool) {
	tokens, diagnostics := hclsyntax.LexTemplate([]byte(template), "", hcl.InitialPos)
	if diagnostics.HasErrors() {
		return []part{{text: template}}, false
	}
	var parts []part
	depth, begin, from := 0, 0, 0 // of expressions; where the present one begins, and where text does
	for _, token := range tokens {
		switch token.Type {
		case hclsyntax.TokenTemplateControl:
			if depth == 0 {
				return []part{{text: template}}, false
			}
			depth++
		case hclsyntax.TokenTemplateInterp:
			if depth == 0 {
				parts = appendText(parts, template[from:token.Range.Start.Byte])
				begin = token.Range.End.Byte
			}
			depth++
		case hclsyntax.TokenTemplateSeqEnd:
			depth--
			if depth == 0 {
				parts = append(parts, part{expression: strings.TrimSpace(template[begin:token.Range.Start.Byte])})
				from = token.Range.End.Byte
			}
		}
	}
	return appendText(parts, template[from:]), true
}

func appendText(parts []part, text string) []part {
	if text == "" {
		return parts
	}
	return append(parts, part{text: text})
}

// unescape is what a template's text means.
func unescape(text string) string {
	return strings.NewReplacer("$${", "${", "%%{", "%{").Replace(text)
}

// escape writes text that is meant literally as a template's.
func escape(text string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(text)
}

// quote writes a template's text between quotes.
// https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
func quote(text string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(text)
}

// template writes a string of Terraform's JSON: an expression alone bare, and everything else between quotes.
func (c *converter) template(text string) node {
	parts, _ := split(text)
	if len(parts) == 1 && parts[0].text == "" {
		return c.expression(parts[0].expression)
	}
	var quoted strings.Builder
	for _, part := range parts {
		if part.text != "" {
			quoted.WriteString(quote(part.text))
			continue
		}
		quoted.WriteString("${" + c.rename(part.expression) + "}")
	}
	return leaf(`"` + quoted.String() + `"`)
}

// literal writes a string that is no template, such as a description.
func literal(text string) node { return leaf(`"` + quote(escape(text)) + `"`) }
