package review

import (
	"fmt"
	"strings"
)

// Refused returns the moves that must not be applied as they are: of resources that hold data, without a waiver.
func (s Stack) Refused() []Moved {
	var refused []Moved
	for _, move := range s.Moves {
		if move.HoldsData != "" && move.Waived == "" {
			refused = append(refused, move)
		}
	}
	return refused
}

// Waive gives the reason why the plan may destroy and create what seems to have moved. It returns false where nothing
// seems to have moved from that address.
func (s *Stack) Waive(address, reason string) bool {
	waived := false
	for index := range s.Moves {
		if s.Moves[index].From == address {
			s.Moves[index].Waived, waived = reason, true
		}
	}
	return waived
}

// refusals are the moves of all stacks, each as a block of a page and once for all stacks that have it.
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
	line := fmt.Sprintf("- **%s**: `%s` is destroyed, and `%s`, which is like it, is added", strings.Join(stacks, " = "), m.From, m.To)
	if m.Waived != "" {
		return line + ". Waived: " + m.Waived + "\n"
	}
	if m.HoldsData != "" {
		line += ". **Refused: it holds " + m.HoldsData + "**"
	}
	return fmt.Sprintf("%s. If it is the same one, its construct says `%s`, or its stack has\n\n  ```hcl\n  %s\n  ```\n",
		line, m.Construct(), strings.ReplaceAll(m.Block(), "\n", "\n  "))
}
