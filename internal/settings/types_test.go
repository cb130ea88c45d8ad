package settings

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// everyType has a setting of each type that JSON has.
type everyType struct {
	Text    string            `mapstructure:"text"`
	Whole   int               `mapstructure:"whole"`
	Number  float64           `mapstructure:"number"`
	Switch  bool              `mapstructure:"switch"`
	List    []int             `mapstructure:"list"`
	Mapping map[string]string `mapstructure:"mapping"`
	Object  struct {
		Whole int `mapstructure:"whole"`
	} `mapstructure:"object"`
}

const everyValue = `{"text": "a", "whole": 500, "number": 0.5, "switch": true, "list": [1, 2], "mapping": {"a": "b"}, "object": {"whole": 1}}`

func decodeEveryType(t *testing.T, text string) (everyType, []error) {
	t.Helper()
	var object map[string]any
	if err := json.Unmarshal([]byte(text), &object); err != nil {
		t.Fatal(err)
	}
	r, decoded := &report{}, everyType{}
	r.decode("", object, &decoded)
	return decoded, r.problems
}

func TestSettingsOfEveryType(t *testing.T) {
	decoded, problems := decodeEveryType(t, everyValue)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := everyType{Text: "a", Whole: 500, Number: 0.5, Switch: true, List: []int{1, 2}, Mapping: map[string]string{"a": "b"}}
	want.Object.Whole = 1
	if diff := cmp.Diff(want, decoded); diff != "" {
		t.Errorf("decoded (-want +got):\n%s", diff)
	}
}

func TestValuesOfAnotherTypeAreRejected(t *testing.T) {
	for _, test := range []struct{ from, to, want string }{
		{`"text": "a"`, `"text": 1`, `context.text is 1: must be a JSON string`},
		{`"whole": 500`, `"whole": 500.5`, `context.whole is 500.5: must be a JSON number without a fraction`},
		{`"whole": 500`, `"whole": "500"`, `context.whole is "500": must be a JSON number without a fraction`},
		{`"whole": 500`, `"whole": true`, `context.whole is true: must be a JSON number without a fraction`},
		{`"whole": 500`, `"whole": null`, `context.whole is missing: it must be set`},
		{`"number": 0.5`, `"number": "0.5"`, `context.number is "0.5": must be a JSON number`},
		{`"switch": true`, `"switch": "true"`, `context.switch is "true": must be a JSON boolean`},
		{`"switch": true`, `"switch": 1`, `context.switch is 1: must be a JSON boolean`},
		{`[1, 2]`, `1`, `context.list is 1: must be a JSON array`},
		{`[1, 2]`, `[1, 2.5]`, `context.list[1] is 2.5: must be a JSON number without a fraction`},
		{`{"a": "b"}`, `["b"]`, `context.mapping is ["b"]: must be a JSON object`},
		{`{"whole": 1}`, `{"whole": "1"}`, `context.object.whole is "1": must be a JSON number without a fraction`},
	} {
		t.Run(test.to, func(t *testing.T) {
			_, problems := decodeEveryType(t, strings.Replace(everyValue, test.from, test.to, 1))
			if len(problems) != 1 || !strings.Contains(problems[0].Error(), test.want) {
				t.Errorf("problems are %v, want one that says %q", problems, test.want)
			}
		})
	}
}
