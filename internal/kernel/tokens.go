package kernel

import (
	"math"
	"strconv"
	"strings"

	"landform/internal/lazyregexp"
)

// A token stands for a value that is known later. cdktf hands tokens out as text, lists, numbers and maps, which hold a number
// by which the token is found again.
type token struct {
	expression
	text, list, mapKey string // what stands for it, once that was asked for
	number, numbers    float64
	reference          // how the program refers to it, if it does
}

// An expression is what a token stands for.
type expression interface {
	// resolve returns a value that may hold tokens itself. It may change the context, for itself and for that value.
	resolve(k *kernel, c *context) any
}

// An entry of the kernel's tokens.
type entry struct {
	key   string // in text, empty for numbers
	token *token
}

const (
	textMarker = "${TfToken["
	listMarker = "#{TfToken["
	mapMarker  = "&{TfToken["
	endMarker  = "]}"

	// The upper 16 bits of a number that stands for a token.
	numberMarker     = 0xfdff
	numberListMarker = 0xfbff

	stringMap = "String Map Token Value"
	anyMap    = "Any Map Token Value"
	numberMap = -123456789
)

func newToken(e expression) *token { return &token{expression: e} }

// register gives a token a number, and the key that stands for it in text.
func (k *kernel) register(t *token, hint string) string {
	if hint = notKey.ReplaceAllString(hint, "."); hint == "" {
		hint = "TOKEN"
	}
	key := hint + "." + strconv.Itoa(len(k.older)+len(k.tokens))
	k.tokens = append(k.tokens, entry{key, t})
	return key
}

var notKey = lazyregexp.New(`[^a-zA-Z0-9:._-]`)

func (k *kernel) asText(t *token) string { return k.asTextWith(t, "") }

func (k *kernel) asTextWith(t *token, hint string) string {
	if t.text == "" {
		t.text = textMarker + k.register(t, hint) + endMarker
	}
	return t.text
}

func (k *kernel) asList(t *token, hint string) []any {
	if t.list == "" {
		t.list = listMarker + k.register(t, hint) + endMarker
	}
	return []any{t.list}
}

func (k *kernel) asMap(t *token, value any, hint string) *object {
	if t.mapKey == "" {
		t.mapKey = mapMarker + k.register(t, hint) + endMarker
	}
	return &object{fields: []field{{t.mapKey, value}}}
}

func (k *kernel) asNumber(t *token) float64 {
	if t.number == 0 {
		t.number = k.encoded(t, numberMarker)
	}
	return t.number
}

func (k *kernel) asNumbers(t *token) []any {
	if t.numbers == 0 {
		t.numbers = k.encoded(t, numberListMarker)
	}
	return []any{t.numbers}
}

func (k *kernel) encoded(t *token, marker uint64) float64 {
	k.tokens = append(k.tokens, entry{"", t})
	return math.Float64frombits(marker<<48 | uint64(len(k.older)+len(k.tokens)-1))
}

// entry returns the token with a number, and the zero entry if there is none.
func (k *kernel) entry(n uint64) entry {
	if n < uint64(len(k.older)) {
		return k.older[n]
	}
	if n -= uint64(len(k.older)); n < uint64(len(k.tokens)) {
		return k.tokens[n]
	}
	return entry{}
}

// lookup finds a token by its key in text.
func (k *kernel) lookup(key string) *token {
	if n, err := strconv.Atoi(key[strings.LastIndexByte(key, '.')+1:]); err == nil && n >= 0 {
		if found := k.entry(uint64(n)); found.token != nil && found.key == key {
			return found.token
		}
	}
	fail("Unrecognized Token Key '%s'. %s", key, unknownToken)
	return nil
}

// lookupNumber finds the token that a number stands for, and nothing if it is only a number.
func (k *kernel) lookupNumber(number float64, marker uint64) *token {
	bits := math.Float64bits(number)
	if bits>>48 != marker {
		return nil
	}
	if found := k.entry(bits & (1<<48 - 1)); found.token != nil && found.key == "" {
		return found.token
	}
	fail("Encoded representation of unknown number Token found. %s", unknownToken)
	return nil
}

// nextMarked finds the first token with a marker in s: where it is, and its key.
func nextMarked(s, marker string, from int) (start, end int, key string) {
	for {
		i := strings.Index(s[from:], marker)
		if i < 0 {
			return -1, -1, ""
		}
		start = from + i
		end = start + len(marker)
		for end < len(s) && isKey(s[end]) {
			end++
		}
		if key = s[start+len(marker) : end]; key != "" && strings.HasPrefix(s[end:], endMarker) {
			return start, end + len(endMarker), key
		}
		from = start + 1
	}
}

func isKey(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == ':' || c == '.' || c == '_' || c == '-'
}

func hasToken(s, marker string) bool {
	start, _, _ := nextMarked(s, marker, 0)
	return start >= 0
}

// hasListToken reports whether a list stands for a token, or wrongly has one in it.
func hasListToken(list []any) bool {
	for _, value := range list {
		if s, ok := value.(string); ok && hasToken(s, listMarker) {
			return true
		}
	}
	return false
}

func hasNumberListToken(list []any) bool {
	for _, value := range list {
		if n, ok := value.(float64); ok && math.Float64bits(n)>>48 == numberListMarker {
			return true
		}
	}
	return false
}

func hasMapToken(o *object) bool {
	for i := range o.fields {
		if hasToken(o.fields[i].key, mapMarker) {
			return true
		}
	}
	return false
}

// isUnresolved reports whether a value is a token or stands for one. It does not look into lists and maps.
func isUnresolved(value any) bool {
	switch v := value.(type) {
	case *token:
		return true
	case string:
		return hasToken(v, textMarker)
	case float64:
		return math.Float64bits(v)>>48 == numberMarker
	case []any:
		return len(v) == 1 && (hasListToken(v) || hasNumberListToken(v))
	case *object:
		return hasMapToken(v)
	}
	return false
}

// asAny returns the token that a value is, or one that stands for it.
func asAny(value any) *token {
	if t, ok := value.(*token); ok {
		return t
	}
	return newToken(&intrinsic{value})
}

// An intrinsic expression is a value.
type intrinsic struct{ value any }

func (i *intrinsic) resolve(*kernel, *context) any { return i.value }

// encode is cdktf's class Token: what a token or a value is as text, a number, a list or a map.
func (k *kernel) encode(r *request) (any, bool) {
	value := r.arg(0)
	hint := r.config(1).text("displayHint")
	switch r.method {
	case "asString":
		if s, ok := value.(string); ok {
			return s, true
		}
		return k.asTextWith(asAny(value), hint), true
	case "asNumber":
		if n, ok := value.(float64); ok {
			return n, true
		}
		return k.asNumber(asAny(value)), true
	case "asList":
		if list, ok := value.([]any); ok && all[string](list) {
			return list, true
		}
		return k.asList(asAny(value), hint), true
	case "asNumberList":
		if list, ok := value.([]any); ok && all[float64](list) {
			return list, true
		}
		return k.asNumbers(asAny(value)), true
	case "asStringMap":
		return k.asMap(asAny(value), stringMap, hint), true
	case "asNumberMap":
		return k.asMap(asAny(value), float64(numberMap), hint), true
	case "asBooleanMap":
		return k.asMap(asAny(value), true, hint), true
	case "asAnyMap":
		return k.asMap(asAny(value), anyMap, hint), true
	case "asAny":
		return resolvable{asAny(value)}, true
	case "nullValue":
		return resolvable{newToken(&intrinsic{null{}})}, true
	case "isUnresolved":
		return isUnresolved(value), true
	}
	return nil, false
}

func all[T any](list []any) bool {
	for _, value := range list {
		if _, ok := value.(T); !ok {
			return false
		}
	}
	return true
}
