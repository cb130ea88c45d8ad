package plainjson_test

import (
	"strings"
	"testing"

	"landform/internal/plainjson"
)

func TestNothingIsEscapedForWebPages(t *testing.T) {
	value := map[string]string{"a": "${x.y > 1 && true} <b>"}
	if got, want := plainjson.Compact(value), `{"a":"${x.y > 1 && true} <b>"}`; got != want {
		t.Errorf("Compact is %s, want %s", got, want)
	}
	var text strings.Builder
	if err := plainjson.Write(&text, value); err != nil || text.String() != "{\n  \"a\": \"${x.y > 1 && true} <b>\"\n}\n" {
		t.Errorf("Write is %q with error %v", text.String(), err)
	}
}
