package eject

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"landform/internal/synthesized"
)

// comments writes comments above a resource: the path of its construct, the comments in its JSON, and the reasons for
// its arguments.
func (c *converter) comments(body *hclwrite.Body, resource synthesized.Resource) {
	lines := []string{c.paths[resource.Address()]}
	about := member(resource.JSON, comment)
	for _, key := range keys(about, []string{"metadata"}) {
		lines = append(lines, key+": "+member(about, key).String())
	}
	lines = append(lines, c.reasons[c.stack.Name+"/"+resource.Address()]...)
	for _, line := range slices.DeleteFunc(lines, func(line string) bool { return line == "" }) {
		body.AppendUnstructuredTokens(hclwrite.Tokens{{
			Type:  hclsyntax.TokenComment,
			Bytes: []byte("# " + strings.ReplaceAll(line, "\n", "\n# ") + "\n"),
		}})
	}
}
