package pipeline

import (
	"landform/constructs/statebackend"
	"landform/internal/settings"
	"landform/stacks/state"
)

// Tenants are the accounts that keep their states in a backend of another account. One that is still a placeholder keeps
// none: AWS refuses a policy that names an account which does not exist, and the states come before the accounts.
func Tenants(accounts []Account, backend state.Backend) []statebackend.Tenant {
	var tenants []statebackend.Tenant
	for _, account := range accounts {
		if account.Backend == backend && account.ID != backend.Account.ID && !settings.IsPlaceholder(account.ID) {
			tenants = append(tenants, statebackend.Tenant{
				AccountID: account.ID, Objects: append([]string{account.StateKey()}, account.Objects...), Plans: account.plans(),
				Reviews: account.reviews(),
			})
		}
	}
	return tenants
}
