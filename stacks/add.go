package stacks

import (
	"errors"

	"landform/constructs/stack"
	"landform/internal/settings"
	"landform/stacks/organization"
	"landform/stacks/pipeline"
	"landform/stacks/state"

	"github.com/aws/constructs-go/constructs/v10"
)

// Add returns what adds every stack of every system to an app. The error names every problem of the catalogue with these
// settings; nothing is added then.
func (c Catalogue) Add(from settings.Settings) (func(app constructs.Construct, target stack.Target), error) {
	systems, problems := c.Systems(from)
	accounts, err := accounts(systems)
	if err := errors.Join(problems, err); err != nil {
		return nil, err
	}
	return func(app constructs.Construct, target stack.Target) {
		for _, system := range systems {
			system.add(app, target, accounts)
		}
		for _, account := range accounts {
			pipeline.New(app, target, from.Pipeline, account)
		}
	}, nil
}

func (s System) add(app constructs.Construct, target stack.Target, accounts []pipeline.Account) {
	backend := s.State
	stateCI := accountOf(accounts, backend.Account.ID).PlanCI(withoutSuffix(backend.StackName))
	state.New(app, target, backend, stateCI, pipeline.Tenants(accounts, backend)...)
	if s.Organization != nil {
		props := *s.Organization
		props.Target, props.CI = target, accountOf(accounts, props.From.Management.ID).PlanCI(organization.Name)
		organization.New(app, props)
	}
	for _, environment := range s.Environments {
		environment.Add(app, target, accountOf(accounts, environment.Account.ID).DeployCI(withoutSuffix(environment.Stack)))
	}
}
