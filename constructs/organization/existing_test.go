package organization_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/organization"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func buildWith(t *testing.T, change func(*organization.Props)) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		props := organization.Props{
			Names: constructtest.Names(), Unit: "Workloads", AllowedRegions: []string{"eu-west-1"}, ProtectedNames: []string{"deployer"},
			Accounts: []organization.AccountProps{{Environment: "test", Name: "acme-test", Email: "test@acme.example"}},
		}
		change(&props)
		organization.New(stack, "organization", props)
	})
}

func TestExistingOrganizationIsNotManaged(t *testing.T) {
	stack := buildWith(t, func(props *organization.Props) {
		props.Existing = &organization.Existing{ID: "o-1234567890", RootID: "r-1234"}
	})
	if count := len(stack.OfType("aws_organizations_organization")); count != 0 {
		t.Errorf("%d organizations are created, want none", count)
	}
	constructtest.Expect(t, constructtest.Find(t, stack, "organization/unit"), map[string]any{"parent_id": "r-1234"})
	constructtest.Expect(t, constructtest.Find(t, stack, "organization/deny-leaving"), map[string]any{"depends_on.#": 0})
	constructtest.Expect(t, constructtest.Find(t, stack, "organization/deny-leaving-attachment"), map[string]any{"target_id": "r-1234"})
}

func TestOtherTrustedServicesAndPolicyTypesAreKept(t *testing.T) {
	stack := buildWith(t, func(props *organization.Props) {
		props.TrustedServices, props.PolicyTypes = []string{"config.amazonaws.com"}, []string{"TAG_POLICY"}
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "organization/organization"), map[string]any{
		"aws_service_access_principals.#": 3, "aws_service_access_principals.2": "config.amazonaws.com",
		"enabled_policy_types.#": 2, "enabled_policy_types.1": "TAG_POLICY",
	})
}
