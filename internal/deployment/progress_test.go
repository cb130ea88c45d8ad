package deployment

import (
	"bytes"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// TestATerminalHasALineThatChangesForEachStack waits until a terminal was shown a step before it takes the next: how soon a
// line is drawn again is up to the library.
func TestATerminalHasALineThatChangesForEachStack(t *testing.T) {
	person, terminal, err := pty.Open()
	if err == nil {
		err = pty.Setsize(terminal, &pty.Winsize{Rows: 40, Cols: 120})
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = person.Close() })
	shown := ""
	read := func(until string) {
		t.Helper()
		buffer := make([]byte, 4096)
		for !strings.Contains(shown, until) {
			n, err := person.Read(buffer)
			shown += string(buffer[:n])
			if err != nil {
				t.Fatalf("the terminal was not shown %q (%v): %q", until, err, shown)
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
	if !strings.Contains(shown, "\x1b[") || strings.Contains(shown, "dev-stack: ") {
		t.Errorf("the lines do not change in their place: %q", shown)
	}
	if !strings.Contains(shown, "dev-stack      planned") {
		t.Errorf("the last step of a stack is not left where it stands: %q", shown)
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
