// Package egress builds a forward proxy, through which servers in subnets without a route to the internet reach the hosts
// on a list and no others.
package egress

import (
	"fmt"

	"landform/constructs/encryption"
	"landform/constructs/naming"
	"landform/constructs/network"
	"landform/constructs/securitygroup"
	"landform/constructs/server"

	"github.com/aws/constructs-go/constructs/v10"
)

// Port is the TCP port of the proxy.
const Port = 3128

const purpose = "egress"

// Props are the arguments of New.
type Props struct {
	Names        naming.Names
	Network      *network.Network
	Subnet       network.Subnet // with a route to the internet
	InstanceType string         // for example "t3.micro"
	Hosts        []string       // allowed destinations, at least one; a leading dot allows every host of a domain
	Key          *encryption.Key

	DetailedMonitoring bool // of the server: see server.Props
}

// Proxy is a forward proxy.
type Proxy struct {
	SecurityGroup *securitygroup.Group // listens on 3128
	Server        *server.Server
	URL           string // for the proxy settings of clients; contains the private IP address as a token
}

// New creates the proxy's server with its security group. It panics unless Script accepts the hosts.
func New(scope constructs.Construct, id string, props Props) *Proxy {
	script, err := Script(props.Network.CIDR, props.Hosts)
	if err != nil {
		panic("egress: " + err.Error())
	}
	namespace := constructs.NewConstruct(scope, &id)
	p := &Proxy{SecurityGroup: securitygroup.New(namespace, "security-group", securitygroup.Props{
		Names:       props.Names,
		Network:     props.Network,
		Name:        props.Names.Name("egress-sg"),
		Description: "Security group for the forward proxy",
		Listens:     securitygroup.TCP(Port),
	})}
	address := server.NewAddress(namespace, "address", server.AddressProps{
		Names: props.Names, Purpose: purpose, Subnet: props.Subnet, SecurityGroup: p.SecurityGroup,
	})
	p.URL = fmt.Sprintf("http://%s:%d", *address.PrivateIP, Port)
	p.Server = server.New(namespace, "server", server.Props{
		Names:        props.Names,
		Purpose:      purpose,
		InstanceType: props.InstanceType,
		Address:      address,
		Role:         server.NewRole(namespace, "role", server.RoleProps{Names: props.Names, Purpose: purpose}),
		Key:          props.Key,
		UserData:     script,

		DetailedMonitoring: props.DetailedMonitoring,
	})
	return p
}
