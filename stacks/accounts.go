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

// accounts returns the accounts of all systems that let jobs in, each once. The stacks of the states decide who may do
// what: jobs plan them, and people deploy them. No job gets into the management account of an organization, whose
// administrator is one of every account. It refuses an account that two systems use, since it can have one set of CI roles
// only, and a management account that is anything else.
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

// withoutSuffix is what a stack is called on GitHub and in its account.
func withoutSuffix(stack string) string { return strings.TrimSuffix(stack, "-stack") }

// collection gathers accounts, each once.
type collection struct {
	accounts   []pipeline.Account
	management []string // ids of accounts that let no job in
	problems   []error
}

// checkManagement finds a management account that something is deployed into.
func (c *collection) checkManagement() error {
	for _, account := range c.accounts {
		if slices.Contains(c.management, account.ID) {
			return fmt.Errorf("account %s is the management account of the organization and that of %s-stack: must be another one, "+
				"since no job may get into the management account", account.ID, account.Name)
		}
	}
	return nil
}

// add adds a stack, named without "-stack", whose state lies at a key of the backend.
func (c *collection) add(backend state.Backend, in settings.Account, region, stack, key string) *pipeline.Account {
	at := slices.IndexFunc(c.accounts, func(account pipeline.Account) bool { return account.ID == in.ID })
	if at < 0 {
		at = len(c.accounts)
		c.accounts = append(c.accounts, pipeline.Account{Name: stack, ID: in.ID, Region: region, Backend: backend})
	}
	account := &c.accounts[at]
	if account.Backend != backend {
		c.problems = append(c.problems, fmt.Errorf("account %s is that of %s-stack and of %s-stack: each system needs accounts of its own",
			in.ID, account.Name, stack))
	}
	account.ProviderExists = account.ProviderExists || in.GitHubProviderExists
	account.Environments = append(account.Environments, stack)
	account.Objects = append(account.Objects, key)
	return account
}

// addEnvironment adds the stack of an environment. The account of a member of an organization is recorded by the
// organization's trail. Threats are looked for where one of the account's stacks wants it.
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

// accountOf returns the account with this id.
func accountOf(accounts []pipeline.Account, id string) pipeline.Account {
	return accounts[slices.IndexFunc(accounts, func(account pipeline.Account) bool { return account.ID == id })]
}
