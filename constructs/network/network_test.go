package network_test

import (
	"net/netip"
	"testing"

	"landform/constructs/network"
	"landform/internal/constructtest"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func build(t *testing.T, nat network.NAT, databases network.DatabaseTier, cluster string) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		network.New(stack, "network", network.Props{
			Placement:         constructtest.Placement(),
			CIDR:              netip.MustParsePrefix("10.9.0.0/16"),
			Zones:             []string{"eu-west-1a", "eu-west-1b"},
			NAT:               nat,
			Databases:         databases,
			KubernetesCluster: cluster,
		})
	})
}

func TestSubnetsOfEachTier(t *testing.T) {
	stack := build(t, network.NATPerZone, network.DatabasesIsolated, "acme-test")
	constructtest.Expect(t, constructtest.Find(t, stack, "network/vpc"), map[string]any{
		"cidr_block": "10.9.0.0/16", "enable_dns_hostnames": true, "enable_dns_support": true,
		"tags.Name": "acme-test-vpc", `tags.kubernetes\.io/cluster/acme-test`: "shared",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "network/public-subnet-eu-west-1b"), map[string]any{
		"cidr_block": "10.9.2.0/24", "map_public_ip_on_launch": true, "tags.Type": "public",
		`tags.kubernetes\.io/role/elb`: "1", `tags.kubernetes\.io/cluster/acme-test`: "shared",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "network/private-subnet-eu-west-1a"), map[string]any{
		"cidr_block": "10.9.11.0/24", "map_public_ip_on_launch": nil,
		`tags.kubernetes\.io/role/internal-elb`: "1", `tags.kubernetes\.io/role/elb`: nil,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "network/database-subnet-eu-west-1a"), map[string]any{
		"cidr_block": "10.9.21.0/24", "tags.Name": "acme-test-database-1",
		`tags.kubernetes\.io/cluster/acme-test`: nil,
	})
}

func TestDatabaseTierHasNoWayOut(t *testing.T) {
	stack := build(t, network.NATPerZone, network.DatabasesIsolated, "")
	table := constructtest.Find(t, stack, "network/database-routes")
	constructtest.Expect(t, table, map[string]any{"route": nil})
	for _, zone := range []string{"eu-west-1a", "eu-west-1b"} {
		constructtest.Expect(t, constructtest.Find(t, stack, "network/database-association-"+zone),
			map[string]any{"route_table_id": table.Reference("id")})
	}
}

func TestNATGatewayOfEachZone(t *testing.T) {
	stack := build(t, network.NATPerZone, network.DatabasesIsolated, "")
	for _, zone := range []string{"eu-west-1a", "eu-west-1b"} {
		gateway := constructtest.Find(t, stack, "network/nat-gateway-"+zone)
		constructtest.Expect(t, gateway, map[string]any{
			"subnet_id":    constructtest.Find(t, stack, "network/public-subnet-"+zone).Reference("id"),
			"depends_on.0": constructtest.Find(t, stack, "network/internet-gateway").Address(),
		})
		constructtest.Expect(t, constructtest.Find(t, stack, "network/private-routes-"+zone),
			map[string]any{"route.0.nat_gateway_id": gateway.Reference("id")})
	}
}

func TestSingleNATGatewayServesEveryZone(t *testing.T) {
	stack := build(t, network.NATSingle, network.DatabasesIsolated, "")
	if count := len(stack.OfType("aws_nat_gateway")); count != 1 {
		t.Fatalf("%d NAT gateways, want 1", count)
	}
	gateway := constructtest.Find(t, stack, "network/nat-gateway-eu-west-1a")
	constructtest.Expect(t, constructtest.Find(t, stack, "network/private-routes-eu-west-1b"),
		map[string]any{"route.0.nat_gateway_id": gateway.Reference("id")})
}

func TestDatabasesInPrivateSubnets(t *testing.T) {
	stack := build(t, network.NATSingle, network.DatabasesInPrivate, "")
	if count := len(stack.OfType("aws_subnet")); count != 4 {
		t.Errorf("%d subnets, want 4: two tiers in two zones", count)
	}
}

func TestNetworkTooSmallIsRefused(t *testing.T) {
	constructtest.Refused(t, "must be an IPv4 prefix between /16 and /20", func() {
		constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
			network.New(stack, "network", network.Props{
				Placement: constructtest.Placement(),
				CIDR:      netip.MustParsePrefix("10.9.0.0/24"),
				Zones:     []string{"eu-west-1a"},
			})
		})
	})
}
