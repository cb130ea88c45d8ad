package synthesized

import (
	"reflect"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// FuzzDecode compares what is decoded with gjson's values. Those have the first of a key that occurs twice, so such texts are
// compared in that alone.
func FuzzDecode(f *testing.F) {
	for _, text := range []string{`{"b": [1, -2.5e+3, true, null, {}], "a": "\u00e9\ud83d\ude00\n\/\"", "//": {"a": "${b}"}}`, `[]`, ` 0 `,
		`{"a": 1, "a": 2}`, `{"a/": 1, "a\/": 2}`, `{"": 1, "": 2}`, `[01]`, `[1.]`, `[-]`, `[1,]`, `{"a" 1}`, `{,}`, `{"a":1,}`, "[\"\t\"]", `"\x"`, `"\u00g0"`,
		`"\ud800"`, `"\ud800\u0041"`, `tru`, `[1] 2`, "\xff", `[1e999]`, `"%{ if true }"`, ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		decoder := decoder{text: text}
		value, ok := decoder.decode()
		if valid := gjson.Valid(text); ok != valid {
			t.Fatalf("%q is read: %v, valid: %v", text, ok, valid)
		}
		if !ok {
			return
		}
		key := Duplicate([]byte(text))
		if (key != "") != (decoder.twice != "") {
			t.Fatalf("%q has %q twice, and the decoder found %q", text, key, decoder.twice)
		}
		if key != "" || strings.Count(text, `""`) > 1 { // an empty key is refused by nobody
			return
		}
		if want := gjson.Parse(text).Value(); !reflect.DeepEqual(plain(value), want) {
			t.Fatalf("%q is %#v, not %#v", text, plain(value), want)
		}
	})
}

// A text that is nested without end is refused, before it takes the whole stack of the goroutine.
func TestDepth(t *testing.T) {
	for depth, want := range map[int]bool{maxDepth: true, maxDepth + 1: false, 5_000_000: false} {
		for _, pair := range [][2]string{{"[", "]"}, {`{"a":`, "}"}} {
			decoder := decoder{text: strings.Repeat(pair[0], depth-1) + "[]" + strings.Repeat(pair[1], depth-1)}
			if _, ok := decoder.decode(); ok != want {
				t.Errorf("%d times %s is read: %v", depth, pair[0], ok)
			}
		}
	}
	if _, err := Parse("deep", "deep.json", []byte(`{"a":`+strings.Repeat("[", 5_000_000)+"}")); err == nil {
		t.Error("a stack that is nested without end is read")
	}
}
