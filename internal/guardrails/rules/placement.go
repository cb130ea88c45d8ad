package rules

import (
	"net/netip"
	"slices"
	"strings"
)

var placementRules = []rule{
	{
		ID: "spread-over-zones", Class: advice, Types: spreadTypes(), Resource: SpreadOverZones, Unknown: passes,
		Why:      "the failure of one availability zone takes everything down",
		Fix:      "use subnets of two availability zones or more",
		Aliases:  []string{"AutoScaling.2", "Lambda.5"},
		Violates: `{"aws_autoscaling_group": {"main": {"vpc_zone_identifier": ["${aws_subnet.a.id}"]}}}`,
	},
	{
		ID: "autoscaling-healthy", Class: advice, Types: []string{"aws_autoscaling_group"}, Resource: AutoscalingHealthy,
		Why:      "an instance that no longer answers the load balancer is never replaced",
		Fix:      "set health_check_type to ELB",
		Aliases:  []string{"CKV_AWS_153", "AutoScaling.1"},
		Violates: `{"aws_autoscaling_group": {"main": {"health_check_type": "EC2"}}}`,
	},
	{
		ID: "nat-reaches-internet", Class: refused, Types: []string{"aws_nat_gateway"}, Resource: NATReachesInternet,
		With:     []string{"aws_route"},
		Why:      "a NAT gateway in a subnet without a route to an internet gateway cannot reach the internet",
		Fix:      "place it in a public subnet, with connectivity_type public",
		Source:   "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
		Violates: `{"aws_nat_gateway": {"main": {"subnet_id": "${aws_subnet.a.id}"}}}`,
	},
	{
		ID: "subnet-one-route-table", Class: refused, Types: []string{"aws_subnet"}, With: []string{"aws_route_table_association"}, Resource: SubnetOneRouteTable,
		Why:      "AWS refuses a second route table for a subnet",
		Fix:      "keep one aws_route_table_association for each subnet",
		Violates: `{"aws_route_table_association": {"second": {"subnet_id": "${aws_subnet.a.id}", "route_table_id": "${aws_route_table.private.id}"}}}`,
	},
	{
		ID: "vpc-names", Class: refused, Types: []string{"aws_vpc"}, With: []string{"aws_vpc_endpoint"}, Resource: VPCNames,
		Why:      "EKS nodes cannot register, and AWS refuses endpoints with private DNS names",
		Fix:      "set enable_dns_support and enable_dns_hostnames to true",
		Source:   "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
		Violates: `{"aws_vpc": {"main": {"enable_dns_hostnames": false}}}`,
	},
	{
		ID: "endpoint-in-region", Class: refused, Types: []string{"aws_vpc_endpoint"}, Resource: EndpointInRegion, Unknown: passes,
		Why:      "this type of endpoint only reaches services in the same region",
		Fix:      "use com.amazonaws.<region>.<service> with the provider's region",
		Violates: `{"aws_vpc_endpoint": {"main": {"service_name": "com.amazonaws.us-east-1.s3"}}}`,
	},
	{
		ID: "endpoint-service-closed", Class: refused, Types: []string{"aws_vpc_endpoint_service"}, Resource: EndpointServiceClosed,
		Why:      "every AWS account can connect to the service",
		Fix:      "set acceptance_required to true, and name the allowed_principals",
		Aliases:  []string{"CKV_AWS_123"},
		Violates: `{"aws_vpc_endpoint_service": {"main": {"acceptance_required": false}}}`,
	},
	{
		ID: "transit-accepted", Class: advice, Types: []string{"aws_ec2_transit_gateway"}, Resource: TransitAccepted,
		Why:      "every account that the gateway is shared with can attach its networks without approval",
		Fix:      "set auto_accept_shared_attachments to disable",
		Aliases:  []string{"CKV_AWS_331", "EC2.23"},
		Violates: `{"aws_ec2_transit_gateway": {"main": {"auto_accept_shared_attachments": "enable"}}}`,
	},
	{
		ID: "vpn-logged", Class: advice, Types: []string{"aws_ec2_client_vpn_endpoint"}, Resource: VPNLogged,
		Why:      "nobody could find out who was connected, and from where",
		Fix:      "set connection_log_options.enabled to true",
		Aliases:  []string{"EC2.51"},
		Violates: `{"aws_ec2_client_vpn_endpoint": {"main": {"connection_log_options": {"enabled": false}}}}`,
	},
	{
		ID: "network-firewall-kept", Class: advice, Types: []string{"aws_networkfirewall_firewall"}, Resource: NetworkFirewallKept,
		Why:      "a change of a single argument could replace, and so remove, the firewall",
		Fix:      "set delete_protection to true",
		Aliases:  []string{"CKV_AWS_344", "NetworkFirewall.9"},
		Violates: `{"aws_networkfirewall_firewall": {"main": {"delete_protection": false}}}`,
	},
	{
		ID: "network-valid", Class: refused, Types: networkedTypes, Resource: NetworkValid, Unknown: passes,
		Why:      "AWS refuses an invalid network, and Terraform a network with host bits set",
		Fix:      "write the network's first address: 10.0.1.0/24",
		Violates: `{"aws_vpc_security_group_ingress_rule": {"main": {"cidr_ipv4": "10.0.1.5/16", "referenced_security_group_id": null}}}`,
	},
}

// subnetsOf are the arguments with the subnets of what should outlive a zone.
var subnetsOf = map[string]string{"aws_autoscaling_group": "vpc_zone_identifier", "aws_lambda_function": "vpc_config.subnet_ids",
	"aws_ecs_service": "network_configuration.subnets", "aws_eks_node_group": "subnet_ids", "aws_vpc_endpoint": "subnet_ids"}

func spreadTypes() []string {
	var types []string
	for kind := range subnetsOf {
		types = append(types, kind)
	}
	return sorted(types)
}

// SpreadOverZones requires more than one subnet. Of a list of them that is not known, and of none, it says nothing.
func SpreadOverZones(r resource) answer {
	list := r.Value(subnetsOf[r.Type])
	if r.Type == "aws_vpc_endpoint" && r.Value("vpc_endpoint_type").String() != "Interface" {
		return skip
	}
	if zones := zonesOf(r.Targets(subnetsOf[r.Type])); len(zones) == 1 && len(list.List()) > 1 {
		return broken(subnetsOf[r.Type], "%s are all in %s", subnetsOf[r.Type], zones[0])
	}
	if !strings.HasPrefix(list.String(), "[") || len(list.List()) != 1 || strings.Contains(list.List()[0].String(), "${module.") || strings.Contains(list.List()[0].String(), "[*]") {
		return pass
	}
	return broken(subnetsOf[r.Type], "%s has one subnet", subnetsOf[r.Type])
}

// zonesOf are the zones of subnets, or nil where one is not known.
func zonesOf(subnets []resource) []string {
	var zones []string
	for _, subnet := range subnets {
		zone := subnet.Value("availability_zone")
		if !zone.Known() {
			return nil
		}
		zones = append(zones, zone.String())
	}
	return slices.Compact(sorted(zones))
}

// AutoscalingHealthy requires the load balancer's opinion of servers that it has.
func AutoscalingHealthy(group resource) answer {
	if !group.Value("target_group_arns").Exists() && !group.Value("load_balancers").Exists() {
		return pass
	}
	return isOne(group, "health_check_type", "ELB")
}

// NATReachesInternet requires a public gateway in a subnet that has a way to the Internet. The routes of a subnet
// without a table of its own are not looked at.
func NATReachesInternet(gateway resource) answer {
	if gateway.Value("connectivity_type").String() == "private" {
		for _, reference := range gateway.ReferredBy() {
			user, ok := gateway.Stack().Resource(reference.From)
			if ok && strings.HasPrefix(reference.From, "aws_route") && strings.Contains(user.JSON.Raw, "0.0.0.0/0") {
				return broken("connectivity_type", "connectivity_type = private, with a default route from %s", reference.From)
			}
		}
		return pass
	}
	for _, subnet := range gateway.Targets("subnet_id") {
		for _, association := range subnet.Companions("aws_route_table_association", "subnet_id") {
			for _, table := range association.Targets("route_table_id") {
				if !leadsOut(table) {
					return broken("subnet_id", "%s has no route to an internet gateway", subnet.Address())
				}
			}
		}
	}
	return pass
}

// leadsOut reports whether a route table leads to an internet gateway.
func leadsOut(table resource) bool {
	return slices.ContainsFunc(table.All("route"), func(route value) bool { return route.Field("gateway_id").Exists() }) ||
		slices.ContainsFunc(table.Companions("aws_route", "route_table_id"), func(route resource) bool { return route.Value("gateway_id").Exists() })
}

// SubnetOneRouteTable requires one association of each subnet. Of one with count or for_each it says nothing.
func SubnetOneRouteTable(subnet resource) answer {
	associations := slices.DeleteFunc(subnet.Companions("aws_route_table_association", "subnet_id"), func(a resource) bool {
		return a.JSON.Get("for_each").Exists() || a.JSON.Get("count").Exists()
	})
	if len(associations) > 1 && !subnet.JSON.Get("for_each").Exists() && !subnet.JSON.Get("count").Exists() {
		return broken("", "%d route tables", len(associations))
	}
	return pass
}

// VPCNames requires names where something depends on them.
func VPCNames(vpc resource) answer {
	needed := len(vpc.Stack().OfType("aws_eks_cluster")) > 0 || slices.ContainsFunc(vpc.Companions("aws_vpc_endpoint", "vpc_id"), func(endpoint resource) bool {
		return endpoint.Value("private_dns_enabled").IsTrue()
	})
	if !needed {
		return notFalse(vpc, "enable_dns_support")
	}
	return notFalse(vpc, "enable_dns_support").And(isTrue(vpc, "enable_dns_hostnames"))
}

// EndpointInRegion requires services of the provider's region.
func EndpointInRegion(endpoint resource) answer {
	region := defaultRegion(endpoint)
	if region == "" || endpoint.Value("service_region").Exists() {
		return skip
	}
	return unset(endpoint, "service_name", func(v value) bool {
		parts := strings.Split(v.String(), ".")
		return len(parts) < 4 || parts[1] != "amazonaws" || parts[2] == region || parts[2] == "vpce" || !strings.Contains(parts[2], "-")
	})
}

// EndpointServiceClosed requires accounts to be let in one by one.
func EndpointServiceClosed(service resource) answer {
	if slices.Contains(service.Value("allowed_principals").Strings(), "*") {
		return broken("allowed_principals", "allowed_principals has *")
	}
	return isTrue(service, "acceptance_required")
}

// TransitAccepted requires attachments to be accepted by somebody.
func TransitAccepted(gateway resource) answer {
	return isNone(gateway, "auto_accept_shared_attachments", "enable")
}

// VPNLogged requires logs of connections.
func VPNLogged(endpoint resource) answer { return isTrue(endpoint, "connection_log_options.enabled") }

// NetworkFirewallKept requires that a deletion takes two steps.
func NetworkFirewallKept(firewall resource) answer { return isTrue(firewall, "delete_protection") }

var networkedTypes = []string{"aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule", "aws_security_group_rule", "aws_security_group",
	"aws_vpc", "aws_subnet", "aws_route", "aws_network_acl_rule", "aws_default_security_group"}

// NetworkValid requires networks that are some.
func NetworkValid(r resource) answer {
	whole := pass
	for _, path := range []string{"cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks", "cidr_block", "destination_cidr_block",
		"ingress.cidr_blocks", "ingress.ipv6_cidr_blocks", "egress.cidr_blocks", "egress.ipv6_cidr_blocks"} {
		for _, network := range r.All(path) {
			if network.Known() && network.String() != "" && !isNetwork(network.String()) {
				whole = whole.And(broken(path, "%s = %s", path, network))
			}
		}
	}
	return whole
}

func isNetwork(text string) bool {
	network, err := netip.ParsePrefix(text)
	return err == nil && network == network.Masked()
}
