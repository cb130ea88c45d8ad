package stacks

import (
	"errors"

	"landform/constructs/stack"
	"landform/constructs/statebackend"
	"landform/internal/settings"
	"landform/stacks/organization"
	"landform/stacks/pipeline"
	"landform/stacks/state"

	"github.com/aws/constructs-go/constructs/v10"
)

// Add returns a function that adds every stack of every system to an app. The error names every problem of the catalogue
// with these settings.
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
	state.New(app, target, backend, stateCI, append(pipeline.Tenants(accounts, backend), s.management()...)...)
	if s.Organization != nil {
		props := *s.Organization
		props.Target = target
		organization.New(app, props)
	}
	for _, environment := range s.Environments {
		environment.Add(app, target, accountOf(accounts, environment.Account.ID).DeployCI(withoutSuffix(environment.Stack)))
	}
}

// management gives the management account access to the organization's state, for the people who deploy the organization.
// It has no plans and reviews, since CI jobs have no access to that account.
func (s System) management() []statebackend.Tenant {
	if s.Organization == nil || settings.IsPlaceholder(s.Organization.From.Management.ID) {
		return nil
	}
	return []statebackend.Tenant{{AccountID: s.Organization.From.Management.ID, Objects: []string{organization.StateKey}}}
}
