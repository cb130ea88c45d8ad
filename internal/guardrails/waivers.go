package guardrails

import (
	"fmt"
	"slices"
	"strings"
)

// WaiverTable is the waivers of all stacks as a table in Markdown: each once, with the stacks that have it.
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
	table.WriteString("| Rule | Finding | Where | Stacks | Why it stands | From | Owner |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, waiver := range order {
		fmt.Fprintf(&table, "| `%s` | %s | `%s` | %s | %s | %s | %s |\n", waiver.Rule, code(waiver.Finding), waiver.Path,
			strings.Join(of[waiver], ", "), waiver.Reason, waiver.source(), waiver.Owner)
	}
	return table.String(), nil
}

func code(text string) string { return "`" + strings.ReplaceAll(text, "|", `\|`) + "`" }

// source is where the reason comes from and how long it holds, as the table has it.
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
