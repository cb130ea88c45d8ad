// Package pipeline composes the stacks that let GitHub's runners into the accounts: one for each account, deployed by a
// person before anything else is.
package pipeline

import (
	"fmt"
	"slices"

	"landform/constructs/pipeline"
	"landform/constructs/statebackend"
	"landform/internal/settings"
	"landform/stacks/state"
)

// services are the prefixes of the IAM actions that the environments' stacks need.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
var services = []string{
	"acm", "application-autoscaling", "autoscaling", "budgets", "cloudfront", "cloudwatch", "dlm", "dynamodb", "ec2", "ecr", "ecs", "eks",
	"elasticache", "elasticloadbalancing", "events", "iam", "kms", "logs", "rds", "route53", "s3", "secretsmanager", "sns",
	"sqs", "ssm", "wafv2",
}

// Account is an AWS account that jobs of the repository work in.
type Account struct {
	Name         string // of its stack, before "-pipeline-stack"
	ID           string
	Backend      state.Backend
	Environments []string // of the repository on GitHub: the names of the account's stacks, without "-stack"
	Objects      []string // keys of the account's states
	Secrets      []string // see pipeline.Props
	Services     []string // none where people alone deploy
}

// Accounts returns the accounts of both systems, each once. The stacks of the states and of the organization decide
// who may do what: jobs plan them, and people deploy them.
func Accounts(read settings.Settings) []Account {
	platform := state.Volteryde(read.Volteryde.Region, read.Volteryde.State.Account)
	var accounts []Account
	add := func(backend state.Backend, in settings.Account, name, object string, secrets, services []string) {
		at := slices.IndexFunc(accounts, func(account Account) bool { return account.ID == in.ID })
		if at < 0 {
			at = len(accounts)
			accounts = append(accounts, Account{Name: name, ID: in.ID, Backend: backend})
		}
		account := &accounts[at]
		account.Environments = append(account.Environments, name)
		account.Objects = append(account.Objects, object)
		account.Secrets = append(account.Secrets, secrets...)
		if len(services) > 0 {
			account.Services = services
		}
	}
	from := read.Volteryde
	add(platform, from.State.Account, "state", state.OwnKey, nil, nil)
	add(platform, from.Organization.Management, "organization", "shared/organization.tfstate", nil, nil)
	for _, environment := range []struct {
		name    string
		account settings.Account
	}{{"dev", from.Dev.Account}, {"staging", from.Staging.Account}, {"production", from.Production.Account}} {
		secrets := []string{fmt.Sprintf("volteryde/%s/", environment.name)}
		add(platform, environment.account, environment.name, state.EnvironmentKey(environment.name), secrets, services)
	}
	return accounts
}

// Tenants are the accounts that keep their states in a backend of another account.
func Tenants(accounts []Account, backend state.Backend) []statebackend.Tenant {
	var tenants []statebackend.Tenant
	for _, account := range accounts {
		if account.Backend == backend && account.ID != backend.Account.ID {
			tenants = append(tenants, statebackend.Tenant{
				AccountID: account.ID, Objects: append([]string{stateKey(account.Name)}, account.Objects...), Plans: account.plans(),
			})
		}
	}
	return tenants
}

// stateKey is where the state of an account's own pipeline stack lies.
func stateKey(name string) string { return "pipeline/" + name + "/terraform.tfstate" }

// plans is the prefix under which the account's plans wait for their approval.
func (a Account) plans() string { return "plans/" + a.Name + "/" }

func (a Account) state() pipeline.State {
	return pipeline.State{
		Bucket:    a.Backend.Bucket,
		TableARN:  a.Backend.LockTableARN(),
		KeyAlias:  a.Backend.KeyAlias(),
		Region:    a.Backend.Region,
		AccountID: a.Backend.Account.ID,
		Objects:   a.Objects,
		Own:       stateKey(a.Name),
		Plans:     a.plans(),
	}
}
