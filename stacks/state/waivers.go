package state

import (
	"landform/constructs/statebackend"
	"landform/internal/guardrails"
)

// waivers returns the accepted findings about the access of other accounts to their states. The guardrails refuse all
// others.
func waivers(backend Backend, tenants []statebackend.Tenant) []guardrails.Waiver {
	paths := []string{"state/bucket/policy"}
	if backend.Locking.Table() {
		paths = append(paths, "state/lock-table-policy")
	}
	var list []guardrails.Waiver
	for _, tenant := range tenants {
		for _, path := range paths {
			list = append(list, guardrails.Waiver{
				Rule: "policy-own-account", Path: path, Finding: "policy: statement *" + tenant.AccountID + ": Principal arn:aws:iam::" + tenant.AccountID + ":root",
				Owner:  backend.Owner,
				Reason: "The account keeps its states here and reaches its own objects and items only; its roles decide who of it may.",
				Source: "decision: state of one account, jobs of another",
			})
		}
	}
	return list
}
