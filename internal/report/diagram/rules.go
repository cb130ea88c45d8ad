package diagram

import (
	"fmt"
	"slices"

	"landform/internal/synthesized"
)

// rules adds an arrow for each security group rule. An egress and an ingress rule for the same connection are one arrow.
func (r *reader) rules() {
	vpc := text(r.stack.OfType("aws_vpc")[0], "cidr_block")
	for _, rule := range r.stack.OfType("aws_vpc_security_group_ingress_rule") {
		r.flow(peer(rule, vpc), group(rule, "security_group_id"), ports(rule), text(rule, "description"))
	}
	for _, rule := range r.stack.OfType("aws_vpc_security_group_egress_rule") {
		from, to := group(rule, "security_group_id"), peer(rule, vpc)
		admitted := slices.IndexFunc(r.model.flows, func(f flow) bool { return f.from == from && f.to == to && f.ports == ports(rule) })
		if admitted < 0 {
			r.flow(from, to, ports(rule), text(rule, "description"))
		} else if one := &r.model.flows[admitted]; one.reason != text(rule, "description") {
			one.reason += "; " + text(rule, "description")
		}
	}
	if len(r.stack.OfType("aws_nat_gateway")) > 0 && len(r.stack.OfType("aws_internet_gateway")) > 0 {
		r.flow("aws_nat_gateway", internet, "all", "Outbound connections of the private subnets")
	}
}

// peer returns the id of a rule's peer: a security group, the internet, the VPC, or another CIDR block.
func peer(rule synthesized.Resource, vpc string) string {
	if other := group(rule, "referenced_security_group_id"); other != "" {
		return other
	}
	switch cidr := text(rule, "cidr_ipv4"); cidr {
	case "0.0.0.0/0":
		return internet
	case vpc:
		return inside
	default:
		return cidr
	}
}

func group(rule synthesized.Resource, argument string) string {
	for _, one := range rule.Targets(argument) {
		return one.Address()
	}
	return ""
}

func ports(rule synthesized.Resource) string {
	protocol, first, last := text(rule, "ip_protocol"), text(rule, "from_port"), text(rule, "to_port")
	switch {
	case protocol == "-1":
		return "all"
	case first == last:
		return protocol + " " + first
	}
	return fmt.Sprintf("%s %s-%s", protocol, first, last)
}
