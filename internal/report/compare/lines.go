package compare

import (
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// Line is one line of a difference between two texts.
type Line struct {
	Sign rune // '-' before, '+' after, ' ' in both, '@' where lines are left out
	Text string
}

// Lines returns the lines in which the two sides of a difference differ, with the lines around them. It returns nil where
// neither side has several lines.
func (d Difference) Lines() []Line {
	if !strings.Contains(d.Before+d.After, "\n") || d.Before == "" || d.After == "" {
		return nil
	}
	const around = 1 // lines before and after a change
	unified, err := udiff.ToUnifiedDiff("", "", d.Before, udiff.Lines(d.Before, d.After), around)
	if err != nil {
		return nil // the edits are of this text
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
