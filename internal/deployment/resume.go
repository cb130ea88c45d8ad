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

// resumeFile is where the last deployment notes what it did, for one that resumes it.
const resumeFile = "build/last-deployment.json"

// remembered is what a deployment of stacks leaves behind until one has come to its end.
type remembered struct {
	Emulated bool              `json:"emulated"`
	Order    []string          `json:"order"`
	Deployed map[string]string `json:"deployed"` // SHA-256 of the configuration, by stack; empty where there was nothing to do
}

// remember notes what is left of a deployment, or forgets the last one where nothing is.
func (p *Project) remember(report Report) error {
	file := filepath.Join(p.Dir, resumeFile)
	if report.finished() {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("deployment: %w", err)
		}
		return nil
	}
	noted := remembered{Emulated: p.Emulated, Deployed: map[string]string{}}
	for _, result := range report.Results {
		noted.Order = append(noted.Order, result.Stack)
		if result.Outcome == Deployed || result.Outcome == Unchanged {
			noted.Deployed[result.Stack] = result.config
		}
	}
	text, err := json.MarshalIndent(noted, "", "  ")
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

// finished tells whether a deployment has left nothing.
func (r Report) finished() bool {
	return !slices.ContainsFunc(r.Results, func(result Result) bool { return result.Outcome != Deployed && result.Outcome != Unchanged })
}

// unfinished are the stacks that the last deployment has left: those that were not deployed, and those that have changed
// since they were.
func (p *Project) unfinished(all []synthesized.Stack) ([]string, error) {
	var noted remembered
	text, err := os.ReadFile(filepath.Join(p.Dir, resumeFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("there is nothing to resume: the last deployment came to its end")
	}
	if err == nil {
		err = json.Unmarshal(text, &noted)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", resumeFile, err)
	}
	if noted.Emulated != p.Emulated {
		return nil, fmt.Errorf("the last deployment was to %s, and not to %s", target(noted.Emulated), target(p.Emulated))
	}
	var names []string
	for _, name := range noted.Order {
		before, done := noted.Deployed[name]
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
