package rules

import (
	"net/netip"
	"slices"
	"strings"
)

var networkRules = []rule{
	{
		ID: "vpc-flow-logs", Class: advice, Types: []string{"aws_vpc"}, Resource: VPCFlowLogs,
		Why:      "nobody could find out which hosts exchanged traffic",
		Fix:      "create an aws_flow_log for all traffic",
		Aliases:  []string{"AWS-0178", "CKV2_AWS_11", "EC2.6", "CIS 3.7"},
		Violates: `{"aws_flow_log": {"main": {"traffic_type": "REJECT"}}}`,
	},
	{
		ID: "vpc-default-group-managed", Class: refused, Types: []string{"aws_vpc"}, Resource: VPCDefaultGroupManaged,
		Why:      "by default, members of the default security group can connect to each other and to everything outside",
		Fix:      "manage it with an aws_default_security_group without rules",
		Aliases:  []string{"CKV2_AWS_12"},
		Violates: `{"aws_default_security_group": {"main": null}}`,
	},
	{
		ID: "vpc-not-default", Class: refused, Types: []string{"aws_default_vpc", "aws_default_subnet"}, Resource: VPCNotDefault,
		Why:      "every subnet of the default VPC is public",
		Fix:      "create your own VPC",
		Aliases:  []string{"AWS-0101", "CKV_AWS_148"},
		Violates: `{"aws_default_vpc": {"main": {"force_destroy": false}}}`,
	},
	{
		ID: "subnet-no-public-addresses", Class: refused, Types: []string{"aws_subnet"}, Resource: SubnetNoPublicAddresses,
		Why:      "instances in the subnet can be reached from the internet",
		Fix:      "set map_public_ip_on_launch to false",
		Aliases:  []string{"AWS-0164", "CKV_AWS_130", "EC2.15"},
		Violates: `{"aws_subnet": {"a": {"map_public_ip_on_launch": true}}}`,
	},
	{
		ID: "subnet-fits", Class: refused, Types: []string{"aws_subnet", "aws_vpc"}, Resource: SubnetFits,
		Why:      "AWS refuses a VPC that is not a /16 to /28, a subnet outside of its VPC, and subnets that overlap",
		Fix:      "choose another cidr_block",
		Source:   "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
		Violates: `{"aws_subnet": {"b": {"cidr_block": "10.1.2.0/24"}}}`,
	},
	{
		ID: "subnet-has-room", Class: refused, Types: []string{"aws_lb", "aws_instance", "aws_network_interface"}, Resource: SubnetHasRoom,
		Why:      "AWS refuses a load balancer in a subnet smaller than /27, and an address that is outside of the subnet or reserved",
		Fix:      "choose a larger subnet, or another address",
		Source:   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer",
		Violates: `{"aws_instance": {"main": {"private_ip": "10.0.9.9"}}}`,
	},
	{
		ID: "subnet-group-two-zones", Class: refused, Types: []string{"aws_db_subnet_group", "aws_lb", "aws_eks_cluster"}, Resource: SubnetGroupTwoZones,
		Why:      "AWS refuses databases, load balancers and clusters in fewer than two availability zones",
		Fix:      "use subnets in two zones or more",
		Source:   "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
		Violates: `{"aws_subnet": {"c": {"vpc_id": "${aws_vpc.main.id}", "cidr_block": "10.0.4.0/24", "availability_zone": "eu-west-1a"}}, "aws_db_subnet_group": {"main": {"subnet_ids": ["${aws_subnet.a.id}", "${aws_subnet.c.id}"]}}}`,
	},
	{
		ID: "data-subnets-private", Class: refused, With: []string{"aws_route_table", "aws_route_table_association", "aws_internet_gateway"}, Types: []string{"aws_db_subnet_group", "aws_elasticache_subnet_group", "aws_redshift_subnet_group", "aws_docdb_subnet_group", "aws_neptune_subnet_group"},
		Resource: DataSubnetsPrivate,
		Why:      "one wrong argument of the database would make it reachable from the internet",
		Fix:      "use subnets without a route to an internet gateway",
		Aliases:  []string{"RDS.46"},
		Violates: `{"aws_route_table_association": {"a": {"route_table_id": "${aws_route_table.public.id}"}}}`,
	},
}

// VPCFlowLogs requires all traffic to be logged.
func VPCFlowLogs(vpc resource) answer {
	return companion(vpc, "aws_flow_log", "vpc_id", func(log resource) answer { return isOne(log, "traffic_type", "ALL") })
}

// VPCDefaultGroupManaged requires that the rules of the default group are removed.
func VPCDefaultGroupManaged(vpc resource) answer {
	return companion(vpc, "aws_default_security_group", "vpc_id", there)
}

// VPCNotDefault forbids the use of the default VPC.
func VPCNotDefault(r resource) answer { return broken("", "%s", r.Type) }

// SubnetNoPublicAddresses forbids subnets that assign public addresses.
func SubnetNoPublicAddresses(subnet resource) answer {
	return notTrue(subnet, "map_public_ip_on_launch")
}

// SubnetFits requires subnets of a size that AWS accepts, inside their VPC and without overlaps.
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
			otherNetwork, err := netip.ParsePrefix(other.Value("cidr_block").String())
			if err == nil && other.Address() > r.Address() && otherNetwork.Overlaps(network) {
				return broken("cidr_block", "cidr_block = %s overlaps that of %s", own, other.Name)
			}
		}
	}
	return pass
}

// SubnetHasRoom requires subnets with enough addresses. AWS reserves the first four addresses and the last one.
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
		for _, address := range r.All(argument) {
			address, err := netip.ParseAddr(address.String())
			for _, subnet := range r.Targets("subnet_id") {
				network, wrong := netip.ParsePrefix(subnet.Value("cidr_block").String())
				if err != nil || wrong != nil {
					continue
				}
				whole = whole.And(pass)
				if !network.Contains(address) || reserved(network, address) {
					whole = whole.And(broken(argument, "%s = %s is none of %s", argument, address, network))
				}
			}
		}
	}
	return whole
}

// reserved reports whether AWS reserves an address of a subnet.
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

// SubnetGroupTwoZones requires two availability zones for highly available resources. Network load balancers and
// database subnet groups with unknown subnets are not checked.
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

// DataSubnetsPrivate requires databases in subnets without a route to an internet gateway.
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

// leadsOutside reports whether a route table has a route to an internet gateway.
func leadsOutside(table resource) bool {
	toGateway := func(r resource, argument string) bool {
		return slices.ContainsFunc(r.Targets(argument), func(target resource) bool { return target.Type == "aws_internet_gateway" }) ||
			slices.ContainsFunc(r.All(argument), func(v value) bool { return strings.HasPrefix(v.Field("gateway_id").String(), "igw-") })
	}
	return toGateway(table, "route") || slices.ContainsFunc(table.Companions("aws_route", "route_table_id"), func(route resource) bool {
		return toGateway(route, "gateway_id")
	})
}
