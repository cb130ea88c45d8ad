package deployment

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"landform/internal/synthesized"
)

// resumeFile records the outcome of the last deployment, for --resume.
const resumeFile = "build/last-deployment.json"

// remembered is the record of a deployment that did not deploy all stacks.
type remembered struct {
	Emulated bool              `json:"emulated"`
	Order    []string          `json:"order"`
	Deployed map[string]string `json:"deployed"` // SHA-256 of the configuration by stack; empty for a stack without changes
}

// remember records what a deployment left undone, or removes the record if nothing is left.
func (p *Project) remember(report Report) error {
	file := filepath.Join(p.Dir, resumeFile)
	if report.finished() {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("deployment: %w", err)
		}
		return nil
	}
	record := remembered{Emulated: p.Emulated, Deployed: map[string]string{}}
	for _, result := range report.Results {
		record.Order = append(record.Order, result.Stack)
		if result.Outcome == Deployed || result.Outcome == Unchanged {
			record.Deployed[result.Stack] = result.config
		}
	}
	text, err := json.MarshalIndent(record, "", "  ")
	if err == nil {
		err = os.MkdirAll(filepath.Dir(file), 0o755)
	}
	if err == nil {
		err = os.WriteFile(file, append(text, '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("deployment: %w", err)
	}
	return nil
}

// finished reports whether a deployment left nothing undone.
func (r Report) finished() bool {
	return !slices.ContainsFunc(r.Results, func(result Result) bool { return result.Outcome != Deployed && result.Outcome != Unchanged })
}

// unfinished returns the stacks to resume: those that the last deployment did not deploy, and those that changed since.
func (p *Project) unfinished(all []synthesized.Stack) ([]string, error) {
	var record remembered
	text, err := os.ReadFile(filepath.Join(p.Dir, resumeFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("nothing to resume: the last deployment finished")
	}
	if err == nil {
		err = json.Unmarshal(text, &record)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", resumeFile, err)
	}
	if record.Emulated != p.Emulated {
		return nil, fmt.Errorf("cannot resume: the last deployment was to %s, not to %s", target(record.Emulated), target(p.Emulated))
	}
	var names []string
	for _, name := range record.Order {
		before, done := record.Deployed[name]
		if !done {
			names = append(names, name)
			continue
		}
		stack, err := synthesized.Find(all, name)
		if err != nil {
			return nil, err
		}
		now, err := configSum(stack)
		if err != nil {
			return nil, err
		}
		if before != now {
			names = append(names, name)
		}
	}
	return names, nil
}
