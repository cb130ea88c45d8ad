package review

import (
	"fmt"
	"strings"
)

// Refused returns the moves that must not be applied: those of resources that hold data, without a waiver.
func (s Stack) Refused() []Moved {
	var refused []Moved
	for _, move := range s.Moves {
		if move.HoldsData != "" && move.Waived == "" {
			refused = append(refused, move)
		}
	}
	return refused
}

// Waive records the reason why the plan may destroy and create a resource that seems to have moved. It returns false if
// no resource seems to have moved from that address.
func (s *Stack) Waive(address, reason string) bool {
	waived := false
	for index := range s.Moves {
		if s.Moves[index].From == address {
			s.Moves[index].Waived, waived = reason, true
		}
	}
	return waived
}

// refusals formats the moves of all stacks as blocks of a page, one block for all stacks with the same move.
func refusals(stacks []Stack) []string {
	var order []Moved
	in := map[Moved][]string{}
	for _, stack := range stacks {
		for _, move := range stack.Moves {
			if in[move] == nil {
				order = append(order, move)
			}
			in[move] = append(in[move], stack.Name)
		}
	}
	var blocks []string
	for _, move := range order {
		blocks = append(blocks, move.block(in[move]))
	}
	return blocks
}

func (m Moved) block(stacks []string) string {
	line := fmt.Sprintf("- **%s**: `%s` is destroyed, and `%s`, which is similar, is added", strings.Join(stacks, " = "), m.From, m.To)
	if m.Waived != "" {
		return line + ". Waived: " + m.Waived + "\n"
	}
	if m.HoldsData != "" {
		line += ". **Refused: it holds " + m.HoldsData + "**"
	}
	return fmt.Sprintf("%s. If it is the same resource, call `%s` on its construct, or add to its stack\n\n  ```hcl\n  %s\n  ```\n",
		line, m.Construct(), strings.ReplaceAll(m.Block(), "\n", "\n  "))
}
