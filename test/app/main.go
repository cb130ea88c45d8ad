// Command app is a CDKTF app for tests: two environments with one random value each, whose states have the same backend as those of
// Volteryde, and a stack that creates the bucket of its own state.
package main

import (
	"fmt"
	"os"

	"landform/constructs/naming"
	"landform/constructs/stack"
	"landform/internal/engine"
	"landform/internal/lockfile"
	"landform/internal/settings"
	"landform/internal/synthesized"
	"landform/stacks/state"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-random-go/random/v11/id"
)

// backend is the backend of the states. The variable LOCKING selects how they are locked.
var backend = state.Volteryde("us-east-1", settings.StateAccount{
	Account: settings.Account{ID: "111122223333"}, Locking: os.Getenv("LOCKING"),
})

func main() {
	run := synthesize
	if len(os.Args) > 1 && os.Args[1] == createBackendArgument {
		run = createBackend
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func synthesize() error {
	outdir := os.Getenv("CDKTF_OUTDIR")
	app := stack.NewApp(outdir)
	for environment, stage := range map[string]synthesized.Stage{"dev": synthesized.Development, "staging": synthesized.Staging} {
		added := stack.New(app, stack.Props{
			Target:   stack.Emulator,
			Name:     environment + "-stack",
			Names:    naming.Names{System: backend.System, Environment: environment, Region: backend.Region, AccountID: backend.Account.ID},
			State:    backend.Of(state.EnvironmentKey(environment)),
			Metadata: synthesized.Metadata{Role: synthesized.RoleEnvironment, Stage: stage},
		})
		added.AddRandomProvider()
		addValue(added)
	}
	if err := addStateStack(app); err != nil {
		return err
	}
	app.Synth()
	return lockfile.Distribute(".", outdir, engine.Terraform.Registry())
}

// addValue adds a random value that is replaced whenever the variable REVISION changes.
func addValue(to *stack.Stack) {
	value := id.NewId(to.Resource, new("drawn"), &id.IdConfig{
		ByteLength: jsii.Number(8),
		Keepers:    &map[string]*string{"revision": new(os.Getenv("REVISION"))},
	})
	to.AddOutputs(stack.Output{Name: "value", Value: value.Hex(), Description: "Random value"})
}
