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

// shortest is the length from which a secret is looked for in other texts. A shorter one is replaced where it stands, and
// is too likely to be a part of something else.
const shortest = 8

// hider replaces secrets.
type hider struct {
	public       map[string]bool
	config       string
	placeholders map[string]string // by secret
	replacements []replacement     // longest first, so that no secret is cut by one that is a part of it
}

// replacement is one way to write a secret, and its placeholder.
type replacement struct{ secret, placeholder string }

func newHider(known shown, config []byte) *hider {
	h := &hider{public: known.public, config: string(config), placeholders: map[string]string{}}
	for _, secret := range known.drawn {
		h.add(secret, drawn(len(secret)))
	}
	for _, secret := range known.secrets {
		if _, ok := h.placeholders[secret]; !ok {
			h.add(secret, Input)
		}
	}
	h.order()
	for _, document := range known.documents {
		h.addFields(document)
	}
	h.order()
	return h
}

func (h *hider) order() {
	slices.SortFunc(h.replacements, func(a, b replacement) int { return cmp.Compare(len(b.secret), len(a.secret)) })
}

// addFields adds the fields of a document that are secrets by themselves, such as one that a person gave and that no other
// resource holds: a provider may repeat the document where nothing marks it.
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

// drawn is a placeholder of a length, in letters that no encoding changes.
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

// forms are how a secret can stand in another text.
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

// published says whether a text is known to everybody: because the stack's own JSON has it, between quotation marks.
func (h *hider) published(text string) bool {
	return strings.Contains(h.config, `"`+text+`"`) || strings.Contains(h.config, `\"`+text+`\"`)
}

// hide replaces what is marked, and every other occurrence of a secret.
func (h *hider) hide(value, marks any) any {
	switch value := value.(type) {
	case map[string]any:
		hidden := make(map[string]any, len(value))
		for key, part := range value {
			hidden[key] = h.hide(part, markOf(marks, key))
		}
		switch { // the marks may be those of the value
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

// isTyped says whether a value stands in the state together with its type, as Terraform writes it where the provider's
// schema has none.
func isTyped(value map[string]any) bool {
	_, typed := value["type"]
	_, has := value["value"]
	return typed && has && len(value) == 2
}

// secret is what stands in the place of a text that is sensitive: the fields of a document are looked at one by one, and
// anything else goes as a whole.
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

// fields keeps of a document what is public, and what a known secret was replaced in.
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

// check looks for what must not be there.
func (h *hider) check(text string) error {
	for _, one := range h.replacements {
		if strings.Contains(text, one.secret) {
			return fmt.Errorf("a secret of %d characters is left in the copy: nothing is written", len(one.secret))
		}
	}
	return nil
}
