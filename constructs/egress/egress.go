// Package egress builds a forward proxy: the way in which servers in subnets without an internet route reach a list of
// hosts, and no others.
package egress

import (
	"fmt"

	"landform/constructs/encryption"
	"landform/constructs/firewall"
	"landform/constructs/network"
	"landform/constructs/placement"
	"landform/constructs/server"

	"github.com/aws/constructs-go/constructs/v10"
)

// Port is where the proxy listens.
const Port = 3128

// Props are what New cannot decide by itself.
type Props struct {
	Placement    placement.Placement
	Network      *network.Network
	Subnet       network.Subnet // with a route to the internet
	InstanceType string         // for example "t3.micro": the proxy keeps nothing and works on demand
	Hosts        []string       // that may be reached; a leading dot stands for every host of a domain
	Key          *encryption.Key
}

// Proxy is a forward proxy. What is to use it names its URL.
type Proxy struct {
	Firewall *firewall.Group // listens on 3128
	Server   *server.Server
	URL      string // refers to the proxy's address
}

// New creates the proxy's server with its firewall. It panics if a host is not a name.
func New(scope constructs.Construct, id string, props Props) *Proxy {
	script, err := Script(props.Network.CIDR, props.Hosts)
	if err != nil {
		panic("egress: " + err.Error())
	}
	namespace := constructs.NewConstruct(scope, &id)
	const thing = "egress"
	p := &Proxy{Firewall: firewall.New(namespace, "firewall", firewall.Props{
		Placement:   props.Placement,
		Network:     props.Network,
		Name:        props.Placement.Name("egress-sg"),
		Description: "Security group for the forward proxy",
		Listens:     firewall.TCP(Port),
	})}
	address := server.NewAddress(namespace, "address", props.Placement, thing, props.Subnet, p.Firewall)
	p.URL = fmt.Sprintf("http://%s:%d", *address.PrivateIP, Port)
	p.Server = server.New(namespace, "server", server.Props{
		Placement:    props.Placement,
		Thing:        thing,
		InstanceType: props.InstanceType,
		Address:      address,
		Role:         server.NewRole(namespace, "role", props.Placement, thing),
		Key:          props.Key,
		UserData:     script,
	})
	return p
}
