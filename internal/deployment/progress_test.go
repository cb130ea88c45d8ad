package deployment

import (
	"bytes"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// TestATerminalHasALineThatChangesForEachStack waits for each step to appear on the terminal before it takes the next:
// the library decides when it redraws a line.
func TestATerminalHasALineThatChangesForEachStack(t *testing.T) {
	person, terminal, err := pty.Open()
	if err == nil {
		err = pty.Setsize(terminal, &pty.Winsize{Rows: 40, Cols: 120})
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = person.Close() })
	output := ""
	read := func(until string) {
		t.Helper()
		buffer := make([]byte, 4096)
		for !strings.Contains(output, until) {
			n, err := person.Read(buffer)
			output += string(buffer[:n])
			if err != nil {
				t.Fatalf("%q did not appear on the terminal (%v): %q", until, err, output)
			}
		}
	}
	progress := newProgress(terminal, []string{"dev-stack", "staging-stack"})
	read("staging-stack  waiting")
	progress.step("dev-stack", "planning")
	read("dev-stack      planning")
	progress.step("dev-stack", "planned")
	progress.step("staging-stack", "planned")
	progress.end()
	read("staging-stack  planned")
	if !strings.Contains(output, "\x1b[") || strings.Contains(output, "dev-stack: ") {
		t.Errorf("the lines are not redrawn in place: %q", output)
	}
	if !strings.Contains(output, "dev-stack      planned") {
		t.Errorf("the last step of a stack does not remain on the terminal: %q", output)
	}
}

func TestWithoutATerminalEachStepIsALine(t *testing.T) {
	var out bytes.Buffer
	progress := newProgress(&out, []string{"dev-stack"})
	progress.step("dev-stack", "planning")
	progress.detail("dev-stack", "12 of 40 resources")
	progress.step("dev-stack", "planned")
	progress.end()
	if got, want := out.String(), "dev-stack: planning\ndev-stack: planned\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
