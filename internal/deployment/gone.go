package deployment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"landform/internal/jobs"
	"landform/internal/review"
	"landform/internal/synthesized"
)

// Gone returns the stacks that were removed between a commit and a later synthesis. It leaves out stacks with placeholder
// settings, which were never deployed.
func (p *Project) Gone(ctx context.Context, commit string, now []synthesized.Stack) ([]synthesized.Stack, error) {
	then, err := p.StacksAt(ctx, commit)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(jobs.Gone(then, now), func(stack synthesized.Stack) bool { return p.checkPlaceholders(stack) != nil }), nil
}

// Farewell is what a reviewer has to know about a stack that a change removes from the project.
type Farewell struct {
	Stack     string      `json:"stack"`
	Resources int         `json:"resources"`
	Data      []string    `json:"data"`      // paths of the resources that hold data, each with what is lost
	Protected []Protected `json:"protected"` // if there are any, the destruction is refused
	// Approval is the GitHub environment whose approval the destruction waits for; empty for a stack that only people
	// destroy.
	Approval string `json:"approval,omitempty"`
}

// FarewellTo describes the destruction of a stack.
func FarewellTo(stack synthesized.Stack) Farewell {
	f := Farewell{Stack: stack.Name, Resources: len(stack.Resources), Data: []string{}, Protected: append([]Protected{}, ProtectedIn(stack)...)}
	for _, resource := range stack.Resources {
		if lost := review.DataOf(resource.Type); lost != "" {
			f.Data = append(f.Data, fmt.Sprintf("`%s`: %s", resource.Path, lost))
		}
	}
	if metadata := stack.Metadata(); metadata.Role == synthesized.RoleEnvironment && metadata.CI != nil {
		f.Approval = metadata.CI.Environment
	}
	return f
}

// GoneSection is the part of a review about removed stacks, as Markdown. It is empty if there are none.
func GoneSection(gone []Farewell) string {
	if len(gone) == 0 {
		return ""
	}
	var text strings.Builder
	text.WriteString("\n### Removed stacks\n\n")
	for _, f := range gone {
		f.write(&text)
	}
	return text.String()
}

func (f Farewell) write(text *strings.Builder) {
	fmt.Fprintf(text, "- **%s** (resources: %d): the project no longer deploys this stack, but its resources still exist. ", f.Stack, f.Resources)
	switch {
	case len(f.Protected) > 0:
		text.WriteString("**Their destruction will be refused, because some of them are protected**: deploy the stack with `deletion.Disposable` before this is merged")
	case f.Approval != "":
		fmt.Fprintf(text, "After the merge, a job plans their destruction and waits for the approval of the environment `%s`", f.Approval)
	default:
		fmt.Fprintf(text, "Jobs do not destroy them; people do, after the stacks that depend on them: `landform destroy %s --at <commit>`", f.Stack)
	}
	text.WriteString(".\n")
	f.fold(text, "Holding data", f.Data)
	var protected []string
	for _, one := range f.Protected {
		protected = append(protected, fmt.Sprintf("`%s` (%s)", one.Address, one.By))
	}
	f.fold(text, "Protected", protected)
}

func (f Farewell) fold(text *strings.Builder, what string, lines []string) {
	if len(lines) > 0 {
		fmt.Fprintf(text, "  <details><summary>%s: %d</summary>\n\n  - %s\n\n  </details>\n", what, len(lines), strings.Join(lines, "\n  - "))
	}
}
