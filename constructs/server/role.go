package server

import (
	"landform/constructs/identity"
	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
)

// RoleProps are the arguments of NewRole.
type RoleProps struct {
	Names   naming.Names
	Purpose string // the same as in the server's Props
}

// NewRole creates the role of a server, with the rights that Session Manager needs.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html
func NewRole(scope constructs.Construct, id string, props RoleProps) *identity.Role {
	return identity.NewRole(scope, id, identity.RoleProps{
		Names:           props.Names,
		Name:            props.Names.NameWithin(props.Purpose+"-role", 64),
		Description:     "Server " + props.Names.Name(props.Purpose),
		TrustPolicy:     policy.AssumableBy("ec2.amazonaws.com"),
		ManagedPolicies: []string{"AmazonSSMManagedInstanceCore"},
	})
}
