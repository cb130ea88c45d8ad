package settings

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"landform/internal/lazyregexp"
)

// Placeholder is an example value of the shipped cdktf.json, which an organization must replace with its own.
type Placeholder struct {
	Path  string // in the file, for example "context.volteryde.dev.accountId"
	Value string // as written in the file
}

// placeholderForms match placeholders: account ids of one repeated digit, domains and networks reserved for
// documentation, identifiers of zeros.
// https://www.rfc-editor.org/rfc/rfc2606, https://www.rfc-editor.org/rfc/rfc5737
var placeholderForms = []*lazyregexp.Regexp{
	lazyregexp.New(`\b(0{12}|1{12}|2{12}|3{12}|4{12}|5{12}|6{12}|7{12}|8{12}|9{12})\b`),
	lazyregexp.New(`(^|[.@/])example(\.(com|net|org))?$|\.example$`),
	lazyregexp.New(`^(192\.0\.2|198\.51\.100|203\.0\.113)\.`),
	lazyregexp.New(`\b0{8}(-0{4}){3}-0{12}\b|-0{16}$`),
}

// IsPlaceholder reports whether a value is a placeholder.
func IsPlaceholder(value string) bool {
	return slices.ContainsFunc(placeholderForms, func(form *lazyregexp.Regexp) bool { return form.MatchString(value) })
}

// Placeholders returns the placeholders in the text of a cdktf.json, in the order of their paths.
func Placeholders(text []byte) ([]Placeholder, error) {
	var file struct {
		Context map[string]any `json:"context"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("the settings in cdktf.json are not valid JSON: %w", err)
	}
	return placeholdersIn("context", file.Context), nil
}

func placeholdersIn(path string, value any) []Placeholder {
	var found []Placeholder
	switch value := value.(type) {
	case string:
		if IsPlaceholder(value) {
			found = append(found, Placeholder{path, value})
		}
	case []any:
		for index, element := range value {
			found = append(found, placeholdersIn(fmt.Sprintf("%s[%d]", path, index), element)...)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			found = append(found, placeholdersIn(path+"."+key, value[key])...)
		}
	}
	return found
}

// Contained returns the placeholders that a text contains, in order. A placeholder that occurs only as part of a longer
// one does not count: production's domain is a suffix of development's.
func Contained(text string, placeholders []Placeholder) []Placeholder {
	contained := map[string]bool{}
	longestFirst := slices.SortedFunc(slices.Values(placeholders), func(a, b Placeholder) int { return len(b.Value) - len(a.Value) })
	for _, placeholder := range longestFirst {
		if strings.Contains(text, placeholder.Value) {
			contained[placeholder.Value] = true
			text = strings.ReplaceAll(text, placeholder.Value, "")
		}
	}
	return slices.DeleteFunc(slices.Clone(placeholders), func(placeholder Placeholder) bool { return !contained[placeholder.Value] })
}
