package organization_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/stack"
	"landform/internal/settings"
	"landform/internal/synthesized"
	"landform/stacks"
	"landform/stacks/organization"
)

// synthesize synthesizes the organization of Volteryde, with changed settings.
func synthesize(t *testing.T, change func(*settings.Volteryde)) synthesized.Stack {
	t.Helper()
	catalogue := stacks.Shipped()
	read, err := settings.Read("../../cdktf.json", catalogue.Known())
	if err != nil {
		t.Fatal(err)
	}
	change(&read.Volteryde)
	systems, err := catalogue.Systems(read)
	if err != nil {
		t.Fatal(err)
	}
	outdir := t.TempDir()
	app := stack.NewApp(outdir)
	organization.New(app, *systems[0].Organization)
	app.Synth()
	written, err := synthesized.Load(outdir)
	if err != nil {
		t.Fatal(err)
	}
	return written[0]
}

func unchanged(*settings.Volteryde) {}

func TestAccountsOfTheDocument(t *testing.T) {
	stack := synthesize(t, unchanged)
	if count := len(stack.OfType("aws_organizations_account")); count != 3 {
		t.Errorf("%d member accounts, want 3", count)
	}
	for _, environment := range []string{"dev", "staging", "production"} {
		account := constructtest.Find(t, stack, "organization/account-"+environment)
		constructtest.Expect(t, account, map[string]any{"name": "volteryde-" + environment})
		if got := stack.Get("output." + environment + "_account_id.value").String(); got != account.Reference("id") {
			t.Errorf("output of %s is %s, want %s", environment, got, account.Reference("id"))
		}
	}
}

func TestDevelopersRightsInEachAccount(t *testing.T) {
	stack := synthesize(t, unchanged)
	for environment, policy := range map[string]string{
		"dev": "AdministratorAccess", "staging": "PowerUserAccess", "production": "ReadOnlyAccess",
	} {
		constructtest.Expect(t, constructtest.Find(t, stack, "developers/"+environment+"/managed-policy"),
			map[string]any{"managed_policy_arn": "arn:aws:iam::aws:policy/" + policy})
		constructtest.Expect(t, constructtest.Find(t, stack, "developers/"+environment+"/assignment"),
			map[string]any{"target_id": constructtest.Find(t, stack, "organization/account-"+environment).Reference("id")})
	}
}

func TestDevelopersHaveNoAccessWithoutIdentityCenter(t *testing.T) {
	stack := synthesize(t, func(from *settings.Volteryde) {
		from.Organization.IdentityCenter = settings.IdentityCenter{}
	})
	if count := len(stack.OfType("aws_ssoadmin_account_assignment")); count != 0 {
		t.Errorf("%d assignments without an Identity Center", count)
	}
	constructtest.Find(t, stack, "organization/account-dev")
}

func TestOnlyTheManagementAccountIsDeployedTo(t *testing.T) {
	stack := synthesize(t, func(from *settings.Volteryde) {
		from.Organization.Management = settings.Account{
			ID: "123456789012", DeploymentRoleARN: "arn:aws:iam::123456789012:role/Deployment",
		}
	})
	for path, want := range map[string]string{
		"provider.aws.0.allowed_account_ids.0":       "123456789012",
		"provider.aws.0.assume_role.0.role_arn":      "arn:aws:iam::123456789012:role/Deployment",
		"terraform.backend.s3.bucket":                "volteryde-terraform-state",
		"terraform.backend.s3.key":                   "shared/organization.tfstate",
		"provider.aws.0.default_tags.0.tags.Project": "Volteryde",
	} {
		if got := stack.Get(path).String(); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}

// TestOrganizationHasOneTrail: one trail in the management account records all accounts.
func TestOrganizationHasOneTrail(t *testing.T) {
	stack := synthesize(t, unchanged)
	constructtest.Expect(t, constructtest.Find(t, stack, "trail/trail"), map[string]any{
		"is_organization_trail": true, "depends_on.0": constructtest.Find(t, stack, "organization/organization").Address(),
	})
	if trails := len(stack.OfType("aws_cloudtrail")); trails != 1 {
		t.Errorf("%d trails, want one", trails)
	}
}

func TestExistingOrganizationIsNotManaged(t *testing.T) {
	stack := synthesize(t, func(from *settings.Volteryde) {
		from.Organization.Existing = settings.ExistingOrganization{ID: "o-1234567890", RootID: "r-1234"}
	})
	if count := len(stack.OfType("aws_organizations_organization")); count != 0 {
		t.Errorf("%d organizations are created, want none", count)
	}
	constructtest.Expect(t, constructtest.Find(t, stack, "organization/unit"), map[string]any{"parent_id": "r-1234"})
	if got := stack.Get("output.organization_id.value").String(); got != "o-1234567890" {
		t.Errorf("organization_id is %q", got)
	}
}
