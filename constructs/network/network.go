// Package network builds a VPC with public, private and database subnets in several Availability Zones.
package network

import (
	"fmt"
	"net/netip"

	"landform/constructs/logs"
	"landform/constructs/naming"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eip"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/internetgateway"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/natgateway"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/routetable"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/routetableassociation"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/subnet"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/vpc"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// NAT says how many NAT gateways the private tier has.
type NAT int

const (
	// NATPerZone creates a NAT gateway in each zone, so that the failure of a zone does not affect the others.
	NATPerZone NAT = iota
	// NATSingle creates one NAT gateway, in the first zone, for all zones.
	NATSingle
)

// DatabaseTier says in which subnets data stores are placed.
type DatabaseTier int

const (
	// DatabasesIsolated creates subnets for data stores that have no route to the internet.
	DatabasesIsolated DatabaseTier = iota
	// DatabasesInPrivate places data stores into the private subnets.
	DatabasesInPrivate
)

// PublicAddresses says whether instances in public subnets get a public IPv4 address.
type PublicAddresses int

const (
	// OnRequest assigns one only where it is requested, as load balancers and NAT gateways do.
	OnRequest PublicAddresses = iota
	// OnLaunch assigns one to every instance and task.
	OnLaunch
)

// Props are the arguments of New.
type Props struct {
	Names     naming.Names
	CIDR      netip.Prefix // IPv4, /16 to /20
	Zones     []string     // for example "us-east-1a"; each gets one subnet of each tier
	NAT       NAT
	Databases DatabaseTier
	Addresses PublicAddresses
	// KubernetesCluster is the name of the cluster that may create load balancers in the subnets; empty for none.
	// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
	KubernetesCluster string
	Logs              logs.Retention // of the flow logs
}

// Network is a VPC with its subnets.
type Network struct {
	Resource vpc.Vpc
	ID       *string
	CIDR     netip.Prefix
	Public   []Subnet
	Private  []Subnet
	Database []Subnet
	// InternetGateway must exist before an internet-facing load balancer, which therefore depends on it.
	InternetGateway internetgateway.InternetGateway

	PublicRouteTable RouteTable
	// PrivateRouteTables are in the order of the zones.
	PrivateRouteTables []RouteTable
	// DatabaseRouteTables is empty with DatabasesInPrivate.
	DatabaseRouteTables []RouteTable
	// NATGateways are in the order of the zones that have one.
	NATGateways []NATGateway
}

// Subnet is one subnet of a Network.
type Subnet struct {
	Plan SubnetPlan
	ID   *string
}

// RouteTable is one route table of a Network.
type RouteTable struct {
	Name string
	ID   *string
}

// NATGateway is one NAT gateway of a Network.
type NATGateway struct {
	Zone string // in which it is
	ID   *string
}

// IDs returns the IDs of subnets, in the same order.
func IDs(subnets []Subnet) *[]*string {
	ids := make([]*string, 0, len(subnets))
	for _, member := range subnets {
		ids = append(ids, member.ID)
	}
	return &ids
}

// builder holds what the steps of New share.
type builder struct {
	scope constructs.Construct
	props Props
	net   *Network
}

// New creates the VPC, its subnets, gateways, routes, gateway endpoints and flow logs. It panics unless Plan accepts the
// CIDR and the zones.
func New(scope constructs.Construct, id string, props Props) *Network {
	tiers := []Tier{Public, Private}
	if props.Databases == DatabasesIsolated {
		tiers = append(tiers, Database)
	}
	plans, err := Plan(props.CIDR, props.Zones, tiers...)
	if err != nil {
		panic("network: " + err.Error())
	}
	b := &builder{scope: constructs.NewConstruct(scope, &id), props: props, net: &Network{CIDR: props.CIDR}}
	b.vpc()
	b.emptyDefaultSecurityGroup()
	b.flowLog()
	b.internetGateway()
	b.subnets(plans)
	b.natGateways()
	b.publicRoutes()
	b.privateRoutes()
	if props.Databases == DatabasesIsolated {
		b.databaseRoutes()
	} else {
		b.net.Database = b.net.Private
	}
	b.gatewayEndpoints()
	return b.net
}

func (b *builder) vpc() {
	name := b.props.Names.Name("vpc")
	b.net.Resource = vpc.NewVpc(b.scope, new("vpc"), &vpc.VpcConfig{
		CidrBlock:          new(b.props.CIDR.String()),
		EnableDnsHostnames: true,
		EnableDnsSupport:   true,
		Tags:               b.props.Names.Tags(name, b.clusterTag()),
	})
	b.net.ID = b.net.Resource.Id()
}

func (b *builder) internetGateway() {
	b.net.InternetGateway = internetgateway.NewInternetGateway(b.scope, new("internet-gateway"), &internetgateway.InternetGatewayConfig{
		VpcId: b.net.ID,
		Tags:  b.props.Names.Tags(b.props.Names.Name("igw")),
	})
}

func (b *builder) subnets(plans []SubnetPlan) {
	for _, plan := range plans {
		name := b.props.Names.Name(fmt.Sprintf("%s-%d", plan.Tier, plan.Number))
		config := &subnet.SubnetConfig{
			VpcId:            b.net.ID,
			CidrBlock:        new(plan.CIDR.String()),
			AvailabilityZone: new(plan.Zone),
			Tags:             b.props.Names.Tags(name, b.subnetTags(plan.Tier)),
		}
		if plan.Tier == Public && b.props.Addresses == OnLaunch {
			config.MapPublicIpOnLaunch = true
		}
		resource := subnet.NewSubnet(b.scope, new(fmt.Sprintf("%s-subnet-%s", plan.Tier, plan.Zone)), config)
		built := Subnet{Plan: plan, ID: resource.Id()}
		switch plan.Tier {
		case Public:
			b.net.Public = append(b.net.Public, built)
		case Private:
			b.net.Private = append(b.net.Private, built)
		case Database:
			b.net.Database = append(b.net.Database, built)
		}
	}
}

func (b *builder) subnetTags(tier Tier) map[string]string {
	tags := map[string]string{"Type": string(tier)}
	if b.props.KubernetesCluster == "" || tier == Database {
		return tags
	}
	for key, value := range b.clusterTag() {
		tags[key] = value
	}
	if tier == Public {
		tags["kubernetes.io/role/elb"] = "1"
	} else {
		tags["kubernetes.io/role/internal-elb"] = "1"
	}
	return tags
}

func (b *builder) clusterTag() map[string]string {
	if b.props.KubernetesCluster == "" {
		return nil
	}
	return map[string]string{"kubernetes.io/cluster/" + b.props.KubernetesCluster: "shared"}
}

func (b *builder) natGateways() {
	count := len(b.net.Public)
	if b.props.NAT == NATSingle {
		count = 1
	}
	for _, public := range b.net.Public[:count] {
		zone, number := public.Plan.Zone, public.Plan.Number
		address := eip.NewEip(b.scope, new("nat-address-"+zone), &eip.EipConfig{
			Domain: new("vpc"),
			Tags:   b.props.Names.Tags(b.props.Names.Name(fmt.Sprintf("nat-eip-%d", number))),
		})
		nat := natgateway.NewNatGateway(b.scope, new("nat-gateway-"+zone), &natgateway.NatGatewayConfig{
			AllocationId: address.Id(),
			SubnetId:     public.ID,
			Tags:         b.props.Names.Tags(b.props.Names.Name(fmt.Sprintf("nat-%d", number))),
			DependsOn:    &[]cdktf.ITerraformDependable{b.net.InternetGateway},
		})
		b.net.NATGateways = append(b.net.NATGateways, NATGateway{Zone: zone, ID: nat.Id()})
	}
}

func (b *builder) publicRoutes() {
	table := b.routeTable("public-routes", "public-rt", &routetable.RouteTableRoute{
		CidrBlock: new("0.0.0.0/0"),
		GatewayId: b.net.InternetGateway.Id(),
	})
	for _, public := range b.net.Public {
		b.associate(public, table)
	}
	b.net.PublicRouteTable = table
}

func (b *builder) privateRoutes() {
	for index, private := range b.net.Private {
		nat := b.net.NATGateways[min(index, len(b.net.NATGateways)-1)]
		table := b.routeTable("private-routes-"+private.Plan.Zone, fmt.Sprintf("private-rt-%d", private.Plan.Number),
			&routetable.RouteTableRoute{CidrBlock: new("0.0.0.0/0"), NatGatewayId: nat.ID})
		b.associate(private, table)
		b.net.PrivateRouteTables = append(b.net.PrivateRouteTables, table)
	}
}

// databaseRoutes creates a route table without routes, except the local one, for the database tier. Without it, the
// subnets would use the VPC's main route table, to which somebody may add routes.
func (b *builder) databaseRoutes() {
	table := b.routeTable("database-routes", "database-rt")
	for _, database := range b.net.Database {
		b.associate(database, table)
	}
	b.net.DatabaseRouteTables = []RouteTable{table}
}

func (b *builder) routeTable(id, purpose string, routes ...*routetable.RouteTableRoute) RouteTable {
	name := b.props.Names.Name(purpose)
	config := &routetable.RouteTableConfig{VpcId: b.net.ID, Tags: b.props.Names.Tags(name)}
	if len(routes) > 0 {
		config.Route = &routes
	}
	return RouteTable{Name: name, ID: routetable.NewRouteTable(b.scope, &id, config).Id()}
}

func (b *builder) associate(member Subnet, table RouteTable) {
	routetableassociation.NewRouteTableAssociation(b.scope,
		new(fmt.Sprintf("%s-association-%s", member.Plan.Tier, member.Plan.Zone)),
		&routetableassociation.RouteTableAssociationConfig{SubnetId: member.ID, RouteTableId: table.ID})
}
