package main

import "fmt"

// A verdict is a figure beside its target.
type verdict struct {
	what   string
	value  float64
	sense  sense
	target float64
}

// A sense says on which side of its target a figure should be.
type sense string

const (
	atLeast sense = "at least"
	atMost  sense = "at most"
)

// String returns one line, such as "met     61.200  at least  40.00  shipped kernel / ours, wall time".
func (v verdict) String() string {
	met := v.value >= v.target
	if v.sense == atMost {
		met = v.value <= v.target
	}
	word := "missed"
	if met {
		word = "met"
	}
	return fmt.Sprintf("%-6s %7.3f  %-8s %6.2f  %s", word, v.value, v.sense, v.target, v.what)
}
