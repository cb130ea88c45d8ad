package compare

import (
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// Line is one line of a diff of two texts.
type Line struct {
	Sign rune // '-' removed, '+' added, ' ' unchanged, '@' hunk header
	Text string
}

// Lines returns the line diff of the two values, with one line of context. It returns nil if both values have a single line, or if
// one is empty.
func (d Difference) Lines() []Line {
	if !strings.Contains(d.Before+d.After, "\n") || d.Before == "" || d.After == "" {
		return nil
	}
	const context = 1 // unchanged lines before and after a change
	unified, err := udiff.ToUnifiedDiff("", "", d.Before, udiff.Lines(d.Before, d.After), context)
	if err != nil {
		return nil // cannot happen: the edits were computed from this text
	}
	var lines []Line
	for _, hunk := range unified.Hunks {
		lines = append(lines, Line{'@', fmt.Sprintf("from line %d", hunk.FromLine)})
		for _, line := range hunk.Lines {
			sign := map[udiff.OpKind]rune{udiff.Delete: '-', udiff.Insert: '+', udiff.Equal: ' '}[line.Kind]
			lines = append(lines, Line{sign, strings.TrimRight(line.Content, "\n")})
		}
	}
	return lines
}
