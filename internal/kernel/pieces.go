package kernel

import (
	"fmt"
	"os"
	"strings"
)

// A piece of text that holds tokens.
type piece struct {
	kind  kindOfPiece
	text  string // of a literal
	token *token
	value any // what a token has become
}

type kindOfPiece int

const (
	literal kindOfPiece = iota
	tokenPiece
	resolvedPiece
	escapeOpen  // "${" that begins an expression which the program has written itself
	escapeClose // "}"
)

// split takes text apart at its tokens and, if escapes is set, at "${" and "}".
func (k *kernel) split(s string, escapes, warn bool) []piece {
	if warn && nextOpening(s, 0, len(s)) >= 0 {
		k.mustNotDraft()
		fmt.Fprintf(os.Stderr, "You're using escape sequences (${...}) with CDKTF Built-in functions. This is not supported yet, and the output may be incorrect.\n%s\n", s)
	}
	var pieces []piece
	for at := 0; at < len(s); {
		start, end, key := nextMarked(s, textMarker, at)
		if start == at {
			pieces = append(pieces, piece{kind: tokenPiece, token: k.lookup(key)})
			at = end
			continue
		}
		if start < 0 {
			start = len(s)
		}
		if escapes {
			var next int
			if pieces, next = splitEscape(pieces, s, at, start); next >= 0 {
				at = next
				continue
			}
		}
		pieces = append(pieces, piece{kind: literal, text: s[at:start]})
		at = start
	}
	return pieces
}

// splitEscape takes the next "${" or "}" between two places apart, with the text before it. It returns where to go on, and a
// negative number if there is none.
func splitEscape(pieces []piece, s string, from, to int) ([]piece, int) {
	open := nextOpening(s, from, to)
	end := strings.IndexByte(s[from:to], '}')
	if end >= 0 {
		end += from
	}
	switch {
	case open < 0 && end < 0:
		return pieces, -1
	case open >= 0 && (end < 0 || open < end):
		if open > from {
			pieces = append(pieces, piece{kind: literal, text: s[from:open]})
		}
		return append(pieces, piece{kind: escapeOpen}), open + len("${")
	}
	if open >= 0 || end > from { // cdktf adds an empty literal in one case
		pieces = append(pieces, piece{kind: literal, text: s[from:end]})
	}
	return append(pieces, piece{kind: escapeClose}), end + len("}")
}

// nextOpening finds the first "${" that begins no token.
func nextOpening(s string, from, to int) int {
	for from < to {
		i := strings.Index(s[from:], "${")
		if i < 0 || from+i >= to {
			return -1
		}
		if from += i; !strings.HasPrefix(s[from:], textMarker) {
			return from
		}
		from += len("${")
	}
	return -1
}

// resolvePieces resolves the tokens. Between "${" and "}", they go without braces of their own.
func (k *kernel) resolvePieces(pieces []piece, c *context) []piece {
	suppress := c.suppress
	resolved := make([]piece, 0, len(pieces))
	for _, p := range pieces {
		switch p.kind {
		case tokenPiece:
			inner := *c
			p = piece{kind: resolvedPiece, value: k.resolveToken(p.token, &inner)}
		case escapeOpen, escapeClose:
			if c.ignoreEscapes {
				p = piece{kind: literal, text: k.jsText(p.plain())}
				break
			}
			c.suppress = suppress || p.kind == escapeOpen
		}
		resolved = append(resolved, p)
	}
	return resolved
}

// plain returns the value of a piece that is no token.
func (p piece) plain() any {
	switch p.kind {
	case literal:
		return p.text
	case escapeOpen:
		return "${"
	case escapeClose:
		return "}"
	}
	return p.value
}

// concatenate makes text of pieces, but a single one stays what it is.
func (k *kernel) concatenate(pieces []piece) any {
	if len(pieces) == 1 {
		return pieces[0].plain()
	}
	var text strings.Builder
	for _, p := range pieces {
		if value := p.plain(); value != nil {
			text.WriteString(k.jsText(value))
		}
	}
	return text.String()
}
