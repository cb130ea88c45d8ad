package eject

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// part is a piece of a template: text as written in the template, with "$${" for "${", an expression, or a sequence
// that stays unchanged.
type part struct {
	text       string
	expression string // between "${" and "}"
	sequence   string // "%{if ...}", or an interpolation that strips spaces, "${~ ... ~}"
}

// split parses a string of Terraform's JSON, which is a template. Only the lexer of HCL finds the ends of expressions,
// in which quotes and braces nest. The second result is false if the template contains more than text and expressions.
// https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
func split(template string) ([]part, bool) {
	template = strings.TrimPrefix(template, "\ufeff") // as HCL does
	tokens, diagnostics := hclsyntax.LexTemplate([]byte(template), "", hcl.InitialPos)
	if diagnostics.HasErrors() {
		return []part{{text: template}}, false
	}
	var parts []part
	mere := true
	depth, from := 0, 0 // depth of sequences, and the start of the current part
	var opening hclsyntax.Token
	for _, token := range tokens {
		switch token.Type {
		case hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			if depth == 0 {
				parts = appendText(parts, template[from:token.Range.Start.Byte])
				from, opening = token.Range.Start.Byte, token
			}
			depth++
		case hclsyntax.TokenTemplateSeqEnd:
			depth--
			if depth > 0 {
				continue
			}
			end := token.Range.End.Byte
			if string(opening.Bytes) == "${" && string(token.Bytes) == "}" {
				parts = append(parts, part{expression: strings.TrimSpace(template[opening.Range.End.Byte:token.Range.Start.Byte])})
			} else {
				parts, mere = append(parts, part{sequence: template[from:end]}), false
			}
			from = end
		}
	}
	return appendText(parts, template[from:]), mere
}

func appendText(parts []part, text string) []part {
	if text == "" {
		return parts
	}
	return append(parts, part{text: text})
}

// isText reports whether the parts are only text.
func isText(parts []part) bool { return len(parts) == 1 && parts[0].text != "" }

// isExpression reports whether the parts are only an expression.
func isExpression(parts []part) bool { return len(parts) == 1 && parts[0].expression != "" }

// unescape converts a template's text to its literal meaning.
func unescape(text string) string {
	return strings.NewReplacer("$${", "${", "%%{", "%{").Replace(text)
}

// escape converts a literal text to a template's text.
func escape(text string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(text)
}

// quote writes a template's text in quotation marks.
// https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
func quote(text string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(text)
}

// template writes a string of Terraform's JSON: a single expression bare, and everything else in quotation marks.
func (c *converter) template(text string) node {
	parts, mere := split(text)
	if isExpression(parts) {
		return c.expression(parts[0].expression)
	}
	if !mere && strings.Contains(text, "\n") {
		c.problem("%q strips spaces or has directives on several lines: in a quoted string, HCL would interpret them differently", text)
	}
	var quoted strings.Builder
	for _, part := range parts {
		quoted.WriteString(c.within(part, quote))
	}
	return leaf(`"` + quoted.String() + `"`)
}

// within formats a part inside a template. A function formats its text.
func (c *converter) within(part part, text func(string) string) string {
	switch {
	case part.expression != "":
		return "${" + c.inline(part.expression) + "}"
	case part.sequence != "":
		return c.renameIn(part.sequence, hclsyntax.LexTemplate)
	}
	return text(part.text)
}

// literal writes a string that is not a template, such as a description.
func literal(text string) node { return leaf(`"` + quote(escape(text)) + `"`) }
