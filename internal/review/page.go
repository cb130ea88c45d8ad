package review

import (
	"fmt"
	"slices"
	"strings"
)

// CommentLimit is the maximum length of a page in a comment. GitHub accepts 65,536 characters; the rest is for the
// marker by which a workflow finds its comment again.
// https://github.com/orgs/community/discussions/41331
const CommentLimit = 65000

// Section is a part of a page that does not come from plans.
type Section struct {
	Text  string // Markdown
	First bool   // it reports losses and comes before the changes of plans
	// Headline is appended to the summary; empty for nothing.
	Headline string
}

// Page formats a review as Markdown of at most limit bytes, and so at most that many characters; zero is no limit. The
// summary and the most dangerous changes come first, and what does not fit is cut off at the end. Sections come either
// before the destroyed and replaced resources or after them.
func Page(stacks []Stack, limit int, sections ...Section) string {
	page := &page{limit: limit}
	page.add("## " + Summary(stacks, sections...) + "\n")
	page.sections(sections, true)
	for _, refusal := range refusals(stacks) {
		page.under("Moved?", refusal)
	}
	groups := grouped(stacks)
	harmless := slices.IndexFunc(groups, func(g group) bool { return g.change.Action != Replace && g.change.Action != Destroy })
	if harmless < 0 {
		harmless = len(groups)
	}
	page.groups(groups[:harmless])
	page.sections(sections, false)
	page.groups(groups[harmless:])
	page.add(unchanged(stacks))
	return page.finished()
}

// page collects blocks up to its limit.
type page struct {
	limit int
	text  strings.Builder

	heading string
	left    int // blocks that did not fit
}

func (p *page) sections(sections []Section, first bool) {
	for _, section := range sections {
		if section.First == first {
			p.add(section.Text)
		}
	}
}

func (p *page) groups(groups []group) {
	for _, group := range groups {
		p.under(headingOf(group.change), group.short(), group.long())
	}
}

// reserve is the space for the sentence that says how much was left out.
const reserve = 200

// under adds a block below a heading, and the heading before the first one.
func (p *page) under(heading, block string, details ...string) {
	if heading != p.heading {
		p.heading = heading
		block = "\n### " + heading + "\n\n" + block
	}
	p.add(block, details...)
}

// add adds a block, and its details if they fit as well.
func (p *page) add(block string, details ...string) {
	if whole := block + strings.Join(details, ""); p.fits(whole) {
		p.text.WriteString(whole)
		return
	}
	if len(details) > 0 && p.fits(block) {
		p.text.WriteString(block)
		return
	}
	if strings.TrimSpace(block) != "" {
		p.left++
	}
}

func (p *page) fits(block string) bool {
	return p.limit == 0 || p.left == 0 && p.text.Len()+len(block) <= p.limit-reserve
}

func (p *page) finished() string {
	if p.left > 0 {
		fmt.Fprintf(&p.text, "\n%s did not fit here: run `landform review` for the complete review.\n", count(p.left, "block"))
	}
	return p.text.String()
}

// Summary describes the plans in one line.
func Summary(stacks []Stack, sections ...Section) string {
	var parts []string
	for _, part := range []struct {
		action Action
		done   string
	}{{Replace, "replaced"}, {Destroy, "destroyed"}, {Update, "changed"}, {Create, "added"}, {Forget, "forgotten"}, {Import, "imported"}, {Move, "moved"}} {
		total := 0
		for _, stack := range stacks {
			total += stack.Count(part.action)
		}
		if total > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", total, part.done))
		}
	}
	changed := slices.DeleteFunc(slices.Clone(stacks), Stack.Unchanged)
	errored := 0
	for _, stack := range stacks {
		if stack.Errored {
			errored++
		}
	}
	switch {
	case len(parts) == 0 && len(changed) > 0:
		parts = []string{"only outputs change"}
	case len(parts) == 0:
		parts = []string{"nothing changes"}
	}
	line := fmt.Sprintf("Plan: %s, in %d of %s", strings.Join(parts, ", "), len(changed), count(len(stacks), "stack"))
	if errored > 0 {
		line += fmt.Sprintf("; %d could not be planned", errored)
	}
	for _, section := range sections {
		if section.Headline != "" {
			line += "; " + section.Headline
		}
	}
	return line
}

func headingOf(change Change) string {
	switch change.Action {
	case Replace, Destroy:
		return "Destroyed or replaced"
	case Update:
		return "Changed"
	case Create:
		return "Added"
	}
	return "Imported, moved or forgotten"
}

// short describes a group in one line.
func (g group) short() string {
	var text strings.Builder
	fmt.Fprintf(&text, "- **%s**: ", strings.Join(g.stacks, " = "))
	what := fmt.Sprintf("`%s`", g.addresses[0])
	if len(g.addresses) > 1 {
		what = fmt.Sprintf("%d `%s`", len(g.addresses), g.change.Type)
	}
	text.WriteString(what + " " + g.verb())
	if forced := g.forced(); forced != "" {
		text.WriteString(", forced by " + forced)
	} else if g.change.Action == Replace && g.change.Reason != "" {
		fmt.Fprintf(&text, " (%s)", strings.ReplaceAll(g.change.Reason, "_", " "))
	}
	if g.change.HoldsData != "" {
		fmt.Fprintf(&text, ". **It holds %s**", g.change.HoldsData)
	}
	if g.change.PreviousAddress != "" {
		fmt.Fprintf(&text, ", from `%s`", g.change.PreviousAddress)
	}
	if attributes := g.change.Attributes; g.change.Action == Update && len(attributes) == 1 {
		text.WriteString(": " + attributes[0].line())
	}
	return text.String() + "\n"
}

func (g group) verb() string {
	done := map[Action]string{
		Replace: "replaced", Destroy: "destroyed", Update: "changed", Create: "added", Forget: "forgotten", Import: "imported", Move: "moved",
	}[g.change.Action]
	if len(g.addresses) == 1 {
		return done
	}
	if g.change.Action == Update {
		return done + " the same way"
	}
	return done
}

// forced are the attributes that make a replacement necessary.
func (g group) forced() string {
	var names []string
	for _, attribute := range g.change.Attributes {
		if attribute.Forces {
			names = append(names, attribute.line())
		}
	}
	return strings.Join(names, ", ")
}

// long lists each attribute and each address of a group, folded.
func (g group) long() string {
	var lines []string
	for _, attribute := range g.change.Attributes {
		if !attribute.Forces && (len(g.change.Attributes) > 1 || g.change.Action != Update) {
			lines = append(lines, "  - "+attribute.line())
		}
	}
	if len(g.addresses) > 1 {
		for _, address := range g.addresses {
			lines = append(lines, "  - `"+address+"`")
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return fmt.Sprintf("  <details><summary>%s</summary>\n\n%s\n\n  </details>\n", count(len(lines), "line"), strings.Join(lines, "\n"))
}

func (a Attribute) line() string {
	list, isElement := strings.CutSuffix(a.Path, "[]")
	switch {
	case isElement && a.Before == "":
		return fmt.Sprintf("`%s`: with %s", list, code(a.After))
	case isElement && a.After == "":
		return fmt.Sprintf("`%s`: without %s", list, code(a.Before))
	case a.Before == "":
		return fmt.Sprintf("`%s`: set to %s", a.Path, code(a.After))
	case a.After == "":
		return fmt.Sprintf("`%s`: no longer %s", a.Path, code(a.Before))
	case a.Before == sensitive && a.After == sensitive:
		return fmt.Sprintf("`%s` (sensitive)", a.Path)
	}
	return fmt.Sprintf("`%s`: %s → %s", a.Path, code(a.Before), code(a.After))
}

// code formats a value as inline code that no character in the value can end.
func code(value string) string {
	fence := "`"
	for strings.Contains(value, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		return fence + " " + value + " " + fence
	}
	return fence + value + fence
}

func unchanged(stacks []Stack) string {
	var names []string
	for _, stack := range stacks {
		if stack.Unchanged() && !stack.Errored {
			names = append(names, stack.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("\n%s unchanged: %s.\n", count(len(names), "stack"), strings.Join(names, ", "))
}

func count(number int, noun string) string {
	if number == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", number, noun)
}

// Plain converts a page for a terminal: the same text without the HTML that folds it on GitHub.
func Plain(page string) string {
	var text strings.Builder
	for line := range strings.Lines(page) {
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "<details>") || trimmed == "</details>" {
			continue
		}
		text.WriteString(line)
	}
	return text.String()
}
