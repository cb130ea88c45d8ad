package rules

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"landform/internal/synthesized"
)

var networkRules = []rule{
	{
		ID: "vpc-flow-logs", Class: advice, Types: []string{"aws_vpc"}, Resource: VPCFlowLogs,
		Why:      "nobody would know who talked to whom",
		Fix:      "an aws_flow_log of all traffic",
		Aliases:  []string{"AWS-0178", "CKV2_AWS_11", "EC2.6", "CIS 3.7"},
		Violates: `{"aws_flow_log": {"main": {"traffic_type": "REJECT"}}}`,
	},
	{
		ID: "vpc-default-group-managed", Class: refused, Types: []string{"aws_vpc"}, Resource: VPCDefaultGroupManaged,
		Why:      "AWS lets members of the default group talk to each other and to everything outside",
		Fix:      "an aws_default_security_group without rules",
		Aliases:  []string{"CKV2_AWS_12"},
		Violates: `{"aws_default_security_group": {"main": null}}`,
	},
	{
		ID: "vpc-not-default", Class: refused, Types: []string{"aws_default_vpc", "aws_default_subnet"}, Resource: VPCNotDefault,
		Why:      "every subnet of the default network is public",
		Fix:      "a network of your own",
		Aliases:  []string{"AWS-0101", "CKV_AWS_148"},
		Violates: `{"aws_default_vpc": {"main": {"force_destroy": false}}}`,
	},
	{
		ID: "subnet-no-public-addresses", Class: refused, Types: []string{"aws_subnet"}, Resource: SubnetNoPublicAddresses,
		Why:      "whatever starts in the subnet can be reached from the Internet",
		Fix:      "map_public_ip_on_launch = false",
		Aliases:  []string{"AWS-0164", "CKV_AWS_130", "EC2.15"},
		Violates: `{"aws_subnet": {"a": {"map_public_ip_on_launch": true}}}`,
	},
	{
		ID: "subnet-fits", Class: refused, Types: []string{"aws_subnet", "aws_vpc"}, Resource: SubnetFits,
		Why:      "AWS refuses a network that is no /16 to /28, a subnet outside its network, and two that overlap",
		Fix:      "another cidr_block",
		Source:   "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
		Violates: `{"aws_subnet": {"b": {"cidr_block": "10.1.2.0/24"}}}`,
	},
	{
		ID: "subnet-has-room", Class: refused, Types: []string{"aws_lb", "aws_instance", "aws_network_interface"}, Resource: SubnetHasRoom,
		Why:      "AWS refuses a load balancer in a subnet smaller than /27, and an address that the subnet does not have or keeps for itself",
		Fix:      "a larger subnet, or another address",
		Source:   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer",
		Violates: `{"aws_instance": {"main": {"private_ip": "10.0.9.9"}}}`,
	},
	{
		ID: "subnet-group-two-zones", Class: refused, Types: []string{"aws_db_subnet_group", "aws_lb", "aws_eks_cluster"}, Resource: SubnetGroupTwoZones,
		Why:      "AWS refuses databases, load balancers and clusters in fewer than two zones",
		Fix:      "subnets in two zones or more",
		Source:   "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
		Violates: `{"aws_subnet": {"b": {"availability_zone": "eu-west-1a"}}}`,
	},
	{
		ID: "data-subnets-private", Class: refused, With: []string{"aws_route_table", "aws_route_table_association", "aws_internet_gateway"}, Types: []string{"aws_db_subnet_group", "aws_elasticache_subnet_group", "aws_redshift_subnet_group", "aws_docdb_subnet_group", "aws_neptune_subnet_group"},
		Resource: DataSubnetsPrivate,
		Why:      "one wrong argument of the database, and the Internet reaches it",
		Fix:      "subnets whose routes lead to no Internet gateway",
		Aliases:  []string{"RDS.46"},
		Violates: `{"aws_route_table_association": {"a": {"route_table_id": "${aws_route_table.public.id}"}}}`,
	},
	{
		ID: "nacl-no-open-admin-ports", Class: refused, Types: []string{"aws_network_acl", "aws_network_acl_rule", "aws_default_network_acl"}, Resource: NACLNoOpenAdminPorts,
		Why:      "the last wall before the security groups would let SSH and RDP from the Internet through",
		Fix:      "name the networks",
		Aliases:  []string{"AWS-0102", "AWS-0105", "CKV_AWS_231", "CKV_AWS_232", "EC2.21", "CIS 5.1"},
		Violates: `{"aws_network_acl_rule": {"main": {"cidr_block": "0.0.0.0/0", "from_port": 22, "to_port": 22}}}`,
	},
	{
		ID: "route-named", Class: refused, Types: []string{"aws_route_table", "aws_route"}, Resource: RouteNamed,
		Why:      "AWS refuses a route without a target",
		Fix:      "gateway_id, nat_gateway_id or another target",
		Violates: `{"aws_route_table": {"public": {"route": [{"cidr_block": "0.0.0.0/0"}]}}}`,
	},
	{
		ID: "endpoint-used", Class: advice, Types: []string{"aws_vpc_endpoint"}, Resource: EndpointUsed,
		Why:      "traffic that could stay inside the network would leave it: nothing uses the endpoint",
		Fix:      "route_table_ids of a gateway endpoint; private_dns_enabled and security groups of an interface endpoint",
		Violates: `{"aws_vpc_endpoint": {"main": {"route_table_ids": []}}}`,
	},
	{
		ID: "endpoint-policy-bound", Class: advice, Statement: EndpointPolicyBound,
		Why:      "whoever breaks in can carry data out to a bucket of his own, past every other wall",
		Fix:      "aws:ResourceAccount as condition, or the ARNs that the network needs",
		Source:   "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
		Violates: `{"aws_vpc_endpoint": {"main": {"policy": "` + example(`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}`) + `"}}}`,
	},
	{
		ID: "endpoint-policy-set", Class: advice, Types: []string{"aws_vpc_endpoint"}, Resource: EndpointPolicySet,
		Why:      "without a policy the endpoint leads to every bucket and table of every account",
		Fix:      "policy",
		Violates: `{"aws_vpc_endpoint": {"main": {"policy": null}}}`,
	},
	{
		ID: "nat-address-elastic", Class: refused, Types: []string{"aws_nat_gateway", "aws_eip"}, Resource: NATAddressElastic,
		Why:      "AWS refuses a public NAT gateway without an address, and an address of EC2-Classic",
		Fix:      "allocation_id of an aws_eip with domain = vpc",
		Violates: `{"aws_nat_gateway": {"main": {"allocation_id": null}}}`,
	},
	{
		ID: "network-interface-checked", Class: advice, Types: []string{"aws_network_interface", "aws_instance"}, Resource: NetworkInterfaceChecked,
		Why:      "the server could pass on traffic that is not its own",
		Fix:      "no source_dest_check = false",
		Violates: `{"aws_instance": {"main": {"source_dest_check": false}}}`,
	},
}

// VPCFlowLogs wants all traffic to be logged.
func VPCFlowLogs(vpc resource) answer {
	return companion(vpc, "aws_flow_log", "vpc_id", func(log resource) answer { return isOne(log, "traffic_type", "ALL") })
}

// VPCDefaultGroupManaged wants the rules of the default group to be taken away.
func VPCDefaultGroupManaged(vpc resource) answer {
	return companion(vpc, "aws_default_security_group", "vpc_id", there)
}

// VPCNotDefault wants no use of the default network.
func VPCNotDefault(r resource) answer { return broken("", "%s", r.Type) }

// SubnetNoPublicAddresses wants subnets that give out no public addresses.
func SubnetNoPublicAddresses(subnet resource) answer {
	return notTrue(subnet, "map_public_ip_on_launch")
}

// SubnetFits wants networks of a size that AWS takes, inside of their own and apart.
func SubnetFits(r resource) answer {
	own := r.Value("cidr_block")
	if !own.Exists() {
		return skip
	}
	if own.Unknown() {
		return open("cidr_block")
	}
	network, err := netip.ParsePrefix(own.String())
	if err != nil || network.Masked() != network || network.Bits() < 16 || network.Bits() > 28 {
		return broken("cidr_block", "%s", shown("cidr_block", own))
	}
	for _, vpc := range r.Targets("vpc_id") {
		outer, err := netip.ParsePrefix(vpc.Value("cidr_block").String())
		if err == nil && r.Type == "aws_subnet" && len(vpc.Companions("aws_vpc_ipv4_cidr_block_association", "vpc_id")) == 0 &&
			(outer.Bits() > network.Bits() || !outer.Contains(network.Addr())) {
			return broken("cidr_block", "cidr_block = %s is outside of %s", own, outer)
		}
		for _, other := range vpc.Companions("aws_subnet", "vpc_id") {
			taken, err := netip.ParsePrefix(other.Value("cidr_block").String())
			if err == nil && other.Address() > r.Address() && taken.Overlaps(network) {
				return broken("cidr_block", "cidr_block = %s overlaps that of %s", own, other.Name)
			}
		}
	}
	return pass
}

// SubnetHasRoom wants addresses that the subnets have. AWS keeps the first four and the last of each.
// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
func SubnetHasRoom(r resource) answer {
	if r.Type == "aws_lb" {
		whole := pass
		for _, subnet := range r.Targets("subnets") {
			if network, err := netip.ParsePrefix(subnet.Value("cidr_block").String()); err == nil && network.Bits() > 27 {
				whole = whole.And(broken("subnets", "%s is smaller than /27", subnet.Name))
			}
		}
		return whole
	}
	whole := skip
	for _, argument := range []string{"private_ip", "private_ips"} {
		for _, given := range r.All(argument) {
			address, err := netip.ParseAddr(given.String())
			for _, subnet := range r.Targets("subnet_id") {
				network, wrong := netip.ParsePrefix(subnet.Value("cidr_block").String())
				if err != nil || wrong != nil {
					continue
				}
				whole = whole.And(pass)
				if !network.Contains(address) || reserved(network, address) {
					whole = whole.And(broken(argument, "%s = %s is none of %s", argument, given, network))
				}
			}
		}
	}
	return whole
}

// reserved tells whether AWS keeps an address of a network for itself.
func reserved(network netip.Prefix, address netip.Addr) bool {
	first := network.Masked().Addr()
	for range 4 {
		if first == address {
			return true
		}
		first = first.Next()
	}
	return !network.Contains(address.Next())
}

// SubnetGroupTwoZones wants what must survive a zone to be in two. A network load balancer and a database subnet group
// of unknown subnets are not judged.
func SubnetGroupTwoZones(group resource) answer {
	argument := map[string]string{"aws_db_subnet_group": "subnet_ids", "aws_lb": "subnets", "aws_eks_cluster": "vpc_config"}[group.Type]
	if kind := group.Value("load_balancer_type"); kind.Known() && kind.String() != "application" {
		return skip
	}
	zones := map[string]bool{}
	subnets := slices.DeleteFunc(group.Targets(argument), func(r resource) bool { return r.Type != "aws_subnet" })
	for _, subnet := range subnets {
		zone := subnet.Value("availability_zone")
		if zone.Unknown() || !zone.Exists() {
			return open(argument)
		}
		zones[zone.String()] = true
	}
	switch {
	case len(subnets) == 0 && len(group.All(argument)) < 2 && argument != "vpc_config":
		return broken(argument, "%s has %d subnet", argument, len(group.All(argument)))
	case len(subnets) == 0:
		return open(argument)
	case len(zones) < 2:
		return broken(argument, "%s are in one zone", argument)
	}
	return pass
}

// DataSubnetsPrivate wants databases in subnets without a way from the Internet.
func DataSubnetsPrivate(group resource) answer {
	whole := pass
	for _, subnet := range group.Targets("subnet_ids") {
		for _, association := range subnet.Companions("aws_route_table_association", "subnet_id") {
			for _, table := range association.Targets("route_table_id") {
				if leadsOutside(table) {
					whole = whole.And(broken("subnet_ids", "%s has a route to an Internet gateway", subnet.Name))
				}
			}
		}
	}
	return whole
}

// leadsOutside tells whether a table has a route to an Internet gateway.
func leadsOutside(table resource) bool {
	toGateway := func(r resource, argument string) bool {
		return slices.ContainsFunc(r.Targets(argument), func(target resource) bool { return target.Type == "aws_internet_gateway" }) ||
			slices.ContainsFunc(r.All(argument), func(v value) bool { return strings.HasPrefix(v.Field("gateway_id").String(), "igw-") })
	}
	return toGateway(table, "route") || slices.ContainsFunc(table.Companions("aws_route", "route_table_id"), func(route resource) bool {
		return toGateway(route, "gateway_id")
	})
}

// NACLNoOpenAdminPorts wants no rule that allows SSH or RDP from everywhere.
func NACLNoOpenAdminPorts(r resource) answer {
	whole := pass
	judge := func(path string, get func(string) value) {
		allowed := strings.EqualFold(get("action").String(), "allow") || strings.EqualFold(get("rule_action").String(), "allow")
		from, _ := get("from_port").Number()
		to, _ := get("to_port").Number()
		every := get("protocol").String() == "-1" || get("protocol").String() == "all"
		world := isWorld(get("cidr_block").String()) || isWorld(get("ipv6_cidr_block").String())
		if allowed && world && !get("egress").IsTrue() && (every || from <= 22 && to >= 22 || from <= 3389 && to >= 3389) {
			whole = whole.And(broken(path, "SSH or RDP is allowed from the Internet"))
		}
	}
	if r.Type == "aws_network_acl_rule" {
		judge("cidr_block", r.Value)
		return whole
	}
	for _, block := range r.All("ingress") {
		judge("ingress", block.Field)
	}
	return whole
}

// routeTargets are the arguments that say where a route leads.
var routeTargets = []string{"gateway_id", "nat_gateway_id", "network_interface_id", "transit_gateway_id", "vpc_endpoint_id", "vpc_peering_connection_id",
	"egress_only_gateway_id", "carrier_gateway_id", "local_gateway_id", "core_network_arn"}

// RouteNamed wants routes that lead somewhere.
func RouteNamed(r resource) answer {
	leads := func(get func(string) value) bool {
		return slices.ContainsFunc(routeTargets, func(argument string) bool { return get(argument).Exists() && get(argument).String() != "" })
	}
	if r.Type == "aws_route" {
		if leads(r.Value) {
			return pass
		}
		return broken("", "the route has no target")
	}
	return everyBlock(r, "route", func(path string, block value) answer {
		if leads(block.Field) {
			return pass
		}
		return broken(path, "a route to %s has no target", block.Field("cidr_block"))
	})
}

// EndpointUsed wants endpoints that are used.
func EndpointUsed(endpoint resource) answer {
	if endpoint.Value("vpc_endpoint_type").String() == "Interface" {
		return isTrue(endpoint, "private_dns_enabled").And(isSet(endpoint, "security_group_ids"))
	}
	if len(endpoint.Companions("aws_vpc_endpoint_route_table_association", "vpc_endpoint_id")) > 0 {
		return pass
	}
	return isSet(endpoint, "route_table_ids")
}

// reading matches actions that carry nothing out.
var reading = regexp.MustCompile(`(?i)^[a-z0-9-]+:(Get|List|Describe|Head)[A-Za-z]*$`)

// EndpointPolicyBound wants endpoints through which nothing is written to other accounts.
func EndpointPolicyBound(d document, s statement) answer {
	if d.Kind != synthesized.Endpoint || !allows(s) {
		return skip
	}
	writes := len(s.NotActions) > 0 || slices.ContainsFunc(s.Actions, func(action string) bool { return !reading.MatchString(action) })
	if writes && everybody(s) != "" && (slices.Contains(s.Resources, "*") || len(s.NotResources) > 0) && !conditional(s) {
		return said(d, s, "%s on every resource of every account", plural("Action", s.Actions))
	}
	return pass
}

// EndpointPolicySet wants gateway endpoints with a policy of their own.
func EndpointPolicySet(endpoint resource) answer {
	if kind := endpoint.Value("vpc_endpoint_type").String(); kind != "" && kind != "Gateway" {
		return skip
	}
	if len(endpoint.Companions("aws_vpc_endpoint_policy", "vpc_endpoint_id")) > 0 {
		return pass
	}
	return isSet(endpoint, "policy")
}

// NATAddressElastic wants addresses that AWS gives.
func NATAddressElastic(r resource) answer {
	if r.Type == "aws_eip" {
		return isNone(r, "domain", "standard").And(notFalse(r, "vpc"))
	}
	if r.Value("connectivity_type").String() == "private" {
		return skip
	}
	return isSet(r, "allocation_id")
}

// NetworkInterfaceChecked wants traffic for others to be dropped.
func NetworkInterfaceChecked(r resource) answer { return notFalse(r, "source_dest_check") }
