package volteryde

import (
	"landform/constructs/cdn"
	"landform/constructs/identity"
	"landform/constructs/policy"
	"landform/constructs/stack"
)

// publisher creates the role that publishes static assets. The principals in the settings may assume it.
func (b *builder) publisher(to *cdn.CDN) {
	if len(b.env.Publishers) == 0 {
		return
	}
	role := identity.NewRole(b.scope, "publisher", identity.RoleProps{
		Names:       b.names,
		Name:        b.names.NameWithin("publisher", 64),
		Description: "Publishes static assets to " + to.Host,
		TrustPolicy: policy.AssumableByPrincipals(b.env.Publishers...),
	})
	to.GrantPublish(role)
	b.stack.AddOutputs(stack.Output{Name: "publisher_role_arn", Value: role.ARN, Description: "Role that publishes static assets"})
}
