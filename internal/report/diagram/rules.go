package diagram

import (
	"fmt"
	"slices"

	"landform/internal/synthesized"
)

// rules adds an arrow for each security group rule. What one rule lets out and another in is one arrow.
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
		r.flow("aws_nat_gateway", internet, "all", "Routes of the private subnets to the internet, and none back")
	}
}

// peer is the other end of a rule: a group, everywhere, the VPC, or a network of its own.
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
