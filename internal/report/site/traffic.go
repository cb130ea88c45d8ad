package site

import (
	"cmp"
	"slices"
	"strings"

	"landform/internal/synthesized"
)

// traffic is a rule of a security group.
type traffic struct{ Direction, Group, Peer, Ports, Reason, Anchor string }

// matrix shows the allowed connections between sources and destinations, with their ports.
type matrix struct {
	Columns []string
	Rows    []matrixRow
}

type matrixRow struct {
	Name  string
	Cells [][]string // ports, in the order of the columns
}

// Names of peers that are not security groups.
const (
	anywhere = "the internet"
	wholeVPC = "the whole VPC"
)

func (v *view) traffic() {
	for _, kind := range []struct{ resource, direction string }{
		{"aws_vpc_security_group_ingress_rule", "in"}, {"aws_vpc_security_group_egress_rule", "out"},
	} {
		for _, rule := range v.Stack.OfType(kind.resource) {
			v.Traffic = append(v.Traffic, traffic{
				kind.direction, groupName(rule, "security_group_id"), v.peer(rule), ports(rule), text(rule, "description"), rule.Address(),
			})
		}
	}
	slices.SortStableFunc(v.Traffic, func(a, b traffic) int { return strings.Compare(a.Group, b.Group) })
	v.Matrix = newMatrix(v.Traffic)
}

// newMatrix returns a matrix of the rules: rows are sources, columns are destinations. An egress rule and an ingress rule for the
// same connection are one entry.
func newMatrix(rules []traffic) matrix {
	cells := map[[2]string][]string{}
	var from, to []string
	for _, rule := range rules {
		ends := [2]string{rule.Peer, rule.Group}
		if rule.Direction == "out" {
			ends = [2]string{rule.Group, rule.Peer}
		}
		if !slices.Contains(cells[ends], rule.Ports) {
			cells[ends] = append(cells[ends], rule.Ports)
		}
		from, to = append(from, ends[0]), append(to, ends[1])
	}
	m := matrix{Columns: distinct(to)}
	for _, name := range distinct(from) {
		row := matrixRow{Name: name}
		for _, column := range m.Columns {
			row.Cells = append(row.Cells, cells[[2]string{name, column}])
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

// distinct returns the names without duplicates, the internet and the whole VPC first.
func distinct(names []string) []string {
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(slices.Index([]string{wholeVPC, anywhere}, b)-slices.Index([]string{wholeVPC, anywhere}, a), strings.Compare(a, b))
	})
	return slices.Compact(names)
}

func groupName(rule synthesized.Resource, argument string) string {
	for _, group := range rule.Targets(argument) {
		return text(group, "name")
	}
	return ""
}

// peer returns the name of a rule's peer: a security group, the internet, the whole VPC, or a CIDR block.
func (v *view) peer(rule synthesized.Resource) string {
	if group := groupName(rule, "referenced_security_group_id"); group != "" {
		return group
	}
	cidr := cmp.Or(text(rule, "cidr_ipv4"), text(rule, "cidr_ipv6"))
	if cidr == "0.0.0.0/0" || cidr == "::/0" {
		return anywhere
	}
	for _, vpc := range v.Stack.OfType("aws_vpc") {
		if cidr == text(vpc, "cidr_block") {
			return wholeVPC
		}
	}
	return cidr
}

func ports(rule synthesized.Resource) string {
	first, last := text(rule, "from_port"), text(rule, "to_port")
	switch {
	case text(rule, "ip_protocol") == "-1":
		return "all"
	case first == last:
		return text(rule, "ip_protocol") + " " + first
	}
	return text(rule, "ip_protocol") + " " + first + "-" + last
}
