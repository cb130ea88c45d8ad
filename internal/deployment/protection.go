package deployment

import (
	"fmt"
	"slices"
	"strings"

	"landform/internal/synthesized"

	tfjson "github.com/hashicorp/terraform-json"
)

// Protected is a resource that a destruction stops at, half way.
type Protected struct {
	Address string `json:"address"`
	By      string `json:"by"` // the argument, for example "deletion_protection"
}

// protections are the arguments that make AWS refuse a deletion, with the value that does. Buckets and repositories refuse
// theirs while something is in them.
var protections = []struct {
	argument string
	value    bool
}{
	{"deletion_protection", true}, {"enable_deletion_protection", true}, {"deletion_protection_enabled", true},
	{"disable_api_termination", true}, {"force_destroy", false}, {"force_delete", false},
}

// forced are the types that force_destroy and force_delete protect in. For others, such as IAM users, they are no matter of
// data.
var forced = []string{"aws_s3_bucket", "aws_ecr_repository", "aws_route53_zone"}

// ProtectedIn returns what protects the resources of a stack from deletion once it is deployed as the code has it.
func ProtectedIn(stack synthesized.Stack) []Protected {
	var found []Protected
	for _, resource := range stack.Resources {
		if resource.Get("lifecycle.prevent_destroy").Bool() {
			found = append(found, Protected{resource.Address(), "prevent_destroy"})
		}
		for _, protection := range protections {
			value := resource.Get(protection.argument)
			if protects(resource.Type, protection.argument) && value.IsBool() && value.Bool() == protection.value {
				found = append(found, Protected{resource.Address(), protection.argument})
			}
		}
	}
	return found
}

// deployedProtections returns what protects the resources of a state, as they were deployed last. What the code says by now
// does not count.
func deployedProtections(state []*tfjson.StateResource) []Protected {
	var found []Protected
	for _, resource := range state {
		for _, protection := range protections {
			value, isBool := resource.AttributeValues[protection.argument].(bool)
			if resource.Mode != tfjson.DataResourceMode && protects(resource.Type, protection.argument) && isBool && value == protection.value {
				found = append(found, Protected{resource.Address, protection.argument})
			}
		}
	}
	return found
}

func protects(kind, argument string) bool {
	return !strings.HasPrefix(argument, "force_") || slices.Contains(forced, kind)
}

// refuseProtected returns an error that names every resource that a destruction would stop at: of those that are deployed,
// what was deployed with them, and what the code has Terraform refuse.
func refuseProtected(stack synthesized.Stack, state []*tfjson.StateResource) error {
	found := deployedProtections(state)
	for _, protected := range ProtectedIn(stack) {
		isDeployed := func(resource *tfjson.StateResource) bool { return resource.Address == protected.Address }
		if protected.By == "prevent_destroy" && slices.ContainsFunc(state, isDeployed) {
			found = append(found, protected)
		}
	}
	if len(found) == 0 {
		return nil
	}
	var lines []string
	for _, protected := range found {
		lines = append(lines, fmt.Sprintf("  %s (%s)", protected.Address, protected.By))
	}
	slices.Sort(lines)
	return fmt.Errorf("%s is protected, and nothing is destroyed. %d resources would refuse, some of them when the rest is gone:\n%s\n"+
		"To unprotect all of them, set Protection to deletion.Disposable in the environment's literal, deploy that, and come back",
		stack.Name, len(lines), strings.Join(lines, "\n"))
}
