package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// A verdict is a figure beside its target.
type verdict struct {
	what   string
	value  float64
	sense  sense
	target float64
	unit   string
}

// A sense says on which side of its target a figure should be.
type sense string

const (
	atLeast  sense = "at least"
	atMost   sense = "at most"
	noTarget sense = ""
)

// String returns a row of the README's table.
func (v verdict) String() string {
	value := strconv.FormatFloat(v.value, 'g', 3, 64) + v.unit
	if v.sense == noTarget {
		return fmt.Sprintf("| %s | | %s |", v.what, value)
	}
	if v.sense == atLeast && v.value < v.target || v.sense == atMost && v.value > v.target {
		value += ", missed"
	}
	return fmt.Sprintf("| %s | %s %v%s | %s |", v.what, v.sense, v.target, v.unit, value)
}

// Where the README has the table.
const (
	tableBegin = "<!-- begin bench: make bench README=1 writes it -->\n"
	tableEnd   = "<!-- end bench -->"
)

func table(verdicts []verdict) string {
	var text strings.Builder
	text.WriteString("| | Target | Measured |\n| --- | --- | --- |\n")
	for _, v := range verdicts {
		fmt.Fprintln(&text, v)
	}
	return text.String()
}

// writeTable replaces the table in a Markdown file.
func writeTable(file, table string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(text), tableBegin)
	_, after, ended := strings.Cut(rest, tableEnd)
	if !found || !ended {
		return fmt.Errorf("%s has no table between %q and %q", file, tableBegin, tableEnd)
	}
	return os.WriteFile(file, []byte(before+tableBegin+table+tableEnd+after), 0o644)
}
