// Copies synthesizes many copies of the Volteryde environments, to show how time grows with their number. Run it in the
// folder that holds cdktf.json.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"os"

	"landform/constructs/stack"
	"landform/internal/heap"
	"landform/internal/settings"
	"landform/stacks"
	"landform/stacks/state"
	"landform/stacks/volteryde"
)

func main() {
	heap.Prepare() // as the app itself does
	copies := flag.Int("copies", 1, "how many of each environment to synthesize")
	flag.Parse()
	if err := synthesize(*copies, cmp.Or(os.Getenv("CDKTF_OUTDIR"), "cdktf.out")); err != nil {
		fmt.Fprintln(os.Stderr, "copies:", err)
		os.Exit(1)
	}
}

// synthesize writes the copies as stacks of their own: "dev-7-stack" is the eighth copy of dev.
func synthesize(copies int, outdir string) error {
	read, err := settings.Read("cdktf.json", stacks.Shipped().Known())
	if err != nil {
		return err
	}
	if err := os.MkdirAll(outdir, 0o755); err != nil {
		return err
	}
	backend := state.Volteryde(read.Volteryde.Region, read.Volteryde.State)
	app := stack.NewApp(outdir)
	for number := range copies {
		for _, entry := range volteryde.Entries() {
			environment := entry.Environment(read.Volteryde)
			environment.Name = fmt.Sprintf("%s-%d", environment.Name, number)
			volteryde.New(app, volteryde.Props{Target: stack.AWS, State: backend.Of(state.EnvironmentKey(environment.Name)), Environment: environment})
		}
	}
	app.Synth()
	return nil
}
