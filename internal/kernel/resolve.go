package kernel

import (
	"strconv"
	"strings"

	"landform/internal/lazyregexp"
)

// A context says how values are resolved. Each value gets a copy: what a token changes in it concerns what is in the token.
type context struct {
	stack         *construct
	preparing     bool // whether references to other stacks are made
	suppress      bool // whether an expression goes without "${" and "}", as it is in another one
	ignoreEscapes bool // whether "${" and "}" in text are no expression
	warn          bool // whether escapes print a warning
}

// maxDepth is how deep values are, at most.
const maxDepth = 200

// resolve returns a value without tokens.
func (k *kernel) resolve(value any, c *context) any {
	if len(k.path) > maxDepth {
		path := k.pathName()
		fail("Unable to resolve object tree with circular reference at '%s'.\n\nThe depth of your object tree is over 200, indicating you probably have a cyclical reference. Inspect the construct creating this cyclic reference (most likely in '%s') and ensure it does not infinitely nest constructs.", path, path)
	}
	switch v := value.(type) {
	case string:
		return k.resolveText(v, c)
	case float64:
		if v == numberMap {
			fail("Found an encoded map token in a scalar number context.\n%s", mapExplanation)
		}
		if t := k.lookupNumber(v, numberMarker); t != nil {
			inner := *c
			return k.resolveToken(t, &inner)
		}
	case *token:
		inner := *c
		return k.resolveToken(v, &inner)
	case []any:
		return k.resolveList(v, c)
	case *object:
		return k.resolveObject(v, c)
	case *construct, *node, enum:
		panic(unknown("an object that is used as a value"))
	}
	return value
}

// within resolves what is in a list or an object.
func (k *kernel) within(key string, value any, c *context) any {
	k.path = append(k.path, key)
	inner := *c
	resolved := k.resolve(value, &inner)
	k.path = k.path[:len(k.path)-1]
	return resolved
}

func (k *kernel) pathName() string { return "/" + strings.Join(k.path, "/") }

// resolveToken resolves a token in a context of its own. If that fails, the error says at each token on the way that it was in
// one, hence the depth.
func (k *kernel) resolveToken(t *token, c *context) any {
	k.depth++
	resolved := k.resolve(t.resolve(k, c), c)
	k.depth--
	return resolved
}

func (k *kernel) resolveList(list []any, c *context) any {
	if hasListToken(list) {
		return k.resolveListToken(list, c)
	}
	if hasNumberListToken(list) {
		if len(list) != 1 {
			fail("Cannot add elements to list token, got: %s.\n\n%s", k.jsText(list), numberListExplanation)
		}
		inner := *c
		return k.resolve(k.lookupNumber(list[0].(float64), numberListMarker), &inner)
	}
	resolved := make([]any, 0, len(list))
	for i, value := range list {
		if value := k.within(strconv.Itoa(i), value, c); value != nil {
			resolved = append(resolved, value)
		}
	}
	return resolved
}

func (k *kernel) resolveListToken(list []any, c *context) any {
	if len(list) != 1 {
		fail("Cannot add elements to list token, got: %s.\n\n%s", k.jsText(list), listExplanation)
	}
	text := list[0].(string)
	start, end, key := nextMarked(text, listMarker, 0)
	if start > 0 || end < len(text) {
		fail("Cannot concatenate strings in a tokenized string array, got: %s.\n\n%s", text, concatenationExplanation)
	}
	inner := *c
	return k.resolve(k.lookup(key), &inner)
}

func (k *kernel) resolveObject(o *object, c *context) any {
	if hasMapToken(o) {
		return k.resolveMapToken(o, c)
	}
	resolved := &object{fields: make([]field, 0, len(o.fields))}
	for _, f := range o.fields {
		key := f.key
		if hasToken(key, textMarker) || numeric(key) {
			inner := *c
			resolvedKey := k.resolve(key, &inner)
			text, ok := resolvedKey.(string)
			if !ok {
				fail(`At "%s" a map uses the key "%s", meaning that key must resolve to a string. However, it resolves to a %s with the value %s. To fix this, change the Token to resolve to a string.`,
					k.pathName(), key, typeOf(resolvedKey), k.stringify(resolvedKey))
			}
			key = text
		}
		if value := k.within(f.key, f.value, c); value != nil {
			resolved.set(key, value)
		}
	}
	return resolved
}

func (k *kernel) resolveMapToken(o *object, c *context) any {
	if len(o.fields) != 1 {
		fail("Cannot add elements to map token, got: %s. %s", k.stringify(o), mapTokenExplanation)
	}
	text := o.fields[0].key
	start, end, key := nextMarked(text, mapMarker, 0)
	if start > 0 || end < len(text) {
		fail("Cannot concatenate strings in a tokenized map, got: undefined.\n\n%s", mapConcatenationExplanation)
	}
	inner := *c
	return k.resolve(k.lookup(key), &inner)
}

// resolveText resolves the tokens in text. Text that is one token becomes what the token stands for, of whatever type.
func (k *kernel) resolveText(s string, c *context) any {
	if !strings.Contains(s, "TfToken[") {
		if s == stringMap || s == anyMap {
			fail("Found an encoded map token in a scalar string context.\n%s", mapExplanation)
		}
		if numeric(s) {
			return k.resolveNumbers(s, c)
		}
		return s
	}
	if hasToken(s, listMarker) {
		fail("Found an encoded list token string in a scalar string context.\n%s", scalarListExplanation)
	}
	var resolved any = s
	if hasToken(s, textMarker) {
		pieces := k.split(s, !c.ignoreEscapes, c.warn)
		inner := *c
		resolved = k.concatenate(k.resolvePieces(pieces, &inner))
	}
	if text, ok := resolved.(string); ok {
		return k.resolveNumbers(text, c)
	}
	switch resolved.(type) {
	case float64, []any:
		if numeric(k.jsText(resolved)) {
			panic(unknown("a token that stands for a large number or a list that looks like one")) // JavaScript fails
		}
	}
	return resolved
}

// concatenated matches numbers as cdktf looks for them in text, and what else has an e between digits, dots or dashes.
var concatenated = lazyregexp.New(`[-|\d.+]+(e[-|\d.eE+]+)`)

// numeric reports whether concatenated matches, as nearly no text does.
func numeric(s string) bool {
	for i := strings.IndexByte(s, 'e'); i >= 0 && i+1 < len(s); {
		if i > 0 && strings.IndexByte("-|+.0123456789", s[i-1]) >= 0 && strings.IndexByte("-|+.0123456789eE", s[i+1]) >= 0 {
			return true
		}
		next := strings.IndexByte(s[i+1:], 'e')
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

// resolveNumbers resolves numbers that stand for tokens and have become text: "port-1.23e+298".
func (k *kernel) resolveNumbers(s string, c *context) any {
	if !numeric(s) {
		return s
	}
	var pieces []piece
	at := 0
	for _, match := range concatenated.FindAllStringIndex(s, -1) {
		t := k.lookupNumber(leadingNumber(s[match[0]:match[1]]), numberMarker)
		if t == nil {
			continue
		}
		if match[0] > at {
			pieces = append(pieces, piece{kind: literal, text: s[at:match[0]]})
		}
		pieces = append(pieces, piece{kind: tokenPiece, token: t})
		at = match[1]
	}
	if at == 0 {
		return s
	}
	if at < len(s) {
		pieces = append(pieces, piece{kind: literal, text: s[at:]})
	}
	inner := *c
	return k.concatenate(k.resolvePieces(pieces, &inner))
}

var decimal = lazyregexp.New(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?`)

// leadingNumber is JavaScript's parseFloat.
func leadingNumber(s string) float64 {
	number, err := strconv.ParseFloat(decimal.FindString(s), 64)
	if err != nil {
		return 0 // no token in any case
	}
	return number
}

func typeOf(value any) string {
	switch value.(type) {
	case nil:
		return "undefined"
	case float64:
		return "number"
	case bool:
		return "boolean"
	case string:
		return "string"
	}
	return "object"
}

// stringify is JSON.stringify, for errors.
func (k *kernel) stringify(value any) string {
	if value == nil {
		return "undefined"
	}
	var compact strings.Builder
	k.compact(&compact, value)
	return compact.String()
}

func (k *kernel) compact(to *strings.Builder, value any) {
	switch v := value.(type) {
	case []any:
		to.WriteByte('[')
		for i, inner := range v {
			if i > 0 {
				to.WriteByte(',')
			}
			k.compact(to, inner)
		}
		to.WriteByte(']')
	case *object:
		to.WriteByte('{')
		for i, f := range v.ordered() {
			if i > 0 {
				to.WriteByte(',')
			}
			to.Write(appendText(nil, f.key))
			to.WriteByte(':')
			k.compact(to, f.value)
		}
		to.WriteByte('}')
	case *token:
		to.WriteString(`"<unresolved-token>"`)
	default:
		to.Write(appendValue(nil, value, nil))
	}
}
