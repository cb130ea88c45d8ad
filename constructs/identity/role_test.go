package identity_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/identity"
	"landform/constructs/policy"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func TestRoleHasItsManagedAndInlinePolicies(t *testing.T) {
	var attachments int
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		role := identity.NewRole(stack, "worker", identity.RoleProps{
			Names:           constructtest.Names(),
			Name:            "acme-test-worker",
			TrustPolicy:     policy.AssumableBy("ec2.amazonaws.com"),
			ManagedPolicies: []string{"service-role/AmazonEBSCSIDriverPolicy"},
		})
		role.Allow("read", policy.Statement{Effect: policy.Allow, Actions: []string{"s3:GetObject"}, Resources: []string{"arn:aws:s3:::acme/*"}})
		attachments = len(role.Attachments)
	})
	role := constructtest.Find(t, stack, "worker/role")
	constructtest.Expect(t, role, map[string]any{
		"name": "acme-test-worker", "description": nil, "max_session_duration": nil,
		"permissions_boundary": "arn:aws:iam::123456789012:policy/landform-workload-boundary",
		"tags.Name":            "acme-test-worker",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "worker/managed-AmazonEBSCSIDriverPolicy"), map[string]any{
		"role": role.Reference("name"), "policy_arn": "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy",
	})
	inline := constructtest.Find(t, stack, "worker/policy-read")
	constructtest.Expect(t, inline, map[string]any{"name": "read", "role": role.Reference("name")})
	constructtest.Expect(t, constructtest.Document(t, inline, "policy"), map[string]any{
		"Statement.#": 1, "Statement.0.Action.0": "s3:GetObject", "Statement.0.Resource.0": "arn:aws:s3:::acme/*",
	})
	if attachments != 2 {
		t.Errorf("there are %d attachments, want the managed policy and the inline one", attachments)
	}
}

func TestRoleCanHaveAnotherBoundary(t *testing.T) {
	const boundary = "arn:aws:iam::123456789012:policy/boundary"
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		identity.NewRole(stack, "apply", identity.RoleProps{
			Names: constructtest.Names(), Name: "acme-test-apply", Description: "Applies",
			TrustPolicy: policy.AssumableBy("ec2.amazonaws.com"), PermissionsBoundary: new(boundary), SessionHours: 4,
		})
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "apply/role"), map[string]any{
		"description": "Applies", "permissions_boundary": boundary, "max_session_duration": 14400,
	})
}
