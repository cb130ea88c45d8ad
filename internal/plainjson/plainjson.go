// Package plainjson writes JSON without escaping <, > and &. encoding/json escapes them for web pages, which would
// break the tokens in a policy and make messages hard to read.
package plainjson

import (
	"bytes"
	"encoding/json"
	"io"
)

// Compact returns a value as JSON on one line. It panics on a value that JSON cannot represent, such as a channel: that
// is a bug.
func Compact(value any) string {
	var text bytes.Buffer
	if err := encoder(&text).Encode(value); err != nil {
		panic("plainjson: " + err.Error())
	}
	return string(bytes.TrimSpace(text.Bytes()))
}

// Write writes a value as indented JSON with a trailing newline. The error is that of the writer, or of a value that
// JSON cannot represent.
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
