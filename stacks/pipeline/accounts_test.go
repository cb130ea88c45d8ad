package pipeline_test

import (
	"slices"
	"strings"
	"testing"

	"landform/constructs/statebackend"
	"landform/internal/settings"
	"landform/stacks/pipeline"
	"landform/stacks/state"

	"github.com/google/go-cmp/cmp"
)

func read(t *testing.T) settings.Settings {
	t.Helper()
	read, err := settings.Read("../../cdktf.json")
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func TestEnvironmentsInOneAccountShareItsPipeline(t *testing.T) {
	from := read(t)
	from.Volteryde.Staging.Account = from.Volteryde.Dev.Account
	accounts := collect(t, from)
	at := slices.IndexFunc(accounts, func(account pipeline.Account) bool { return account.ID == from.Volteryde.Dev.Account.ID })
	if diff := cmp.Diff([]string{"dev", "staging"}, accounts[at].Environments); diff != "" {
		t.Errorf("environments (-want +got):\n%s", diff)
	}
	if slices.ContainsFunc(accounts, func(account pipeline.Account) bool { return account.Name == "staging" }) {
		t.Error("the account has two pipelines")
	}
}

// TestTenantsAreTheOtherAccountsThatExist has a state account and a dev account; the others are placeholders still.
func TestTenantsAreTheOtherAccountsThatExist(t *testing.T) {
	from := read(t)
	from.Volteryde.State.Account.ID = "123456789012"
	from.Volteryde.Dev.Account.ID = "210987654321"
	backend := state.Volteryde(from.Volteryde.Region, from.Volteryde.State.Account)
	want := []statebackend.Tenant{{
		AccountID: "210987654321",
		Objects:   []string{"pipeline/dev/terraform.tfstate", "environments/dev/terraform.tfstate"},
		Plans:     "plans/dev/",
	}}
	if diff := cmp.Diff(want, pipeline.Tenants(collect(t, from), backend)); diff != "" {
		t.Errorf("tenants (-want +got):\n%s", diff)
	}
}

func TestPeopleAloneDeployWhatDecidesAboutRights(t *testing.T) {
	for _, account := range collect(t, read(t)) {
		if decides := slices.Contains([]string{"state", "ticketing-state", "organization"}, account.Name); decides == (len(account.Services) > 0) {
			t.Errorf("%s: jobs may deploy: %v", account.Name, len(account.Services) > 0)
		}
	}
}

func TestAnAccountOfBothSystemsIsRefused(t *testing.T) {
	from := read(t)
	from.Ticketing.Dev.Account = from.Volteryde.Dev.Account
	_, err := pipeline.Accounts(from)
	want := "account 111111111111 is that of dev-stack and of ticketing-dev-stack"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error is %v, want one that says %q", err, want)
	}
}

func collect(t *testing.T, from settings.Settings) []pipeline.Account {
	t.Helper()
	accounts, err := pipeline.Accounts(from)
	if err != nil {
		t.Fatal(err)
	}
	return accounts
}
