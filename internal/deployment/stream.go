package deployment

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
)

// stream reads the output of terraform -json, one message per line, writes its text to a log and collects the errors.
// https://developer.hashicorp.com/terraform/internals/machine-readable-ui
type stream struct {
	log    io.Writer
	detail func(detail string) // shows the present step to the person who waits

	mutex  sync.Mutex
	rest   []byte
	errors []string
	total  int // number of resources to change
	done   int
}

// message has the fields of Terraform's messages that are used here.
type message struct {
	Text string `json:"@message"`
	Type string `json:"type"`
	Hook struct {
		Resource struct {
			Address string `json:"addr"`
		} `json:"resource"`
		Action  string  `json:"action"`
		Elapsed float64 `json:"elapsed_seconds"`
	} `json:"hook"`
	Diagnostic struct {
		Severity string `json:"severity"`
		Summary  string `json:"summary"`
		Detail   string `json:"detail"`
		Address  string `json:"address"`
	} `json:"diagnostic"`
}

// Write processes the next part of Terraform's output.
func (s *stream) Write(part []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.rest = append(s.rest, part...)
	for {
		line, rest, found := bytes.Cut(s.rest, []byte("\n"))
		if !found {
			return len(part), nil
		}
		s.rest = rest
		s.read(line)
	}
}

func (s *stream) read(line []byte) {
	var m message
	if err := json.Unmarshal(line, &m); err != nil || m.Type == "" {
		s.readText(string(line))
		return
	}
	_, _ = fmt.Fprintln(s.log, m.Text) // a log that cannot be written does not stop the run
	switch m.Type {
	case "diagnostic":
		if m.Diagnostic.Detail != "" {
			_, _ = fmt.Fprintln(s.log, m.Diagnostic.Detail)
		}
		if m.Diagnostic.Severity == "error" {
			s.errors = append(s.errors, oneLine(m.Diagnostic.Address, m.Diagnostic.Summary, m.Diagnostic.Detail))
		}
	case "refresh_start":
		s.detail("reading " + m.Hook.Resource.Address)
	case "apply_start":
		s.detail(fmt.Sprintf("%d of %d: %s of %s", s.done, s.total, m.Hook.Action, m.Hook.Resource.Address))
	case "apply_progress":
		s.detail(fmt.Sprintf("%d of %d: %s of %s, %.0f s", s.done, s.total, m.Hook.Action, m.Hook.Resource.Address, m.Hook.Elapsed))
	case "apply_complete", "apply_errored":
		s.done++
		s.detail(fmt.Sprintf("%d of %d: %s", s.done, s.total, m.Hook.Resource.Address))
	}
}

// readText processes a line that is not JSON, such as the output of init or an early error.
func (s *stream) readText(line string) {
	_, _ = fmt.Fprintln(s.log, line)
	text := strings.TrimLeft(strings.TrimSpace(line), "│╷╵ ")
	if after, ok := strings.CutPrefix(text, "Error: "); ok {
		s.errors = append(s.errors, after)
	}
}

// problem returns the first error in one line, and the number of further errors.
func (s *stream) problem() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	switch len(s.errors) {
	case 0:
		return ""
	case 1:
		return s.errors[0]
	}
	return fmt.Sprintf("%s (and %d more)", s.errors[0], len(s.errors)-1)
}

// oneLine formats an error of Terraform in one line: address, summary, and the beginning of the details.
func oneLine(address, summary, detail string) string {
	text := summary
	if address != "" {
		text = address + ": " + text
	}
	first, _, _ := strings.Cut(strings.TrimSpace(detail), "\n")
	if first != "" && !strings.Contains(summary, first) {
		text += ": " + first
	}
	return strings.Join(strings.Fields(text), " ")
}
