package deployment

import (
	"fmt"
	"slices"
	"strings"

	"landform/internal/synthesized"

	tfjson "github.com/hashicorp/terraform-json"
)

// Protected is a resource that would make a destruction fail half way.
type Protected struct {
	Address string `json:"address"`
	By      string `json:"by"` // the argument, for example "deletion_protection"
}

// protections maps arguments to the value that makes AWS refuse a deletion. With force_destroy = false, buckets and
// repositories refuse only while they are not empty.
var protections = []struct {
	argument string
	value    bool
}{
	{"deletion_protection", true}, {"enable_deletion_protection", true}, {"deletion_protection_enabled", true},
	{"disable_api_termination", true}, {"force_destroy", false}, {"force_delete", false},
}

// forced are the types in which force_destroy and force_delete protect data. In other types, such as IAM users, they do
// not.
// data.
var forced = []string{"aws_s3_bucket", "aws_ecr_repository", "aws_route53_zone"}

// ProtectedIn returns the resources of a stack that would be protected from deletion if it were deployed as it is in
// the code.
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

// deployedProtections returns the resources in a state that were protected when they were last deployed, whatever the
// code says now.
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

// refuseProtected returns an error that names every resource that would make the destruction fail: those that were
// deployed with protection, and those with prevent_destroy in the code.
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
	return fmt.Errorf("%s is protected: nothing was destroyed. The destruction would fail at %d resources, some of them after others are gone:\n%s\n"+
		"To remove the protection, set Protection to deletion.Disposable in the environment's literal, deploy it, and destroy again",
		stack.Name, len(lines), strings.Join(lines, "\n"))
}
