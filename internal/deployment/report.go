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

// Result is what became of one stack in a run over several.
type Result struct {
	Stack     string  `json:"stack"`
	Outcome   Outcome `json:"outcome"`
	Added     int     `json:"added"`
	Changed   int     `json:"changed"`
	Replaced  int     `json:"replaced"`
	Destroyed int     `json:"destroyed"`
	Seconds   float64 `json:"seconds"`
	Error     string  `json:"error,omitempty"` // in one line
	Log       string  `json:"log,omitempty"`   // file with all that Terraform said

	review review.Stack
	config string // SHA-256 of what was deployed
}

// Outcome is what became of a stack.
type Outcome string

// The outcomes of a plan or a deployment.
const (
	Unchanged   Outcome = "unchanged"   // there is nothing to do
	Planned     Outcome = "planned"     // there is, and it is not done
	Deployed    Outcome = "deployed"    // it is done
	Failed      Outcome = "failed"      // it is done in part, or not at all
	Skipped     Outcome = "skipped"     // something that it depends on failed
	Interrupted Outcome = "interrupted" // by a signal
)

// Report is what became of all stacks of a run.
type Report struct {
	Operation string         `json:"operation"` // "plan" or "deploy"
	Results   []Result       `json:"stacks"`    // in the order in which they are deployed
	Gone      []string       `json:"gone,omitempty"`
	Changes   []review.Stack `json:"changes,omitempty"` // what plans would do
}

// Failures is how many stacks did not come to a good end.
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

// Planned tells whether something is left to be done.
func (r Report) Planned() bool {
	for _, result := range r.Results {
		if result.Outcome == Planned {
			return true
		}
	}
	return len(r.Gone) > 0
}

// WriteJSON writes the report for a machine.
func (r Report) WriteJSON(out io.Writer) error {
	return plainjson.Write(out, r)
}

// Write writes the report for a person.
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
		if _, err := fmt.Fprintf(out, "%s is not synthesized any longer, and what it deployed stays. To destroy it: landform destroy %s --at <commit>\n", name, name); err != nil {
			return err
		}
	}
	return nil
}
