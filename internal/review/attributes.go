package review

import (
	"encoding/json"
	"fmt"
	"landform/internal/plainjson"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	tfjson "github.com/hashicorp/terraform-json"
)

// Placeholders for values that are not shown.
const (
	sensitive = "(sensitive)"
	unknown   = "(known after apply)"
)

// longest is the number of characters of a value that are shown.
const longest = 80

// attributes returns the values that differ. Values that are unknown before the apply are included only if the
// configuration sets them: AWS computes all others, and they are not part of the change.
func attributes(change *tfjson.Change, configured map[string]bool) []Attribute {
	before, after := object(change.Before), object(change.After)
	notKnown := object(change.AfterUnknown)
	w := walker{forces: paths(change.ReplacePaths)}
	names := map[string]bool{}
	for _, values := range []map[string]any{before, after, notKnown} {
		for name := range values {
			names[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if name == "tags_all" && names["tags"] {
			continue // repeats the tags and adds the default tags
		}
		if notKnown[name] == true && !configured[name] {
			continue
		}
		w.walk(name, values{
			before: before[name], after: after[name], unknown: notKnown[name],
			hiddenBefore: child(change.BeforeSensitive, name), hiddenAfter: child(change.AfterSensitive, name),
		})
	}
	return w.found
}

// values are the two sides of one value, and the masks of the plan for unknown and sensitive parts.
type values struct{ before, after, unknown, hiddenBefore, hiddenAfter any }

// at returns the values below a key of an object or an index of a list.
func (v values) at(key any) values {
	return values{child(v.before, key), child(v.after, key), child(v.unknown, key), child(v.hiddenBefore, key), child(v.hiddenAfter, key)}
}

// child returns a part of a value or a mask. A mask that is true covers every part.
func child(value, key any) any {
	switch value := value.(type) {
	case map[string]any:
		name, _ := key.(string)
		return value[name]
	case []any:
		if index, ok := key.(int); ok && index < len(value) {
			return value[index]
		}
	case bool:
		if value {
			return true
		}
	}
	return nil
}

type walker struct {
	forces []string
	found  []Attribute
}

func (w *walker) walk(path string, v values) {
	if v.unknown == true {
		w.add(path, v, unknown)
		return
	}
	if reflect.DeepEqual(v.before, v.after) && !holdsTrue(v.unknown) {
		return
	}
	if holdsTrue(v.hiddenBefore) || holdsTrue(v.hiddenAfter) {
		w.found = append(w.found, Attribute{Path: path, Before: sensitive, After: sensitive, Forces: w.isForced(path)})
		return
	}
	v.before, v.after = decoded(v.before, v.after)
	v.before, v.after = listed(v.before, v.after)
	switch {
	case isObject(v.before) || isObject(v.after):
		w.walkObject(path, v)
	case isScalars(v.before) && isScalars(v.after) && !holdsTrue(v.unknown):
		w.walkScalars(path, v)
	case isList(v.before) || isList(v.after):
		for index := range max(length(v.before), length(v.after), length(v.unknown)) {
			w.walk(fmt.Sprintf("%s[%d]", path, index), v.at(index))
		}
	default:
		w.add(path, v, show(v.after))
	}
}

func (w *walker) walkObject(path string, v values) {
	keys := map[string]bool{}
	for _, value := range []any{v.before, v.after, v.unknown} {
		for key := range object(value) {
			keys[key] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		w.walk(path+"."+key, v.at(key))
	}
}

// walkScalars compares two lists as sets and adds the elements that only one of them has.
func (w *walker) walkScalars(path string, v values) {
	before, after := list(v.before), list(v.after)
	for _, value := range before {
		if !slices.Contains(after, value) {
			w.found = append(w.found, Attribute{Path: path + "[]", Before: show(value), Forces: w.isForced(path)})
		}
	}
	for _, value := range after {
		if !slices.Contains(before, value) {
			w.found = append(w.found, Attribute{Path: path + "[]", After: show(value), Forces: w.isForced(path)})
		}
	}
}

func (w *walker) add(path string, v values, after string) {
	before := show(v.before)
	if v.hiddenBefore == true {
		before = sensitive
	}
	w.found = append(w.found, Attribute{Path: path, Before: before, After: after, Forces: w.isForced(path)})
}

func (w *walker) isForced(path string) bool {
	return slices.ContainsFunc(w.forces, func(forced string) bool {
		return path == forced || strings.HasPrefix(path, forced+".") || strings.HasPrefix(path, forced+"[")
	})
}

// paths formats the paths of a plan, for example "scaling_config[0].max_size".
func paths(found []any) []string {
	var written []string
	for _, path := range found {
		var text strings.Builder
		for _, step := range list(path) {
			switch step := step.(type) {
			case string:
				if text.Len() > 0 {
					text.WriteByte('.')
				}
				text.WriteString(step)
			case float64:
				fmt.Fprintf(&text, "[%d]", int(step))
			}
		}
		written = append(written, text.String())
	}
	return written
}

// decoded parses two strings as JSON if both are JSON objects, such as policy documents, so that their fields are
// compared.
func decoded(before, after any) (any, any) {
	one, isText := before.(string)
	other, isTextToo := after.(string)
	if !isText || !isTextToo || !strings.HasPrefix(one, "{") || !strings.HasPrefix(other, "{") {
		return before, after
	}
	var readOne, readOther any
	if json.Unmarshal([]byte(one), &readOne) != nil || json.Unmarshal([]byte(other), &readOther) != nil {
		return before, after
	}
	return readOne, readOther
}

// listed wraps a value in a list if the other side is a list: policy documents allow either.
func listed(before, after any) (any, any) {
	switch {
	case isList(before) && after != nil && !isList(after) && !isObject(after):
		return before, []any{after}
	case isList(after) && before != nil && !isList(before) && !isObject(before):
		return []any{before}, after
	}
	return before, after
}

func holdsTrue(mask any) bool {
	switch mask := mask.(type) {
	case bool:
		return mask
	case []any:
		return slices.ContainsFunc(mask, holdsTrue)
	case map[string]any:
		return slices.ContainsFunc(slices.Collect(maps.Values(mask)), holdsTrue)
	}
	return false
}

func isObject(value any) bool { _, ok := value.(map[string]any); return ok }

func isList(value any) bool { _, ok := value.([]any); return ok }

// isScalars reports whether a value is a list without lists and objects in it, or nil.
func isScalars(value any) bool {
	elements, ok := value.([]any)
	return (ok || value == nil) && !slices.ContainsFunc(elements, func(element any) bool { return isObject(element) || isList(element) })
}

func list(value any) []any { read, _ := value.([]any); return read }

func length(value any) int { return len(list(value)) }

// show formats a value as JSON and truncates it to one readable line.
func show(value any) string {
	if value == nil {
		return ""
	}
	written := plainjson.Compact(value)
	if count := utf8.RuneCountInString(written); count > longest {
		return fmt.Sprintf("%s… (%d characters)", string([]rune(written)[:longest]), count)
	}
	return written
}
