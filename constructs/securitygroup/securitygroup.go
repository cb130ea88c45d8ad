// Package securitygroup builds security groups. Each rule is a resource, so that a change of one never rewrites the others.
package securitygroup

import (
	"fmt"
	"net/netip"
	"strings"

	"landform/constructs/naming"
	"landform/constructs/network"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/securitygroup"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/vpcsecuritygroupegressrule"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/vpcsecuritygroupingressrule"
)

// Props are the arguments of New.
type Props struct {
	Names       naming.Names
	Network     *network.Network
	Name        string // unique in the VPC, at most 255 characters
	Description string // a change replaces the group
	Listens     Ports  // ports on which the group's members listen, which AllowFrom opens
}

// Group is a security group.
type Group struct {
	Resource securitygroup.SecurityGroup
	ID       *string
	Listens  Ports

	scope constructs.Construct
	names naming.Names
	name  string
	short string // the name without prefix, for the construct IDs of other groups' rules
}

// New creates a security group without rules. Its methods add them.
func New(scope constructs.Construct, id string, props Props) *Group {
	namespace := constructs.NewConstruct(scope, &id)
	resource := securitygroup.NewSecurityGroup(namespace, new("group"), &securitygroup.SecurityGroupConfig{
		Name:        &props.Name,
		Description: &props.Description,
		VpcId:       props.Network.ID,
		Tags:        props.Names.Tags(props.Name),
	})
	return &Group{
		Resource: resource, ID: resource.Id(), Listens: props.Listens,
		scope: namespace, names: props.Names, name: props.Name,
		short: strings.TrimPrefix(props.Name, props.Names.Name("")),
	}
}

// AllowFrom allows traffic from the peer to the ports on which the group listens. The reason becomes the rule's
// description. It panics if the group listens on no port.
func (g *Group) AllowFrom(peer Peer, reason string) {
	if g.Listens == (Ports{}) {
		panic(fmt.Sprintf("securitygroup: %s: Listens is empty: must be set to use AllowFrom; AllowPortsFrom takes ports", g.name))
	}
	g.AllowPortsFrom(peer, g.Listens, reason)
}

// AllowAllFrom allows traffic from the peer to every port of the group.
func (g *Group) AllowAllFrom(peer Peer, reason string) { g.AllowPortsFrom(peer, All, reason) }

// AllowPortsFrom allows traffic from the peer to these ports of the group.
func (g *Group) AllowPortsFrom(peer Peer, ports Ports, reason string) {
	id := fmt.Sprintf("from-%s-%s", peer.label(), ports)
	config := &vpcsecuritygroupingressrule.VpcSecurityGroupIngressRuleConfig{
		SecurityGroupId: g.ID,
		Description:     &reason,
		IpProtocol:      &ports.Protocol,
		FromPort:        ports.from(),
		ToPort:          ports.to(),
		Tags:            g.names.Tags(g.name + "-" + id),
	}
	source := peer.address()
	config.CidrIpv4, config.ReferencedSecurityGroupId = source.cidr, source.group
	vpcsecuritygroupingressrule.NewVpcSecurityGroupIngressRule(g.scope, &id, config)
}

// AllowAllTo allows traffic from the group to every port of the peer.
func (g *Group) AllowAllTo(peer Peer, reason string) { g.AllowPortsTo(peer, All, reason) }

// AllowPortsTo allows traffic from the group to these ports of the peer.
func (g *Group) AllowPortsTo(peer Peer, ports Ports, reason string) {
	id := fmt.Sprintf("to-%s-%s", peer.label(), ports)
	config := &vpcsecuritygroupegressrule.VpcSecurityGroupEgressRuleConfig{
		SecurityGroupId: g.ID,
		Description:     &reason,
		IpProtocol:      &ports.Protocol,
		FromPort:        ports.from(),
		ToPort:          ports.to(),
		Tags:            g.names.Tags(g.name + "-" + id),
	}
	destination := peer.address()
	config.CidrIpv4, config.ReferencedSecurityGroupId = destination.cidr, destination.group
	vpcsecuritygroupegressrule.NewVpcSecurityGroupEgressRule(g.scope, &id, config)
}

// Connect allows traffic from one group to the ports on which another listens: it adds an egress rule to the first and an
// ingress rule to the second.
func Connect(from, to *Group, reason string) {
	from.AllowPortsTo(to, to.Listens, reason)
	to.AllowFrom(from, reason)
}

// Peer is the source or the destination of a rule: a *Group or a CIDR block.
type Peer interface {
	label() string
	address() address
}

// address is the argument of a rule for a peer: either a CIDR block or the ID of a security group.
type address struct{ cidr, group *string }

func (g *Group) label() string    { return g.short }
func (g *Group) address() address { return address{group: g.ID} }

type cidrPeer netip.Prefix

// CIDR returns a CIDR block as a peer.
func CIDR(prefix netip.Prefix) Peer { return cidrPeer(prefix) }

// Anywhere returns 0.0.0.0/0, every IPv4 address, as a peer.
func Anywhere() Peer { return cidrPeer(netip.MustParsePrefix("0.0.0.0/0")) }

func (c cidrPeer) label() string {
	if netip.Prefix(c).Bits() == 0 {
		return "anywhere"
	}
	return strings.NewReplacer(".", "-", "/", "-").Replace(netip.Prefix(c).String())
}
func (c cidrPeer) address() address { return address{cidr: new(netip.Prefix(c).String())} }
