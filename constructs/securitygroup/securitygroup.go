// Package securitygroup builds security groups whose rules are one resource each, so that changing one never rewrites the
// others.
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
	Description string // cannot be changed without replacing the group
	Listens     Ports  // what AllowFrom opens
}

// Group is a security group that knows which ports its members listen on.
type Group struct {
	Resource securitygroup.SecurityGroup
	ID       *string
	Listens  Ports

	scope constructs.Construct
	names naming.Names
	name  string
	short string // what other groups' rules call this one
}

// New creates a security group that allows nothing: each rule is added by one of its methods.
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

// AllowFrom lets the peer reach the ports that the group listens on. The reason becomes the rule's description.
// It panics if the group listens on none.
func (g *Group) AllowFrom(peer Peer, reason string) {
	if g.Listens == (Ports{}) {
		panic(fmt.Sprintf("securitygroup: %s listens on no port: name one with AllowPortsFrom", g.name))
	}
	g.AllowPortsFrom(peer, g.Listens, reason)
}

// AllowAllFrom lets the peer reach every port of the group.
func (g *Group) AllowAllFrom(peer Peer, reason string) { g.AllowPortsFrom(peer, All, reason) }

// AllowPortsFrom lets the peer reach the given ports of the group.
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
	where := peer.address()
	config.CidrIpv4, config.ReferencedSecurityGroupId = where.cidr, where.group
	vpcsecuritygroupingressrule.NewVpcSecurityGroupIngressRule(g.scope, &id, config)
}

// AllowAllTo lets the group reach every port of the peer.
func (g *Group) AllowAllTo(peer Peer, reason string) { g.AllowPortsTo(peer, All, reason) }

// AllowPortsTo lets the group reach the given ports of the peer.
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
	where := peer.address()
	config.CidrIpv4, config.ReferencedSecurityGroupId = where.cidr, where.group
	vpcsecuritygroupegressrule.NewVpcSecurityGroupEgressRule(g.scope, &id, config)
}

// Connect lets members of one group reach the ports that another listens on: out of the one and into the other.
func Connect(from, to *Group, reason string) {
	from.AllowPortsTo(to, to.Listens, reason)
	to.AllowFrom(from, reason)
}

// Peer is the other end of a rule: a *Group or a CIDR.
type Peer interface {
	label() string
	address() address
}

// address is a peer as rules name it: one of the two is set.
type address struct{ cidr, group *string }

func (g *Group) label() string    { return g.short }
func (g *Group) address() address { return address{group: g.ID} }

type cidrPeer netip.Prefix

// CIDR is every address of a network.
func CIDR(prefix netip.Prefix) Peer { return cidrPeer(prefix) }

// Anywhere is every IPv4 address.
func Anywhere() Peer { return cidrPeer(netip.MustParsePrefix("0.0.0.0/0")) }

func (c cidrPeer) label() string {
	if netip.Prefix(c).Bits() == 0 {
		return "anywhere"
	}
	return strings.NewReplacer(".", "-", "/", "-").Replace(netip.Prefix(c).String())
}
func (c cidrPeer) address() address { return address{cidr: new(netip.Prefix(c).String())} }
