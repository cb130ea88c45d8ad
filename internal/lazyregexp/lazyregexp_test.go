package lazyregexp

import (
	"slices"
	"testing"
)

func TestRegexp(t *testing.T) {
	version := New(`^v(\d+)\.(\d+)`)
	if !version.MatchString("v1.2.3") || version.MatchString("1.2.3") {
		t.Error("MatchString")
	}
	if found := version.FindStringSubmatch("v1.2.3"); !slices.Equal(found, []string{"v1.2", "1", "2"}) {
		t.Error(found)
	}
	if found := version.FindStringSubmatch("1.2.3"); found != nil {
		t.Error(found)
	}
	if found := version.FindString("v1.2.3"); found != "v1.2" {
		t.Error(found)
	}
	if found := New(`\d`).FindAllStringIndex("a1b22", 2); !slices.EqualFunc(found, [][]int{{1, 2}, {3, 4}}, slices.Equal) {
		t.Error(found)
	}
	if replaced := version.ReplaceAllString("v1.2.3", "$2"); replaced != "2.3" {
		t.Error(replaced)
	}
}

func TestNewCompilesNothing(t *testing.T) {
	inTest = false
	defer func() { inTest = true }()
	if expression := New(`a+`); expression.compiled != nil || !expression.MatchString("aa") || expression.compiled == nil {
		t.Error("an expression is not compiled when it is first used")
	}
}

func TestInvalidExpressionsFailTests(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic for an invalid expression")
		}
	}()
	New(`(`)
}
