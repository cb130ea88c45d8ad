// Command app is a CDKTF app for tests: two environments of one random value each, their state kept as the platform's,
// and a stack that makes the bucket of its own state.
package main

import (
	"fmt"
	"os"

	"landform/internal/lockfile"
	"landform/internal/settings"
	"landform/stacks/base"
	"landform/stacks/state"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-random-go/random/v11/id"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

var backend = state.Volteryde("us-east-1", settings.Account{ID: "111122223333"})

func main() {
	work := synthesize
	if len(os.Args) > 1 && os.Args[1] == makeBackend {
		work = serveBackend
	}
	if err := work(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func synthesize() error {
	outdir := os.Getenv("CDKTF_OUTDIR")
	app := base.NewApp(outdir)
	for _, environment := range []string{"dev", "staging"} {
		stack := base.NewStack(app, environment+"-stack", base.Props{
			Target: base.Emulator,
			State:  backend.Of("environments/" + environment + "/terraform.tfstate"),
		})
		base.AddRandom(stack)
		addValue(stack)
	}
	if err := addStateStack(app); err != nil {
		return err
	}
	app.Synth()
	return lockfile.Distribute(".", outdir)
}

// addValue adds a value that is made anew for each REVISION.
func addValue(stack cdktf.TerraformStack) {
	value := id.NewId(stack, new("drawn"), &id.IdConfig{
		ByteLength: jsii.Number(8),
		Keepers:    &map[string]*string{"revision": new(os.Getenv("REVISION"))},
	})
	base.AddOutputs(stack, base.Output{Name: "value", Value: value.Hex(), Description: "Random value"})
}
