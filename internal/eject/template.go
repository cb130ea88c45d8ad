package eject

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// part is a piece of a template: text as it stands in the template, with "$${" for "${", an expression, or a sequence
// that stays as it is.
type part struct {
	text       string
	expression string // between "${" and "}"
	sequence   string // "%{if ...}", or an interpolation that strips spaces, "${~ ... ~}"
}

// split takes a string of Terraform's JSON apart, which is a template. Only the lexer of HCL finds the ends of
// expressions, in which quotes and braces nest. The second result is false where the template is no mere row of text and
// expressions.
// https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
func split(template string) ([]part, bool) {
	template = strings.TrimPrefix(template, "\ufeff") // as HCL does
	tokens, diagnostics := hclsyntax.LexTemplate([]byte(template), "", hcl.InitialPos)
	if diagnostics.HasErrors() {
		return []part{{text: template}}, false
	}
	var parts []part
	mere := true
	depth, from := 0, 0 // of sequences, and where the present part begins
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

// isText tells whether parts are a text and nothing else.
func isText(parts []part) bool { return len(parts) == 1 && parts[0].text != "" }

// isExpression tells whether parts are an expression and nothing else.
func isExpression(parts []part) bool { return len(parts) == 1 && parts[0].expression != "" }

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

// within is a part as it stands in a template, with text as a function writes it.
func (c *converter) within(part part, text func(string) string) string {
	switch {
	case part.expression != "":
		return "${" + c.inline(part.expression) + "}"
	case part.sequence != "":
		return c.renameIn(part.sequence, hclsyntax.LexTemplate)
	}
	return text(part.text)
}

// literal writes a string that is no template, such as a description.
func literal(text string) node { return leaf(`"` + quote(escape(text)) + `"`) }
