// Empty is the least CDKTF program in Go: what any such program pays, with the bindings as shipped.
package main

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func main() {
	app := cdktf.NewApp(nil)
	cdktf.NewTerraformStack(app, jsii.String("empty"))
	app.Synth()
}
