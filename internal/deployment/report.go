package deployment

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"landform/internal/plainjson"
	"landform/internal/review"
)

// Result is the outcome of one stack in a run.
type Result struct {
	Stack     string  `json:"stack"`
	Outcome   Outcome `json:"outcome"`
	Added     int     `json:"added"`
	Changed   int     `json:"changed"`
	Replaced  int     `json:"replaced"`
	Destroyed int     `json:"destroyed"`
	Seconds   float64 `json:"seconds"`
	Error     string  `json:"error,omitempty"` // one line
	Log       string  `json:"log,omitempty"`   // path of the file with Terraform's output

	review review.Stack
	config string // SHA-256 of the deployed configuration
}

// Outcome is the outcome of a stack.
type Outcome string

// The outcomes of a plan or a deployment.
const (
	Unchanged   Outcome = "unchanged"   // no changes
	Planned     Outcome = "planned"     // has changes, which were not applied
	Deployed    Outcome = "deployed"    // the changes were applied
	Failed      Outcome = "failed"      // nothing was applied, or only a part
	Skipped     Outcome = "skipped"     // a stack that it depends on failed
	Interrupted Outcome = "interrupted" // by a signal
)

// Report is the outcome of all stacks of a run.
type Report struct {
	Operation string         `json:"operation"` // "plan" or "deploy"
	Results   []Result       `json:"stacks"`    // in the order of deployment
	Gone      []string       `json:"gone,omitempty"`
	Changes   []review.Stack `json:"changes,omitempty"` // summaries of the plans
}

// Failures returns the number of stacks that failed, were skipped or were interrupted.
func (r Report) Failures() int {
	count := 0
	for _, result := range r.Results {
		switch result.Outcome {
		case Failed, Skipped, Interrupted:
			count++
		case Unchanged, Planned, Deployed:
		}
	}
	return count
}

// Planned reports whether any stack has changes that were not applied.
func (r Report) Planned() bool {
	for _, result := range r.Results {
		if result.Outcome == Planned {
			return true
		}
	}
	return len(r.Gone) > 0
}

// WriteJSON writes the report as JSON.
func (r Report) WriteJSON(out io.Writer) error {
	return plainjson.Write(out, r)
}

// Write writes the report as a table.
func (r Report) Write(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\nSTACK\tRESULT\tADDED\tCHANGED\tREPLACED\tDESTROYED\tTIME\tERROR")
	for _, result := range r.Results {
		problem := result.Error
		if problem != "" && result.Log != "" {
			problem += " (" + result.Log + ")"
		}
		line := fmt.Sprintf("%s\t%s\t%d\t%d\t%d\t%d\t%s\t%s", result.Stack, result.Outcome, result.Added, result.Changed, result.Replaced,
			result.Destroyed, (time.Duration(result.Seconds * float64(time.Second))).Round(time.Second), problem)
		fmt.Fprintln(table, strings.TrimRight(line, "\t"))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, name := range r.Gone {
		if _, err := fmt.Fprintf(out, "%s was removed from the project, but its resources still exist. To destroy them: landform destroy %s --at <commit>\n", name, name); err != nil {
			return err
		}
	}
	return nil
}
