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
	Purpose       string // the same as in the server's Props
	Subnet        network.Subnet
	SecurityGroup *securitygroup.Group
}

// Address is a network interface with a private IP address that stays when the server is replaced.
type Address struct {
	Resource  networkinterface.NetworkInterface
	ID        *string
	PrivateIP *string
}

// NewAddress creates the network interface in a subnet, with a security group and without a public address.
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
