package stacks

import (
	"strings"
	"testing"

	"landform/constructs/statebackend"
	"landform/internal/settings"
	"landform/stacks/pipeline"

	"github.com/google/go-cmp/cmp"
)

// read returns the settings in cdktf.json, with a change.
func read(t *testing.T, change func(*settings.Settings)) settings.Settings {
	t.Helper()
	from, err := settings.Read("../cdktf.json", Shipped().Known())
	if err != nil {
		t.Fatal(err)
	}
	change(&from)
	return from
}

func unchanged(*settings.Settings) {}

// collect returns the systems with these settings, and their accounts.
func collect(t *testing.T, from settings.Settings) ([]System, []pipeline.Account) {
	t.Helper()
	systems, err := Shipped().Systems(from)
	if err != nil {
		t.Fatal(err)
	}
	found, err := accounts(systems)
	if err != nil {
		t.Fatal(err)
	}
	return systems, found
}

// TestTenantsAreTheOtherAccountsThatExist sets the account of the states and that of dev; the others are placeholders.
func TestTenantsAreTheOtherAccountsThatExist(t *testing.T) {
	systems, found := collect(t, read(t, func(from *settings.Settings) {
		from.Volteryde.State.Account.ID = "123456789012"
		dev := from.Volteryde.Environments["dev"]
		dev.Account.ID = "210987654321"
		from.Volteryde.Environments["dev"] = dev
	}))
	want := []statebackend.Tenant{{
		AccountID: "210987654321",
		Objects:   []string{"pipeline/dev/terraform.tfstate", "environments/dev/terraform.tfstate"},
		Plans:     "plans/dev/",
		Reviews:   "reviews/dev/",
	}}
	if diff := cmp.Diff(want, pipeline.Tenants(found, systems[0].State)); diff != "" {
		t.Errorf("tenants (-want +got):\n%s", diff)
	}
}

// TestStatesAndDevMayShareAnAccount: an organization may begin with one account.
func TestStatesAndDevMayShareAnAccount(t *testing.T) {
	_, found := collect(t, read(t, func(from *settings.Settings) {
		from.Volteryde.State.Account = from.Volteryde.Environments["dev"].Account
	}))
	shared := accountOf(found, "111111111111")
	if diff := cmp.Diff([]string{"state", "dev"}, shared.Environments); diff != "" || !shared.Deploys {
		t.Errorf("environments (-want +got):\n%s\njobs deploy: %v", diff, shared.Deploys)
	}
}

func TestJobsDeployOnlyToAccountsOfEnvironments(t *testing.T) {
	systems, found := collect(t, read(t, unchanged))
	deployed := map[string]bool{} // by account id
	for _, system := range systems {
		for _, environment := range system.Environments {
			deployed[environment.Account.ID] = true
		}
	}
	for _, account := range found {
		if deployed[account.ID] != account.Deploys {
			t.Errorf("%s: jobs may deploy: %v", account.Name, account.Deploys)
		}
	}
}

func TestAnAccountOfTwoSystemsIsRefused(t *testing.T) {
	systems, err := Shipped().Systems(read(t, func(from *settings.Settings) {
		dev := from.Ticketing.Environments["dev"]
		dev.Account = from.Volteryde.Environments["dev"].Account
		from.Ticketing.Environments["dev"] = dev
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := "account 111111111111 is the account of dev-stack and of ticketing-dev-stack"
	if _, err := accounts(systems); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error is %v, want one that says %q", err, want)
	}
}

func TestJobsHaveNoAccessToTheManagementAccount(t *testing.T) {
	systems, found := collect(t, read(t, unchanged))
	for _, account := range found {
		if account.ID == systems[0].Organization.From.Management.ID {
			t.Errorf("%s gives jobs access to the management account", account.StackName())
		}
	}
	for name, change := range map[string]func(from *settings.Settings, id string){
		"state": func(from *settings.Settings, id string) { from.Volteryde.State.Account.ID = id },
		"dev": func(from *settings.Settings, id string) {
			dev := from.Volteryde.Environments["dev"]
			dev.Account.ID = id
			from.Volteryde.Environments["dev"] = dev
		},
	} {
		systems, err := Shipped().Systems(read(t, func(from *settings.Settings) { change(from, from.Volteryde.Organization.Management.ID) }))
		if err != nil {
			t.Fatal(err)
		}
		want := "is the management account of the organization and the account of " + name + "-stack"
		if _, err := accounts(systems); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error is %v, want one that says %q", name, err, want)
		}
	}
}
