package ticketing

import (
	"landform/constructs/bucket"
	"landform/constructs/identity"
	"landform/constructs/policy"
	"landform/constructs/stack"
)

// publisher creates the role that publishes the frontend. The principals in the settings may assume it. It cannot purge
// Cloudflare's cache.
func (b *builder) publisher(to *bucket.Bucket) {
	if len(b.env.Publishers) == 0 {
		return
	}
	role := identity.NewRole(b.scope, "publisher", identity.RoleProps{
		Names:       b.names,
		Name:        b.names.NameWithin("publisher", 64),
		Description: "Publishes the frontend to " + to.Name,
		TrustPolicy: policy.AssumableByPrincipals(b.env.Publishers...),
	})
	to.GrantReadWrite(role)
	b.stack.AddOutputs(stack.Output{Name: "publisher_role_arn", Value: role.ARN, Description: "Role that publishes the frontend"})
}
