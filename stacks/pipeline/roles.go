package pipeline

import (
	"landform/constructs/pipeline"
	"landform/constructs/statebackend"
	"landform/internal/settings"
)

// roles are the props of an account's roles. Deployments are for the accounts of environments, and copies of states for
// the account that holds the states.
func (a Account) roles(from settings.Pipeline) pipeline.Props {
	return pipeline.Props{
		Names:        a.names(),
		Repository:   pipeline.Repository(from),
		Environments: a.Environments,
		State:        a.state(),
		Secrets:      a.Secrets,
		Prefixes:     a.Prefixes,
		Services:     services,
		Observed:     observed,
		PassedTo:     passedTo,
		Deploys:      a.Deploys,

		ProviderExists: a.ProviderExists,

		PullRequests: a.ID == a.Backend.Account.ID,
	}
}

// plans is the prefix under which the account's plans wait for their approval.
func (a Account) plans() string { return statebackend.PlansFolder + a.Name + "/" }

// reviews is the prefix of the copies of the account's states that pull requests are planned against.
func (a Account) reviews() string { return statebackend.ReviewsFolder + a.Name + "/" }

func (a Account) state() pipeline.State {
	return pipeline.State{
		Bucket:    a.Backend.Bucket,
		LockTable: a.Backend.LockTable,
		Locking:   a.Backend.Locking,
		KeyAlias:  a.Backend.KeyAlias(),
		Region:    a.Backend.Region,
		AccountID: a.Backend.Account.ID,
		Objects:   a.Objects,
		Own:       a.StateKey(),
		Plans:     a.plans(),
		Reviews:   a.reviews(),
	}
}
