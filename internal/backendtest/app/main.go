// Command app is a CDKTF app for tests: two environments of one random value each, their state kept as the platform's.
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

func main() {
	outdir := os.Getenv("CDKTF_OUTDIR")
	app := base.NewApp(outdir)
	backend := state.Volteryde("us-east-1", settings.Account{ID: "111122223333"})
	for _, environment := range []string{"dev", "staging"} {
		stack := base.NewStack(app, environment+"-stack", base.Props{
			Target: base.Emulator,
			State:  backend.Of("environments/" + environment + "/terraform.tfstate"),
		})
		base.AddRandom(stack)
		addValue(stack)
	}
	app.Synth()
	if err := lockfile.Distribute(".", outdir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// addValue adds a value that is made anew for each REVISION.
func addValue(stack cdktf.TerraformStack) {
	value := id.NewId(stack, new("drawn"), &id.IdConfig{
		ByteLength: jsii.Number(8),
		Keepers:    &map[string]*string{"revision": new(os.Getenv("REVISION"))},
	})
	base.AddOutputs(stack, base.Output{Name: "value", Value: value.Hex(), Description: "Random value"})
}
