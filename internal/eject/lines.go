package eject

import (
	"regexp"
	"strings"
)

// plain matches a text that a heredoc can hold: whole lines, and no character that an editor would change.
var plain = regexp.MustCompile(`\A(?:[\t\n\x20-\x7E]|[^\x00-\x7F])*\n\z`)

const marker = "EOT"

// lines writes a text of several lines: one without expressions as a file beside the configuration, which needs no
// escapes, and every other one as a heredoc.
func (c *converter) lines(text, address, argument string) node {
	parts, _ := split(text)
	if len(parts) == 1 && parts[0].expression == "" && plain.MatchString(text) {
		return call("file", leaf(`"${path.module}/`+c.file(address, argument, unescape(text))+`"`))
	}
	if !plain.MatchString(text) || strings.Contains("\n"+text, "\n"+marker+"\n") {
		return c.template(text)
	}
	var heredoc strings.Builder
	for _, part := range parts {
		heredoc.WriteString(part.text)
		if part.text == "" {
			heredoc.WriteString("${" + c.rename(part.expression) + "}")
		}
	}
	return leaf("<<" + marker + "\n" + heredoc.String() + marker + "\n")
}

// file adds a file to the project, and returns its name below it.
func (c *converter) file(address, argument, text string) string {
	extension := ".txt"
	if strings.HasPrefix(text, "#!") {
		extension = ".sh"
	}
	name := "files/" + strings.ReplaceAll(c.paths[address], "/", "-") + "-" + strings.ReplaceAll(argument, "_", "-") + extension
	c.files[name] = []byte(text)
	return name
}
