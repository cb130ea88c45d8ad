package eject

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// plain matches a text that a heredoc can hold: complete lines without characters that an editor would change.
var plain = regexp.MustCompile(`\A(?:[\t\n\x20-\x7E]|[^\x00-\x7F])*\n\z`)

// markerFor returns a heredoc marker that is not a line of the text, even when indented: it would end the heredoc.
func markerFor(text string) string {
	marker := "EOT"
	for regexp.MustCompile(`(?m)^\s*` + marker + `\s*$`).MatchString(text) {
		marker += "_"
	}
	return marker
}

// encoded decodes a base64 string that contains a text of several lines.
func encoded(text string) (string, bool) {
	decoded, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || strings.ContainsAny(text, "\r\n") || !utf8.Valid(decoded) || bytes.Count(decoded, []byte("\n")) < 2 {
		return "", false
	}
	return string(decoded), plain.Match(decoded)
}

// lines writes a text of several lines: as a separate file if it has no expressions, so that it needs no escapes, and
// as a heredoc otherwise.
func (c *converter) lines(text, address, argument string) node {
	parts, _ := split(text)
	if isText(parts) && plain.MatchString(text) {
		return call("file", c.file(address, argument, unescape(text)))
	}
	if !plain.MatchString(text) {
		return c.template(text)
	}
	var heredoc strings.Builder
	for _, part := range parts {
		heredoc.WriteString(c.within(part, func(text string) string { return text }))
	}
	marker := markerFor(text)
	return leaf("<<" + marker + "\n" + heredoc.String() + marker + "\n")
}

// file adds a file to the project, and returns its name as an expression.
func (c *converter) file(address, argument, text string) node {
	extension := ".txt"
	if strings.HasPrefix(text, "#!") {
		extension = ".sh"
	}
	base := "files/" + strings.Trim(unsafe.ReplaceAllString(c.paths[address]+"-"+argument, "-"), "-.")
	name := base + extension
	for number := 2; c.files[name] != nil && string(c.files[name]) != text; number++ {
		name = base + "-" + strconv.Itoa(number) + extension
	}
	c.files[name] = []byte(text)
	return leaf(`"${path.module}/` + name + `"`)
}
