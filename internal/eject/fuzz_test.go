package eject_test

import (
	"encoding/base64"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"landform/internal/eject"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// hostile are strings that are easily written as the wrong HCL.
var hostile = []string{
	"", " ", "plain", "5432", "1e5", "true", "null", `"`, `\`, `\n`, `\"`, "\t", "a\nb", "a\nb\nc\n", "a\r\nb\r\n", "\x00\x7f", "\u2028", "é", "e\u0301", "𝕏", "\ufeff",
	"$", "$$", "$$$", "%", "%%", "{}", "${", "$${", "$$${", "$$$${", "%{", "%%{", "%%%{", "$${}", "$$${var.s}", "$%{if true}a%{endif}", "%${var.s}", "$ {var.s}",
	"${var.s}", "${ var.s }", "${\n var.s\n}", "${~ var.s ~}", "a ${~ var.s ~} b", "${(var.s)}", "${((1 + 1))}", "${1 + 1}", "${\"${var.s}\"}", "${\"}\"}", "${\"{\"}", "${var.m[\"}\"]}",
	"${var.l.0}", "${var.l[0]}", "${var.o.*.l.0}", "${var.o[*].l[0]}", "${var.o.*.l[0]}", "${[for x in var.l : x if x != \"\"]}", "${{for k, v in var.m : k => v...}}",
	"${{a = 1, \"b\" = 2, (var.s) = 3, \"c d\" = 4, \"${var.s}\" = 5, null = 6, true = 7}}", "${{}}", "${[]}", "${[1, [2, {}]]}", "${{\"for\" : 1}}",
	"${upper(\"}\")}", "${upper(<<X\na\nX\n)}", "${join(\",\", var.l...)}", "${var.n}", "${var.n}${var.n}", "${true ? var.s : \"b\"}", "${!true}", "${!\ntrue}", "${-var.n}",
	"%{if true}a%{else}b%{endif}", "%{for x in var.l}${x}%{endfor}", "%{ if true ~}\n a\n%{ endif ~}\n", "$${literal} %%{if}",
	"#!/bin/bash\necho ${var.s}\n  EOT\nEOT\n", "a\n EOT\nb\n", "EOT\nb ${var.s}\nc\n", "a ${var.s}\nb EOT\nc\n", "\na\n${var.s}\n\n", "  a\n    b ${var.s}\n  c\n", "a\n\n\n", "a\\\n${\"\\n\"}\nb\n",
	`{"a":"b"}`, `{"a":"${var.s}"}`, `{"a":"${1 + 1}"}`, `{"a":${var.n}}`, `{"a":"<>&"}`, `{"a":"\u003c"}`, `{"a":1.0,"b":1e2,"c":-0}`, `{"a":1,"a":2}`, `{"a":null}`, `{"${var.s}":1}`, `{"a":["${join("\",\"", var.l)}"]}`,
	`{"a":"\ud83d"}`, `{"a":"\ue0001\ue001"}`, "{\"a\":\"\ue0000\ue001\"}", `{"a":"$${aws:username} %%{x}"}`, `{"":{"":[]}}`, `[]`, `{}`, ` {"a" : 1} `, `{"a":12345678901234567890}`, `{"a":"x${var.s}y${var.n}"}`, `"text"`, `{"a":"é\u0301"}`, `{"a":"\/"}`, `{"a":"${var.b}"}`, `{"a":"${var.q}"}`,
	base64.StdEncoding.EncodeToString([]byte("a\nb\nc\n")), base64.StdEncoding.EncodeToString([]byte("a\n\xff\nc\n")), "YQpiCmMK\n",
	strings.Repeat("long ", 5000), strings.Repeat("${var.s}", 200), "a" + strings.Repeat("\nb", 3000) + "\n",
}

// scope holds the values that the strings may refer to, and the written files.
func scope(files map[string][]byte) *hcl.EvalContext {
	read := func(encode func(string) string) function.Function {
		return function.New(&function.Spec{
			Params: []function.Parameter{{Name: "path", Type: cty.String}},
			Type:   function.StaticReturnType(cty.String),
			Impl: func(arguments []cty.Value, _ cty.Type) (cty.Value, error) {
				return cty.StringVal(encode(string(files[strings.TrimPrefix(arguments[0].AsString(), "./")]))), nil
			},
		})
	}
	return &hcl.EvalContext{
		Variables: map[string]cty.Value{
			"path": cty.ObjectVal(map[string]cty.Value{"module": cty.StringVal(".")}),
			"var": cty.ObjectVal(map[string]cty.Value{
				"s": cty.StringVal("text"), "n": cty.NumberIntVal(5), "b": cty.True, "q": cty.StringVal("simple"),
				"l": cty.ListVal([]cty.Value{cty.StringVal("x"), cty.StringVal("y")}),
				"m": cty.MapVal(map[string]cty.Value{"}": cty.StringVal("z")}),
				"o": cty.ListVal([]cty.Value{cty.ObjectVal(map[string]cty.Value{"l": cty.ListVal([]cty.Value{cty.StringVal("p"), cty.StringVal("q")})})}),
			}),
		},
		Functions: map[string]function.Function{
			"upper": stdlib.UpperFunc, "jsonencode": stdlib.JSONEncodeFunc, "join": stdlib.JoinFunc, "tostring": stdlib.MakeToFunc(cty.String),
			"file":       read(func(text string) string { return text }),
			"filebase64": read(func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }),
		},
	}
}

// FuzzStringsKeepTheirMeaning writes a JSON string as an argument of each kind, and compares the HCL values of both. Text
// that JSON or Terraform refuses has no meaning to keep; eject may refuse only strip markers and directives.
func FuzzStringsKeepTheirMeaning(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		template, diagnostics := hclsyntax.ParseTemplate([]byte(text), "", hcl.InitialPos)
		if diagnostics.HasErrors() {
			return
		}
		nested := map[string]any{"Name": text}
		files, err := eject.Files(stack(t, map[string]any{
			"variable": map[string]any{"v": map[string]any{"description": text, "default": text}},
			"resource": map[string]any{
				"aws_instance":   map[string]any{"main": named("thing/main", map[string]any{"user_data": text, "tags": nested})},
				"aws_iam_policy": map[string]any{"main": named("thing/main", map[string]any{"policy": text})},
			},
		}), eject.Options{})
		if err != nil && strings.Contains(err.Error(), "strips spaces or has directives") {
			if !strings.Contains(text, "~") && !strings.Contains(text, "%{") {
				t.Errorf("%q has neither, and is refused: %v", text, err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		blocks := parsed(t, files)
		want, diagnostics := template.Value(scope(nil))
		means(t, blocks["aws_instance.main"], "user_data", files, template, want, diagnostics, false)
		means(t, blocks["aws_iam_policy.main"], "policy", files, template, want, diagnostics, true)
		if !diagnostics.HasErrors() {
			tags := valueOf(t, blocks["aws_instance.main"], "tags", files)
			if got := tags.AsValueMap()["Name"]; !got.RawEquals(want) {
				t.Errorf("the tag %q is %#v, want %#v", text, got, want)
			}
		}
		literal(t, files, text)
	})
}

// means compares the value of an argument with that of the template in JSON.
func means(t *testing.T, block source, name string, files map[string][]byte, template hclsyntax.Expression, want cty.Value, refused hcl.Diagnostics, document bool) {
	t.Helper()
	if got, want := variables(block.Attributes[name].Expr), variables(template); !cmp.Equal(got, want) {
		t.Errorf("%s refers to %v, want %v", name, got, want)
	}
	if refused.HasErrors() {
		return // its value depends on references that are not in scope
	}
	got := valueOf(t, block, name, files)
	if got.RawEquals(want) || document && sameDocument(got, want) {
		return
	}
	t.Errorf("%s is\n%#v, want\n%#v\nfrom %s", name, got, want, block.Attributes[name].Expr.Range().SliceBytes(block.text))
}

func valueOf(t *testing.T, block source, name string, files map[string][]byte) cty.Value {
	t.Helper()
	value, diagnostics := block.Attributes[name].Expr.Value(scope(files))
	if diagnostics.HasErrors() {
		t.Fatalf("%s: %s\nin %s", name, diagnostics, block.text)
	}
	return value
}

// variables returns the references in an expression, except those to the folder of the files.
func variables(expression hclsyntax.Expression) []string {
	var found []string
	for _, traversal := range expression.Variables() {
		if root := traversal.RootName(); root != "path" {
			found = append(found, root)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// sameDocument reports whether two strings are equal as JSON, as a provider compares policies.
func sameDocument(got, want cty.Value) bool {
	if got.Type() != cty.String || want.Type() != cty.String {
		return false
	}
	decode := func(value cty.Value) (document any) {
		decoder := json.NewDecoder(strings.NewReader(value.AsString()))
		if decoder.Decode(&document) != nil {
			return value.AsString()
		}
		return document
	}
	return cmp.Equal(decode(got), decode(want))
}

// literal checks that a string that is not a template keeps its exact text.
func literal(t *testing.T, files map[string][]byte, text string) {
	t.Helper()
	file, diagnostics := hclsyntax.ParseConfig(files["variables.tf"], filepath.Base("variables.tf"), hcl.InitialPos)
	if diagnostics.HasErrors() {
		t.Fatal(diagnostics)
	}
	for name, attribute := range file.Body.(*hclsyntax.Body).Blocks[0].Body.Attributes {
		value, diagnostics := attribute.Expr.Value(nil)
		if diagnostics.HasErrors() || !value.RawEquals(cty.StringVal(text)) {
			t.Errorf("%s is %#v, want %q: %s", name, value, text, diagnostics)
		}
	}
}
