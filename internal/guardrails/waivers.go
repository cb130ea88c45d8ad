package guardrails

import (
	"fmt"
	"slices"
	"strings"
)

// WaiverTable returns a Markdown table of the waivers of all stacks. A waiver that several stacks have is listed once.
func WaiverTable(stacks []Stack) (string, error) {
	var order []Waiver
	of := map[Waiver][]string{}
	for _, stack := range stacks {
		waivers, err := WaiversOf(stack)
		if err != nil {
			return "", err
		}
		for _, waiver := range waivers {
			if of[waiver] == nil {
				order = append(order, waiver)
			}
			of[waiver] = append(of[waiver], "`"+stack.Name+"`")
		}
	}
	slices.SortStableFunc(order, func(a, b Waiver) int { return strings.Compare(a.Rule, b.Rule) })
	var table strings.Builder
	table.WriteString("| Rule | Finding | Construct | Stacks | Reason | Source | Owner |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, waiver := range order {
		fmt.Fprintf(&table, "| `%s` | %s | `%s` | %s | %s | %s | %s |\n", waiver.Rule, code(waiver.Finding), waiver.Path,
			strings.Join(of[waiver], ", "), waiver.Reason, waiver.source(), waiver.Owner)
	}
	return table.String(), nil
}

func code(text string) string { return "`" + strings.ReplaceAll(text, "|", `\|`) + "`" }

// source formats the source of the reason and the expiry for the table.
func (w Waiver) source() string {
	text := w.Source
	if strings.HasPrefix(text, "https://") {
		text = "[AWS](" + text + ")"
	}
	if w.Expires != "" {
		text += ", until " + w.Expires
	}
	return text
}
