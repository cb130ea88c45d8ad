package pipeline

import (
	"landform/constructs/pipeline"
	"landform/constructs/statebackend"
	"landform/internal/settings"
)

// roles returns the props of an account's CI roles. Only accounts of environments have an apply role, and only the account
// of the states has a pull request role.
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

// plans returns the prefix of the account's saved plans.
func (a Account) plans() string { return statebackend.PlansFolder + a.Name + "/" }

// reviews returns the prefix of the redacted copies of the account's states.
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
