package constructtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"landform/internal/synthesized"

	"github.com/tidwall/gjson"
)

// GroupRules is one row of a security group table. A rule is for example "tcp 5432 from the VPC": ports are "tcp 5432",
// "tcp 30000-32767" or "all"; peers are "anywhere", "the VPC", a CIDR block or the Resource of another row.
type GroupRules struct {
	Resource string // the name in the table
	Group    string // path of the security group below the stack
	Inbound  []string
	Outbound []string
}

// SecurityGroupTable compares every security group rule of a stack with a table: each group must have exactly the rules of
// its row, and each group must have a row.
func SecurityGroupTable(t *testing.T, stack synthesized.Stack, table []GroupRules) {
	t.Helper()
	names := map[string]string{} // the rows' Resource by the reference to their group
	for _, row := range table {
		group, ok := stack.At(row.Group)
		if !ok {
			t.Errorf("%s: no security group at %s", row.Resource, row.Group)
			continue
		}
		names[group.Reference("id")] = row.Resource
	}
	inbound := rulesOf(t, stack, "aws_vpc_security_group_ingress_rule", "from", names)
	outbound := rulesOf(t, stack, "aws_vpc_security_group_egress_rule", "to", names)
	for _, group := range stack.OfType("aws_security_group") {
		if names[group.Reference("id")] == "" {
			t.Errorf("%s has no row in the table: add one", group.Path)
		}
		if group.Get("ingress").Exists() || group.Get("egress").Exists() {
			t.Errorf("%s has inline rules: use rule resources only", group.Path)
		}
	}
	for _, row := range table {
		sameRules(t, row.Resource+": inbound", inbound[row.Resource], row.Inbound)
		sameRules(t, row.Resource+": outbound", outbound[row.Resource], row.Outbound)
	}
}

// rulesOf returns the rules of one direction in the table's notation, by the Resource of their row.
func rulesOf(t *testing.T, stack synthesized.Stack, kind, preposition string, names map[string]string) map[string][]string {
	t.Helper()
	vpc := stack.OfType("aws_vpc")[0].Get("cidr_block").String()
	rules := map[string][]string{}
	for _, rule := range stack.OfType(kind) {
		owner := names[rule.Get("security_group_id").String()]
		if owner == "" {
			t.Errorf("the security group of %s is not in the table", rule.Path)
		}
		if rule.Get("description").String() == "" {
			t.Errorf("%s has no description", rule.Path)
		}
		peer := names[rule.Get("referenced_security_group_id").String()]
		switch cidr := rule.Get("cidr_ipv4").String(); cidr {
		case "":
		case vpc:
			peer = "the VPC"
		case "0.0.0.0/0":
			peer = "anywhere"
		default:
			peer = cidr
		}
		rules[owner] = append(rules[owner], fmt.Sprintf("%s %s %s", portsOf(rule), preposition, peer))
	}
	return rules
}

func portsOf(rule synthesized.Resource) string {
	protocol, first, last := rule.Get("ip_protocol").String(), rule.Get("from_port"), rule.Get("to_port")
	switch {
	case protocol == "-1" && !first.Exists() && !last.Exists():
		return "all"
	case sameNumber(first, last):
		return protocol + " " + first.String()
	default:
		return fmt.Sprintf("%s %s-%s", protocol, first, last)
	}
}

func sameNumber(a, b gjson.Result) bool { return a.Exists() && a.String() == b.String() }

func sameRules(t *testing.T, what string, got, want []string) {
	t.Helper()
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n  got  %s\n  want %s", what, strings.Join(got, ", "), strings.Join(want, ", "))
	}
}
