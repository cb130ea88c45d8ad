package network_test

import (
	"net/netip"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/network"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/tidwall/gjson"
)

func build(t *testing.T, nat network.NAT, databases network.DatabaseTier, cluster string) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		network.New(stack, "network", network.Props{
			Names:             constructtest.Names(),
			CIDR:              netip.MustParsePrefix("10.9.0.0/16"),
			Zones:             []string{"eu-west-1a", "eu-west-1b"},
			NAT:               nat,
			Databases:         databases,
			KubernetesCluster: cluster,
			Logs:              constructtest.Logs(stack),
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
		"cidr_block": "10.9.2.0/24", "map_public_ip_on_launch": nil, "tags.Type": "public",
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

func TestDatabaseTierHasNoRouteToTheInternet(t *testing.T) {
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

func TestVPCHasFlowLogs(t *testing.T) {
	stack := build(t, network.NATSingle, network.DatabasesIsolated, "")
	group := constructtest.Find(t, stack, "network/flow-logs")
	role := constructtest.Find(t, stack, "network/flow-log-role/role")
	constructtest.Expect(t, constructtest.Find(t, stack, "network/flow-log"), map[string]any{
		"vpc_id":               constructtest.Find(t, stack, "network/vpc").Reference("id"),
		"traffic_type":         "ALL",
		"log_destination_type": "cloud-watch-logs",
		"log_destination":      group.Reference("arn"),
		"iam_role_arn":         role.Reference("arn"),
		"depends_on.0":         constructtest.Find(t, stack, "network/flow-log-role/policy-write").Address(),
	})
	constructtest.Expect(t, group, map[string]any{
		"name": "/aws/vpc/acme-test-vpc/flow-logs", "retention_in_days": 30,
		"kms_key_id": constructtest.Find(t, stack, "log-encryption/key").Reference("arn"),
	})
}

func TestFlowLogRoleIsRestrictedToThisAccountAndLogGroup(t *testing.T) {
	stack := build(t, network.NATSingle, network.DatabasesIsolated, "")
	trust := gjson.Parse(constructtest.Find(t, stack, "network/flow-log-role/role").Get("assume_role_policy").String())
	for path, want := range map[string]string{
		"Statement.0.Principal.Service.0":                         "vpc-flow-logs.amazonaws.com",
		`Statement.0.Condition.StringEquals.aws\:SourceAccount.0`: "123456789012",
		`Statement.0.Condition.ArnLike.aws\:SourceArn.0`:          "arn:aws:ec2:eu-west-1:123456789012:vpc-flow-log/*",
	} {
		if got := trust.Get(path).String(); got != want {
			t.Errorf("trust policy: %s is %q, want %q", path, got, want)
		}
	}
	rights := gjson.Parse(constructtest.Find(t, stack, "network/flow-log-role/policy-write").Get("policy").String())
	writes := rights.Get(`Statement.#(Action.#(=="logs:PutLogEvents"))`)
	want := constructtest.Find(t, stack, "network/flow-logs").Reference("arn") + ":*"
	if got := writes.Get("Resource").String(); got != `["`+want+`"]` {
		t.Errorf("the flow log role may write to %s, want only %s", got, want)
	}
}

func TestDefaultSecurityGroupAllowsNothing(t *testing.T) {
	stack := build(t, network.NATSingle, network.DatabasesIsolated, "")
	constructtest.Expect(t, constructtest.Find(t, stack, "network/default-security-group"), map[string]any{
		"vpc_id": constructtest.Find(t, stack, "network/vpc").Reference("id"), "ingress.#": 0, "egress.#": 0,
	})
}

func TestPublicAddressesOnLaunchAreOptional(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		network.New(stack, "network", network.Props{
			Names: constructtest.Names(), CIDR: netip.MustParsePrefix("10.9.0.0/16"), Zones: []string{"eu-west-1a"},
			Addresses: network.OnLaunch, Logs: constructtest.Logs(stack),
		})
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "network/public-subnet-eu-west-1a"), map[string]any{"map_public_ip_on_launch": true})
	constructtest.Expect(t, constructtest.Find(t, stack, "network/private-subnet-eu-west-1a"), map[string]any{"map_public_ip_on_launch": nil})
}

func TestTooSmallNetworkIsRefused(t *testing.T) {
	constructtest.Refused(t, "must be an IPv4 prefix between /16 and /20", func() {
		constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
			network.New(stack, "network", network.Props{
				Names: constructtest.Names(),
				CIDR:  netip.MustParsePrefix("10.9.0.0/24"),
				Zones: []string{"eu-west-1a"},
			})
		})
	})
}
