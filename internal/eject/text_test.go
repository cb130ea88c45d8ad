package eject_test

import (
	"encoding/base64"
	"strings"
	"testing"
)

// argument returns the HCL of an argument: everything after its "=".
func argument(t *testing.T, kind, name string, value any) string {
	t.Helper()
	files := ejected(t, resource(t, kind, map[string]any{name: value}))
	_, after, found := strings.Cut(files["thing.tf"], name+" = ")
	if !found {
		t.Fatalf("%s has no %s", files["thing.tf"], name)
	}
	return strings.TrimSpace(strings.TrimSuffix(after, "}\n"))
}

func TestStringsAreTemplates(t *testing.T) {
	for value, want := range map[string]string{
		`plain`:                            `"plain"`,
		`${aws_vpc.main.id}`:               `aws_vpc.main.id`,
		`${ aws_vpc.main.id }`:             `aws_vpc.main.id`,
		`${((1 + 1))}`:                     `1 + 1`,
		`${"}${"a"}"}`:                     `"}${"a"}"`,
		`a ${f("}", {"b" = "\"}"})} c`:     `"a ${f("}", { "b" = "\"}" })} c"`,
		`${aws_vpc.main.id}${var.b}`:       `"${aws_vpc.main.id}${var.b}"`,
		`$${literal} %%{if} $5 100%`:       `"$${literal} %%{if} $5 100%"`,
		`%{if true}a%{else}b%{endif}`:      `"%{if true}a%{else}b%{endif}"`,
		`%{if var.b == "x"}"a"%{endif}`:    `"%{if var.b == "x"}\"a\"%{endif}"`,
		`a ${~ f("b") ~} c`:                `"a ${~f("b")~} c"`,
		`${aws_vpc.all.*.list.0}`:          `aws_vpc.all.*.list.0`,
		"${var.a +\n var.b}":               "(var.a +\n  var.b)",
		"${f(<<X\na\nX\n)}":                "(f(<<X\na\nX\n    )\n  )",
		"say \"yes\" \\ no\tand\nso on":    `"say \"yes\" \\ no\tand\nso on"`,
		`${tolist(aws_vpc.main.x).0.y}`:    `tolist(aws_vpc.main.x)[0].y`,
		`${{"for" = 1, "a b" = 2}}`:        "{\n    \"for\" = 1\n    \"a b\" = 2\n  }",
		`${[for x in var.y : x if x > 1]}`: `[for x in var.y : x if x > 1]`,
		`${merge({"a" = [1]}, var.b...)}`:  `merge({ "a" = [1] }, var.b...)`,
		`${f(1.5, x.0)}`:                   `f(1.5, x[0])`,
	} {
		if got := argument(t, "aws_vpc", "cidr_block", value); got != want {
			t.Errorf("%s is written as\n%s\nwant\n%s", value, got, want)
		}
	}
}

func TestValuesKeepTheirTypes(t *testing.T) {
	for _, test := range []struct {
		value any
		want  string
	}{
		{true, `true`},
		{"true", `"true"`},
		{5432, `5432`},
		{"5432", `"5432"`},
		{[]any{}, `[]`},
		{map[string]any{}, `{}`},
		{[]any{1, "${var.a}", nil}, `[1, var.a, null]`},
		{map[string]any{"for": 1}, `{ "for" = 1 }`},
		{map[string]any{"${var.a}": 1}, `{ "${var.a}" = 1 }`},
		{map[string]any{"a:${var.b}": 1}, `{ "a:${var.b}" = 1 }`},
	} {
		if got := argument(t, "aws_vpc", "tags", test.value); got != test.want {
			t.Errorf("%v is written as %s, want %s", test.value, got, test.want)
		}
	}
}

func TestDocumentsBecomeExpressionsWhereTheirMeaningStays(t *testing.T) {
	for value, want := range map[string]string{
		`{"a":"b"}`:                     `jsonencode({ a = "b" })`,
		`{"a":["${aws_vpc.main.arn}"]}`: `jsonencode({ a = [aws_vpc.main.arn] })`,
		`{"a":"${aws_eks_cluster.c.identity[0].oidc[0].issuer}"}`: `jsonencode({ a = aws_eks_cluster.c.identity[0].oidc[0].issuer })`,
		`{"a":"${aws_vpc.main.enable_dns_support}"}`:              `jsonencode({ a = tostring(aws_vpc.main.enable_dns_support) })`,
		`{"a":"${1+1}"}`:                            `jsonencode({ a = tostring(1 + 1) })`,
		`{"a":"x${aws_vpc.main.arn}/*"}`:            `jsonencode({ a = "x${aws_vpc.main.arn}/*" })`,
		`{"a":"x$${aws:username}"}`:                 `jsonencode({ a = "x$${aws:username}" })`,
		`{"${aws_vpc.main.id}:sub":"$${b}"}`:        `jsonencode({ "${aws_vpc.main.id}:sub" = "$${b}" })`,
		`{"a":"say \"${upper("}")}\" & <go>\n"}`:    `jsonencode({ a = "say \"${upper("}")}\" & <go>\n" })`,
		`{"a":null,"b":[true,1.5,{}]}`:              "jsonencode({\n    a = null\n    b = [true, 1.5, {}]\n  })",
		`[{"a":1,"b":2}]`:                           "jsonencode([{\n    a = 1\n    b = 2\n  }])",
		`{"port":${var.port}}`:                      `"{\"port\":${var.port}}"`,
		`{"a":1,"a":2}`:                             `"{\"a\":1,\"a\":2}"`,
		`{"b":{"a":1,"a":2}}`:                       `"{\"b\":{\"a\":1,\"a\":2}}"`,
		`${jsonencode({"a" = var.b, "c d" = [1]})}`: "jsonencode({\n    a     = var.b\n    \"c d\" = [1]\n  })",
		`"no document"`:                             `"\"no document\""`,
		`{"a":["${join("\",\"", var.b)}"]}`:         `"{\"a\":[\"${join("\",\"", var.b)}\"]}"`,
		`{"a":"\ud83d"}`:                            `"{\"a\":\"\\ud83d\"}"`,
		`%{if true}{"a":1}%{endif}`:                 `"%{if true}{\"a\":1}%{endif}"`,
	} {
		if got := argument(t, "aws_iam_policy", "policy", value); got != want {
			t.Errorf("%s is written as\n%s\nwant\n%s", value, got, want)
		}
	}
}

func TestOtherArgumentsKeepTheirTextToTheByte(t *testing.T) {
	for value, want := range map[string]string{
		`{"b":1,"a":2}`:       `"{\"b\":1,\"a\":2}"`,
		`{"a": 1}`:            `"{\"a\": 1}"`,
		`{"a":"<"}`:           `"{\"a\":\"<\"}"`,
		`{"a":"${var.b}"}`:    `"{\"a\":\"${var.b}\"}"`,
		`{"a":1.0}`:           `"{\"a\":1.0}"`,
		`{"a":1.5,"b":[1,2]}`: "jsonencode({\n    a = 1.5\n    b = [1, 2]\n  })",
		`{"a":"\u003c"}`:      `jsonencode({ a = "<" })`,
		`5`:                   `"5"`,
	} {
		if got := argument(t, "aws_iam_policy", "description", value); got != want {
			t.Errorf("%s is written as %s, want %s", value, got, want)
		}
	}
}

func TestTextOfSeveralLines(t *testing.T) {
	const script = "#!/bin/bash\necho \"${HOME}\" 'a\\n' %{x}\n"
	escaped := strings.NewReplacer("${", "$${", "%{", "%%{").Replace(script)
	files := ejected(t, resource(t, "aws_instance", map[string]any{"user_data": escaped}))
	if got := files["files/thing-main-user-data.sh"]; got != script {
		t.Errorf("the script is %q", got)
	}
	if !strings.Contains(files["thing.tf"], `user_data = file("${path.module}/files/thing-main-user-data.sh")`) {
		t.Errorf("the argument does not read the script: %s", files["thing.tf"])
	}
	for value, want := range map[string]string{
		"#!/bin/bash\nvolume='${aws_ebs_volume.d.id}'\necho \"$${HOME}\\n\"\n": "<<EOT\n#!/bin/bash\nvolume='${aws_ebs_volume.d.id}'\necho \"$${HOME}\\n\"\nEOT",
		"a ${var.b}\nEOT\nc\n":               "<<EOT_\na ${var.b}\nEOT\nc\nEOT_",
		"a ${var.b}\n EOT \nEOT_\n":          "<<EOT__\na ${var.b}\n EOT \nEOT_\nEOT__",
		"%{ if var.b ~}\n  a\n%{ endif ~}\n": "<<EOT\n%{if var.b~}\n  a\n%{endif~}\nEOT",
		"a ${var.b}\nb\nc":                   `"a ${var.b}\nb\nc"`,
		"a\r\nb\n${var.c}\n":                 `"a\r\nb\n${var.c}\n"`,
		"a\r\nb\nc\n":                        `"a\r\nb\nc\n"`,
	} {
		if got := argument(t, "aws_instance", "user_data", value); got != want {
			t.Errorf("%q is written as\n%s\nwant\n%s", value, got, want)
		}
	}
}

func TestTextInBase64IsAFile(t *testing.T) {
	const text = "kind: NodeConfig\nspec:\n  a: b\n"
	encoded := base64.StdEncoding.EncodeToString([]byte(text))
	files := ejected(t, resource(t, "aws_launch_template", map[string]any{"user_data": encoded}))
	if got := files["files/thing-main-user-data.txt"]; got != text {
		t.Errorf("the text is %q", got)
	}
	if want := `user_data = filebase64("${path.module}/files/thing-main-user-data.txt")`; !strings.Contains(files["thing.tf"], want) {
		t.Errorf("the argument does not read the file: %s", files["thing.tf"])
	}
	for _, other := range []string{base64.StdEncoding.EncodeToString([]byte("one line\n")), base64.StdEncoding.EncodeToString([]byte("a\n\xff\nb\n")), "YQpiCmMK\n"} {
		if got := argument(t, "aws_launch_template", "user_data", other); strings.Contains(got, "file") {
			t.Errorf("%q is written as %s", other, got)
		}
	}
}

func TestFilesWithOneNameAreTwo(t *testing.T) {
	files := ejected(t, stack(t, map[string]any{"resource": map[string]any{"aws_instance": map[string]any{
		"a": named("web/a-b", map[string]any{"user_data": "1\n2\n3\n"}),
		"b": named("web/a/b", map[string]any{"user_data": "4\n5\n6\n"}),
		"c": named("web/../a b", map[string]any{"user_data": "4\n5\n6\n"}),
	}}}))
	for name, want := range map[string]string{"files/web-a-b-user-data.txt": "1\n2\n3\n", "files/web-a-b-user-data-2.txt": "4\n5\n6\n", "files/web-..-a-b-user-data.txt": "4\n5\n6\n"} {
		if files[name] != want || !strings.Contains(files["web.tf"], `file("${path.module}/`+name+`")`) {
			t.Errorf("%s is %q, want %q, and read in %s", name, files[name], want, files["web.tf"])
		}
	}
}

func TestAResourceWithKnownInstancesIsWrittenOnce(t *testing.T) {
	files := ejected(t, resource(t, "aws_vpc", map[string]any{"for_each": map[string]any{"a": "1", "b": "2"}, "cidr_block": "10.${each.value}.0.0/16"}))
	if got := strings.Count(files["thing.tf"], "resource \"aws_vpc\""); got != 1 {
		t.Errorf("the resource is written %d times in\n%s", got, files["thing.tf"])
	}
}
