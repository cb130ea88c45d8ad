package redact

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// shortest is the minimum length of a secret that is searched for in other texts. A shorter secret is replaced only
// where it is marked as sensitive, since it may be part of an unrelated text.
const shortest = 8

// hider replaces secrets.
type hider struct {
	public       map[string]bool
	config       string
	placeholders map[string]string // by secret
	replacements []replacement     // longest first, so that a secret is replaced before any that is part of it
}

// replacement is one encoding of a secret, and its placeholder.
type replacement struct{ secret, placeholder string }

func newHider(state shownState, config []byte) *hider {
	h := &hider{public: state.public, config: string(config), placeholders: map[string]string{}}
	for _, secret := range state.drawn {
		h.add(secret, drawn(len(secret)))
	}
	for _, secret := range state.secrets {
		if _, ok := h.placeholders[secret]; !ok {
			h.add(secret, Input)
		}
	}
	h.order()
	for _, document := range state.documents {
		h.addFields(document)
	}
	h.order()
	return h
}

func (h *hider) order() {
	slices.SortFunc(h.replacements, func(a, b replacement) int { return cmp.Compare(len(b.secret), len(a.secret)) })
}

// addFields adds the fields of a document that are secrets by themselves, such as one that an operator supplied and
// that no other resource contains: a provider may repeat the document in an attribute that is not marked as sensitive.
func (h *hider) addFields(value any) {
	switch value := value.(type) {
	case map[string]any:
		for _, part := range value {
			h.addFields(part)
		}
	case []any:
		for _, part := range value {
			h.addFields(part)
		}
	case string:
		if _, known := h.placeholders[value]; !known && !h.public[value] && h.replace(value) == value {
			h.add(value, Input)
		}
	}
}

// drawn returns a placeholder of a length, in letters that no encoding changes.
func drawn(length int) string {
	const word = "hidden-"
	return strings.Repeat(word, length/len(word)+1)[:length]
}

func (h *hider) add(secret, placeholder string) {
	h.placeholders[secret] = placeholder
	if len(secret) < shortest || h.published(secret) {
		return
	}
	for _, form := range forms(secret) {
		h.replacements = append(h.replacements, replacement{form, placeholder})
	}
}

// forms returns the encodings in which a secret can occur in another text.
func forms(secret string) []string {
	quoted, err := json.Marshal(secret)
	if err != nil {
		panic("redact: a text cannot be written as JSON: " + err.Error())
	}
	return slices.Compact([]string{
		secret, string(quoted[1 : len(quoted)-1]), url.QueryEscape(secret), url.PathEscape(secret),
		base64.StdEncoding.EncodeToString([]byte(secret)),
	})
}

// published reports whether a text is public because the stack's own JSON contains it, in quotation marks.
func (h *hider) published(text string) bool {
	return strings.Contains(h.config, `"`+text+`"`) || strings.Contains(h.config, `\"`+text+`\"`)
}

// hide replaces values that are marked as sensitive, and every other occurrence of a secret.
func (h *hider) hide(value, marks any) any {
	switch value := value.(type) {
	case map[string]any:
		hidden := make(map[string]any, len(value))
		for key, part := range value {
			hidden[key] = h.hide(part, markOf(marks, key))
		}
		switch { // the marks may apply to the value alone
		case isTyped(value) && marks == true:
			hidden["type"] = value["type"]
		case isTyped(value):
			hidden["value"] = h.hide(hidden["value"], marks)
		}
		return hidden
	case []any:
		hidden := make([]any, len(value))
		for index, part := range value {
			hidden[index] = h.hide(part, markOf(marks, index))
		}
		return hidden
	case string:
		if marks == true {
			return h.secret(value)
		}
		return h.replace(value)
	case json.Number:
		if marks == true {
			return json.Number("0")
		}
	case bool:
		return value && marks != true
	}
	return value
}

// isTyped reports whether a value is stored in the state together with its type, as Terraform does if the provider's
// schema declares none.
func isTyped(value map[string]any) bool {
	_, typed := value["type"]
	_, has := value["value"]
	return typed && has && len(value) == 2
}

// secret returns the replacement of a sensitive text: in a JSON object, the fields are replaced one by one; any other
// text is replaced as a whole.
func (h *hider) secret(text string) string {
	fields := document(text)
	if fields == nil {
		return cmp.Or(h.placeholders[text], Input)
	}
	written, err := json.Marshal(h.fields(fields))
	if err != nil {
		return Input
	}
	return string(written)
}

// fields replaces every string of a document that is neither public nor contains a replaced secret.
func (h *hider) fields(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, part := range value {
			value[key] = h.fields(part)
		}
	case []any:
		for index, part := range value {
			value[index] = h.fields(part)
		}
	case string:
		if hidden := h.replace(value); hidden != value {
			return hidden
		}
		if !h.public[value] && !h.published(value) {
			return Input
		}
	}
	return value
}

func (h *hider) replace(text string) string {
	for _, one := range h.replacements {
		text = strings.ReplaceAll(text, one.secret, one.placeholder)
	}
	return text
}

// check returns an error if a text still contains a secret.
func (h *hider) check(text string) error {
	for _, one := range h.replacements {
		if strings.Contains(text, one.secret) {
			return fmt.Errorf("the copy still contains a secret of %d characters: nothing was written", len(one.secret))
		}
	}
	return nil
}
