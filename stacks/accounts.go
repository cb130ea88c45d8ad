package stacks

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	baseline "landform/constructs/account"
	"landform/internal/settings"
	"landform/stacks/pipeline"
	"landform/stacks/state"
)

// accounts returns the accounts of all systems to which CI jobs have access, each once. Jobs only plan the states' stacks,
// which control access; people deploy them. Jobs have no access to the management account of an organization, from which
// every member account can be administered. It returns an error for an account that two systems use, since an account has
// only one set of CI roles, and for a management account that is used for anything else.
func accounts(systems []System) ([]pipeline.Account, error) {
	var c collection
	for _, system := range systems {
		backend := system.State
		c.add(backend, backend.Account, backend.Region, withoutSuffix(backend.StackName), state.OwnKey)
		if org := system.Organization; org != nil {
			c.management = append(c.management, org.From.Management.ID)
		}
		for _, environment := range system.Environments {
			c.addEnvironment(backend, environment, system.Organization != nil)
		}
	}
	return c.accounts, errors.Join(append(c.problems, c.checkManagement())...)
}

// withoutSuffix returns the name of a stack's GitHub environment, which is also part of names in its account.
func withoutSuffix(stack string) string { return strings.TrimSuffix(stack, "-stack") }

// collection collects accounts, each once.
type collection struct {
	accounts   []pipeline.Account
	management []string // IDs of management accounts
	problems   []error
}

// checkManagement returns an error for a management account that is used for anything else.
func (c *collection) checkManagement() error {
	for _, account := range c.accounts {
		if slices.Contains(c.management, account.ID) {
			return fmt.Errorf("account %s is the management account of the organization and the account of %s-stack: must be another one, "+
				"since CI jobs must have no access to the management account", account.ID, account.Name)
		}
	}
	return nil
}

// add adds a stack, given by its name without "-stack" and the key of its state in the backend.
func (c *collection) add(backend state.Backend, in settings.Account, region, stack, key string) *pipeline.Account {
	at := slices.IndexFunc(c.accounts, func(account pipeline.Account) bool { return account.ID == in.ID })
	if at < 0 {
		at = len(c.accounts)
		c.accounts = append(c.accounts, pipeline.Account{Name: stack, ID: in.ID, Region: region, Backend: backend})
	}
	account := &c.accounts[at]
	if account.Backend != backend {
		c.problems = append(c.problems, fmt.Errorf("account %s is the account of %s-stack and of %s-stack: must be another one, since each system needs its own accounts",
			in.ID, account.Name, stack))
	}
	account.ProviderExists = account.ProviderExists || in.GitHubProviderExists
	account.Environments = append(account.Environments, stack)
	account.Objects = append(account.Objects, key)
	return account
}

// addEnvironment adds the stack of an environment. The organization trail records a member account. GuardDuty is enabled if
// one of the account's environments wants it.
func (c *collection) addEnvironment(backend state.Backend, environment Environment, member bool) {
	known := len(c.accounts)
	account := c.add(backend, environment.Account, environment.Region, withoutSuffix(environment.Stack), state.EnvironmentKey(environment.Name))
	account.Secrets = append(account.Secrets, fmt.Sprintf("%s/%s/", backend.System, environment.Name))
	account.Prefixes = append(account.Prefixes, fmt.Sprintf("%s-%s-", backend.System, environment.Name))
	account.Deploys = true
	account.Quotas = append(account.Quotas, environment.Quotas...)
	if len(c.accounts) > known || environment.Threats == baseline.Detected {
		account.Threats = environment.Threats
	}
	if member {
		account.Trail = baseline.OrganizationTrail
	}
}

// accountOf returns the account with this ID.
func accountOf(accounts []pipeline.Account, id string) pipeline.Account {
	return accounts[slices.IndexFunc(accounts, func(account pipeline.Account) bool { return account.ID == id })]
}
