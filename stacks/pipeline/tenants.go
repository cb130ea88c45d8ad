package pipeline

import (
	"landform/constructs/statebackend"
	"landform/internal/settings"
	"landform/stacks/state"
)

// Tenants returns the accounts with states in a backend of another account. It omits accounts whose ID is still a
// placeholder: AWS refuses a policy with an account that does not exist, and the states are deployed before the accounts
// are created.
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
