package base

import "github.com/hashicorp/terraform-cdk-go/cdktf"

// Promote says in the stack's JSON where a change reaches it on its way through the environments of a system: the first
// one has position 1. The pipeline deploys in this order.
func Promote(stack cdktf.TerraformStack, system string, position int) {
	stack.AddOverride(new("//.promotion"), map[string]any{"system": system, "position": position})
}
