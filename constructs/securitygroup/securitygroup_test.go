package securitygroup_test

import (
	"net/netip"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/securitygroup"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func TestEachRuleIsOneResource(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		net := constructtest.Network(stack)
		group := func(id, name string, listens securitygroup.Ports) *securitygroup.Group {
			return securitygroup.New(stack, id, securitygroup.Props{
				Names: constructtest.Names(), Network: net, Name: name, Description: "Security group for " + id, Listens: listens,
			})
		}
		api := group("api", "acme-test-api-sg", securitygroup.TCP(8080))
		database := group("database", "acme-test-rds-sg", securitygroup.TCP(5432))
		securitygroup.Connect(api, database, "Queries")
		api.AllowFrom(securitygroup.Anywhere(), "Clients")
		api.AllowPortsFrom(securitygroup.CIDR(netip.MustParsePrefix("10.9.0.0/16")), securitygroup.TCPRange(30000, 32767), "NodePorts")
		api.AllowAllTo(securitygroup.Anywhere(), "The internet")
	})
	api := constructtest.Find(t, stack, "api/group")
	database := constructtest.Find(t, stack, "database/group")
	constructtest.Expect(t, database, map[string]any{
		"name": "acme-test-rds-sg", "description": "Security group for database", "ingress": nil, "egress": nil,
	})
	for path, want := range map[string]map[string]any{
		"database/from-api-sg-tcp-5432": {
			"security_group_id": database.Reference("id"), "referenced_security_group_id": api.Reference("id"), "cidr_ipv4": nil,
			"ip_protocol": "tcp", "from_port": 5432, "to_port": 5432, "description": "Queries",
		},
		"api/to-rds-sg-tcp-5432": {
			"security_group_id": api.Reference("id"), "referenced_security_group_id": database.Reference("id"),
			"ip_protocol": "tcp", "from_port": 5432, "to_port": 5432, "description": "Queries",
		},
		"api/from-anywhere-tcp-8080":           {"cidr_ipv4": "0.0.0.0/0", "from_port": 8080, "description": "Clients"},
		"api/from-10-9-0-0-16-tcp-30000-32767": {"cidr_ipv4": "10.9.0.0/16", "from_port": 30000, "to_port": 32767},
		"api/to-anywhere-all":                  {"ip_protocol": "-1", "from_port": nil, "to_port": nil, "cidr_ipv4": "0.0.0.0/0"},
	} {
		constructtest.Expect(t, constructtest.Find(t, stack, path), want)
	}
	if count := len(stack.OfType("aws_vpc_security_group_egress_rule")); count != 2 {
		t.Errorf("%d egress rules, want 2: the database has none", count)
	}
}

func TestGroupThatListensOnNothingIsRefused(t *testing.T) {
	constructtest.Refused(t, "acme-test-nodes: Listens is empty", func() {
		constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
			group := securitygroup.New(stack, "nodes", securitygroup.Props{
				Names: constructtest.Names(), Network: constructtest.Network(stack), Name: "acme-test-nodes", Description: "Nodes",
			})
			group.AllowFrom(securitygroup.Anywhere(), "Clients")
		})
	})
}
