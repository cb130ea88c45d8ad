package stacks

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"landform/stacks/organization"
	"landform/stacks/pipeline"
	"landform/stacks/state"
)

// services are the prefixes of the IAM actions that the environments' stacks need.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
var services = []string{
	"acm", "application-autoscaling", "autoscaling", "budgets", "cloudfront", "cloudwatch", "dlm", "dynamodb", "ec2", "ecr", "ecs", "eks",
	"elasticache", "elasticloadbalancing", "events", "iam", "kms", "logs", "rds", "route53", "s3", "secretsmanager", "sns",
	"sqs", "ssm", "wafv2",
}

// accounts returns the accounts of all systems, each once. The stacks of the states and of the organization decide who
// may do what: jobs plan them, and people deploy them. It refuses an account that two systems use, since it can have
// one set of CI roles only.
func accounts(systems []System) ([]pipeline.Account, error) {
	var c collection
	for _, system := range systems {
		backend := system.State
		c.add(backend, backend.Account.ID, backend.Region, withoutSuffix(backend.StackName), state.OwnKey)
		if org := system.Organization; org != nil {
			c.add(backend, org.From.Management.ID, org.Region, organization.Name, organization.StateKey)
		}
		for _, environment := range system.Environments {
			c.addEnvironment(backend, environment)
		}
	}
	return c.accounts, errors.Join(c.problems...)
}

// withoutSuffix is what a stack is called on GitHub and in its account.
func withoutSuffix(stack string) string { return strings.TrimSuffix(stack, "-stack") }

// collection gathers accounts, each once.
type collection struct {
	accounts []pipeline.Account
	problems []error
}

// add adds a stack, named without "-stack", whose state lies at a key of the backend.
func (c *collection) add(backend state.Backend, id, region, stack, key string) *pipeline.Account {
	at := slices.IndexFunc(c.accounts, func(account pipeline.Account) bool { return account.ID == id })
	if at < 0 {
		at = len(c.accounts)
		c.accounts = append(c.accounts, pipeline.Account{Name: stack, ID: id, Region: region, Backend: backend})
	}
	account := &c.accounts[at]
	if account.Backend != backend {
		c.problems = append(c.problems, fmt.Errorf("account %s is that of %s-stack and of %s-stack: each system needs accounts of its own",
			id, account.Name, stack))
	}
	account.Environments = append(account.Environments, stack)
	account.Objects = append(account.Objects, key)
	return account
}

func (c *collection) addEnvironment(backend state.Backend, environment Environment) {
	account := c.add(backend, environment.Account.ID, environment.Region, withoutSuffix(environment.Stack), state.EnvironmentKey(environment.Name))
	account.Secrets = append(account.Secrets, fmt.Sprintf("%s/%s/", backend.System, environment.Name))
	account.Services = services
}

// accountOf returns the account with this id.
func accountOf(accounts []pipeline.Account, id string) pipeline.Account {
	return accounts[slices.IndexFunc(accounts, func(account pipeline.Account) bool { return account.ID == id })]
}
