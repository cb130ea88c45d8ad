package volteryde_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/test/shipped"
)

// securityGroups is the table "Security Groups Strategy" of the Volteryde document.
var securityGroups = []constructtest.GroupRules{
	{
		Resource: "ALB", Group: "ingress/security-group/group",
		Inbound: []string{"tcp 443 from anywhere"}, Outbound: []string{"all to EKS Worker Nodes"},
	},
	{
		Resource: "EKS Worker Nodes", Group: "eks/node-security-group/group",
		Inbound:  []string{"all from ALB", "tcp 30000-32767 from the VPC"},
		Outbound: []string{"all to anywhere"},
	},
	{
		Resource: "RDS PostgreSQL", Group: "postgres/security-group/group",
		Inbound: []string{"tcp 5432 from the VPC"}, Outbound: []string{"all to anywhere"},
	},
	{
		Resource: "ElastiCache Redis", Group: "redis/security-group/group",
		Inbound: []string{"tcp 6379 from the VPC"}, Outbound: []string{"all to anywhere"},
	},
	{
		Resource: "TimescaleDB (EC2)", Group: "timescale/security-group/group",
		Inbound: []string{"tcp 5432 from the VPC"}, Outbound: []string{"all to anywhere"},
	},
	// Not in the document: see docs/decisions.md.
	{
		Resource: "Egress proxy", Group: "egress/security-group/group",
		Inbound:  []string{"tcp 3128 from TimescaleDB (EC2)"},
		Outbound: []string{"tcp 80 to anywhere", "tcp 443 to anywhere"},
	},
}

func TestSecurityGroupTable(t *testing.T) {
	for _, stack := range shipped.Environments(t, "volteryde") {
		t.Run(stack.Name, func(t *testing.T) { constructtest.SecurityGroupTable(t, stack, securityGroups) })
	}
}
