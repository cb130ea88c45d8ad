// Package plainjson writes JSON with <, > and & as they are. encoding/json
// escapes them for web pages, which would break the tokens in a policy and make texts for people hard to read.
package plainjson

import (
	"bytes"
	"encoding/json"
	"io"
)

// Compact returns a value as JSON on one line. It panics on a value that JSON has no form for, such as a channel: that is a
// mistake in the program.
func Compact(value any) string {
	var text bytes.Buffer
	if err := encoder(&text).Encode(value); err != nil {
		panic("plainjson: " + err.Error())
	}
	return string(bytes.TrimSpace(text.Bytes()))
}

// Write writes a value as indented JSON that ends in a new line. The error is that of the writer, or of a value that JSON has
// no form for.
func Write(to io.Writer, value any) error {
	indented := encoder(to)
	indented.SetIndent("", "  ")
	return indented.Encode(value)
}

func encoder(to io.Writer) *json.Encoder {
	plain := json.NewEncoder(to)
	plain.SetEscapeHTML(false)
	return plain
}
