// Package pipeline composes the stacks that let GitHub's runners into the accounts: one for each account, deployed by a
// person before anything else is.
package pipeline

import (
	"errors"
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

// Accounts returns the accounts of both systems, each once. The stacks of the states and of the organization decide who
// may do what: jobs plan them, and people deploy them. It refuses an account that both systems use, since it can have
// one pipeline only.
func Accounts(read settings.Settings) ([]Account, error) {
	platform, tickets := read.Volteryde, read.Ticketing
	platformStates := state.Volteryde(platform.Region, platform.State.Account)
	ticketStates := state.Ticketing(tickets.Region, tickets.State.Account)
	var c collection
	c.add(platformStates, platform.State.Account, "state", state.OwnKey)
	c.add(platformStates, platform.Organization.Management, "organization", "shared/organization.tfstate")
	c.addEnvironment(platformStates, platform.Dev.Account, "dev", "dev")
	c.addEnvironment(platformStates, platform.Staging.Account, "staging", "staging")
	c.addEnvironment(platformStates, platform.Production.Account, "production", "production")
	c.add(ticketStates, tickets.State.Account, "ticketing-state", state.OwnKey)
	c.addEnvironment(ticketStates, tickets.Dev.Account, "ticketing-dev", "dev")
	c.addEnvironment(ticketStates, tickets.Prod.Account, "ticketing-prod", "prod")
	return c.accounts, errors.Join(c.problems...)
}

// collection gathers accounts, each once.
type collection struct {
	accounts []Account
	problems []error
}

// add adds a stack, named without "-stack", whose state lies at a key of the backend.
func (c *collection) add(backend state.Backend, in settings.Account, stack, key string) *Account {
	at := slices.IndexFunc(c.accounts, func(account Account) bool { return account.ID == in.ID })
	if at < 0 {
		at = len(c.accounts)
		c.accounts = append(c.accounts, Account{Name: stack, ID: in.ID, Backend: backend})
	}
	account := &c.accounts[at]
	if account.Backend != backend {
		c.problems = append(c.problems, fmt.Errorf("pipeline: account %s is that of %s-stack and of %s-stack: each system needs accounts of its own",
			in.ID, account.Name, stack))
	}
	account.Environments = append(account.Environments, stack)
	account.Objects = append(account.Objects, key)
	return account
}

func (c *collection) addEnvironment(backend state.Backend, in settings.Account, stack, environment string) {
	account := c.add(backend, in, stack, state.EnvironmentKey(environment))
	account.Secrets = append(account.Secrets, fmt.Sprintf("%s/%s/", backend.System, environment))
	account.Services = services
}

// Tenants are the accounts that keep their states in a backend of another account. One that is still a placeholder keeps
// none: AWS refuses a policy that names an account which does not exist, and the states come before the accounts.
func Tenants(accounts []Account, backend state.Backend) []statebackend.Tenant {
	var tenants []statebackend.Tenant
	for _, account := range accounts {
		if account.Backend == backend && account.ID != backend.Account.ID && !settings.IsPlaceholder(account.ID) {
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
