package synthesized

import (
	"fmt"
	"strings"
	"testing"
)

// TestReferencesAreReadAsHCLReadsThem compares what is read without HCL's parser with what that reads.
func TestReferencesAreReadAsHCLReadsThem(t *testing.T) {
	for text, simple := range map[string]bool{
		"${aws_vpc.main.id}": true,
		"a ${data.aws_x.y.z} [${aws_eks_cluster.c.identity[0].oidc[10].issuer}-${module.m.out}] $": true,
		"${a.b[0][1].c}":              true,
		"${a.b[01].c}":                false,
		"${a.b[-1].c}":                false,
		"${a.b[x.y].c}":               false,
		"${a.b[0}${c.d.e}":            false,
		"${a.b]}":                     false,
		"${a[0].b}${c..d}":            false,
		"${a.b.c}${d.0.e}":            true,
		"$${a.b.c}":                   false,
		"%{ if a.b.c }${d.e}%{endif}": false,
		"${jsonencode(a.b.c)}":        false,
		"${a.b.c ":                    false,
	} {
		g := newGraph()
		parts, ok := g.simple(text)
		if ok != simple {
			t.Errorf("%s is simple: %v", text, ok)
		}
		if got, want := referred(g, parts), referred(g, []part{whole(text)}); ok && got != want {
			t.Errorf("%s refers to %s, not %s", text, got, want)
		}
	}
}

// referred are the addresses and attributes that are referred to.
func referred(g *graph, parts []part) string {
	g.found = nil
	g.connect("from", "argument", parts)
	return strings.TrimSpace(fmt.Sprintln(g.found))
}

func TestLines(t *testing.T) {
	text := strings.Repeat("line\n", 3*page)
	file := &source{content: text}
	for _, offset := range []int{len(text), 0, 4, 5, page, page - 1, page + 1, 2*page + 3, 10 * page} {
		if got, want := file.line(offset), 1+strings.Count(text[:offset], "\n"); got != want {
			t.Errorf("byte %d is in line %d, not %d", offset, got, want)
		}
	}
}
