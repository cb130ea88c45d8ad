package server

import (
	"landform/constructs/naming"
	"landform/constructs/network"
	"landform/constructs/securitygroup"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/networkinterface"
)

// AddressProps are the arguments of NewAddress.
type AddressProps struct {
	Names         naming.Names
	Purpose       string // of the server, as in its Props
	Subnet        network.Subnet
	SecurityGroup *securitygroup.Group
}

// Address is a network interface that outlives the servers that use it, one after the other: clients need not learn a
// new address when a server is replaced.
type Address struct {
	Resource  networkinterface.NetworkInterface
	ID        *string
	PrivateIP *string
}

// NewAddress creates an address in a subnet, behind a security group. It is never public.
func NewAddress(scope constructs.Construct, id string, props AddressProps) *Address {
	name := props.Names.Name(props.Purpose)
	resource := networkinterface.NewNetworkInterface(scope, &id, &networkinterface.NetworkInterfaceConfig{
		Description:    new("Address of " + name),
		SubnetId:       props.Subnet.ID,
		SecurityGroups: &[]*string{props.SecurityGroup.ID},
		Tags:           props.Names.Tags(name),
	})
	return &Address{Resource: resource, ID: resource.Id(), PrivateIP: resource.PrivateIp()}
}
