package rules

import (
	"slices"
	"strings"

	"landform/internal/lazyregexp"
	"landform/internal/synthesized"
)

var endpointRules = []rule{
	{
		ID: "endpoint-used", Class: advice, Types: []string{"aws_vpc_endpoint"}, Resource: EndpointUsed,
		Why:      "nothing uses the endpoint, so the traffic leaves the VPC",
		Fix:      "for a gateway endpoint, set route_table_ids; for an interface endpoint, set private_dns_enabled and security groups",
		Violates: `{"aws_vpc_endpoint": {"main": {"route_table_ids": []}}}`,
	},
	{
		ID: "endpoint-policy-bound", Class: advice, Statement: EndpointPolicyBound,
		Why:      "an attacker inside the VPC could copy data to a bucket in another account, past all other network rules",
		Fix:      "restrict the policy with the condition aws:ResourceAccount, or to the ARNs that the VPC needs",
		Source:   "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
		Violates: `{"aws_vpc_endpoint": {"main": {"policy": "` + example(`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}`) + `"}}}`,
	},
	{
		ID: "endpoint-policy-set", Class: advice, Types: []string{"aws_vpc_endpoint"}, Resource: EndpointPolicySet,
		Why:      "without a policy, the endpoint gives access to every bucket and table of every account",
		Fix:      "set policy",
		Violates: `{"aws_vpc_endpoint": {"main": {"policy": null}}}`,
	},
	{
		ID: "nat-address-elastic", Class: refused, Types: []string{"aws_nat_gateway", "aws_eip"}, Resource: NATAddressElastic,
		Why:      "AWS refuses a public NAT gateway without an Elastic IP address, and an EC2-Classic address",
		Fix:      "set allocation_id to an aws_eip with domain = vpc",
		Violates: `{"aws_nat_gateway": {"main": {"allocation_id": null}}}`,
	},
	{
		ID: "network-interface-checked", Class: advice, Types: []string{"aws_network_interface", "aws_instance"}, Resource: NetworkInterfaceChecked,
		Why:      "the instance could forward traffic that is not its own",
		Fix:      "do not set source_dest_check to false",
		Violates: `{"aws_instance": {"main": {"source_dest_check": false}}}`,
	},
	{
		ID: "nacl-no-open-admin-ports", Class: refused, Types: []string{"aws_network_acl", "aws_network_acl_rule", "aws_default_network_acl"}, Resource: NACLNoOpenAdminPorts,
		Why:      "the network ACL allows SSH and RDP from the internet; only the security groups still block them",
		Fix:      "name the networks",
		Aliases:  []string{"AWS-0102", "AWS-0105", "CKV_AWS_231", "CKV_AWS_232", "EC2.21", "CIS 5.1"},
		Violates: `{"aws_network_acl_rule": {"main": {"cidr_block": "0.0.0.0/0", "from_port": 22, "to_port": 22}}}`,
	},
	{
		ID: "route-named", Class: refused, Types: []string{"aws_route_table", "aws_route"}, Resource: RouteNamed,
		Why:      "AWS refuses a route without a target",
		Fix:      "set gateway_id, nat_gateway_id or another target",
		Violates: `{"aws_route_table": {"private": {"route": [{"cidr_block": "0.0.0.0/0"}]}}}`,
	},
}

// RouteNamed requires routes with a target.
func RouteNamed(r resource) answer {
	targets := func(get func(string) value) int {
		count := 0
		for _, argument := range routeTargets {
			if get(argument).Exists() && get(argument).String() != "" {
				count++
			}
		}
		return count
	}
	if r.Type == "aws_route" {
		if count := targets(r.Value); count != 1 {
			return broken("", "the route has %d targets", count)
		}
		return pass
	}
	return everyBlock(r, "route", func(path string, block value) answer {
		if count := targets(block.Field); count != 1 {
			return broken(path, "a route to %s has %d targets", block.Field("cidr_block"), count)
		}
		return pass
	})
}

// NACLNoOpenAdminPorts forbids network ACL rules that allow SSH or RDP from everywhere.
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

// NetworkInterfaceChecked requires the source/destination check.
func NetworkInterfaceChecked(r resource) answer { return notFalse(r, "source_dest_check") }

// NATAddressElastic requires an Elastic IP address that AWS accepts.
func NATAddressElastic(r resource) answer {
	if r.Type == "aws_eip" {
		return isNone(r, "domain", "standard").And(notFalse(r, "vpc"))
	}
	if r.Value("connectivity_type").String() == "private" {
		return skip
	}
	return isSet(r, "allocation_id")
}

// EndpointPolicySet requires gateway endpoints with a policy of their own.
func EndpointPolicySet(endpoint resource) answer {
	if kind := endpoint.Value("vpc_endpoint_type").String(); kind != "" && kind != "Gateway" {
		return skip
	}
	if len(endpoint.Companions("aws_vpc_endpoint_policy", "vpc_endpoint_id")) > 0 {
		return pass
	}
	return isSet(endpoint, "policy")
}

// EndpointPolicyBound requires endpoint policies that allow no writes to other accounts.
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

// EndpointUsed requires endpoints that some route table or subnet uses.
func EndpointUsed(endpoint resource) answer {
	if endpoint.Value("vpc_endpoint_type").String() == "Interface" {
		return isTrue(endpoint, "private_dns_enabled").And(isSet(endpoint, "security_group_ids"))
	}
	if len(endpoint.Companions("aws_vpc_endpoint_route_table_association", "vpc_endpoint_id")) > 0 {
		return pass
	}
	return isSet(endpoint, "route_table_ids")
}

// routeTargets are the arguments that set the target of a route.
var routeTargets = []string{"gateway_id", "nat_gateway_id", "network_interface_id", "transit_gateway_id", "vpc_endpoint_id", "vpc_peering_connection_id",
	"egress_only_gateway_id", "carrier_gateway_id", "local_gateway_id", "core_network_arn"}

// reading matches actions that cannot send data out.
var reading = lazyregexp.New(`(?i)^[a-z0-9-]+:(Get|List|Describe|Head)[A-Za-z]*$`)
