package network_test

import (
	"fmt"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/network"
)

func TestEveryTierHasGatewayEndpoints(t *testing.T) {
	routed := []string{"public-routes", "private-routes-eu-west-1a", "private-routes-eu-west-1b"}
	for name, tier := range map[string]struct {
		databases network.DatabaseTier
		tables    map[string][]string // by endpoint
	}{
		"databases isolated": {network.DatabasesIsolated, map[string][]string{
			"s3-endpoint": routed, "database-s3-endpoint": {"database-routes"},
			"dynamodb-endpoint": append(routed[:3:3], "database-routes"),
		}},
		"databases in private": {network.DatabasesInPrivate, map[string][]string{
			"s3-endpoint": routed, "dynamodb-endpoint": routed,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			stack := build(t, network.NATSingle, tier.databases, "")
			if found := len(stack.OfType("aws_vpc_endpoint")); found != len(tier.tables) {
				t.Errorf("%d endpoints, want %d", found, len(tier.tables))
			}
			for id, tables := range tier.tables {
				endpoint := constructtest.Find(t, stack, "network/"+id)
				constructtest.Expect(t, endpoint, map[string]any{"vpc_endpoint_type": "Gateway", "route_table_ids.#": len(tables)})
				for index, table := range tables {
					want := constructtest.Find(t, stack, "network/"+table).Reference("id")
					constructtest.Expect(t, endpoint, map[string]any{fmt.Sprintf("route_table_ids.%d", index): want})
				}
			}
		})
	}
}

// TestIsolatedTierReachesOnlyItsOwnBuckets checks the whole policy: anything added to it lets data out.
func TestIsolatedTierReachesOnlyItsOwnBuckets(t *testing.T) {
	stack := build(t, network.NATSingle, network.DatabasesIsolated, "")
	endpoint := constructtest.Find(t, stack, "network/database-s3-endpoint")
	constructtest.Expect(t, endpoint, map[string]any{
		"service_name": "com.amazonaws.eu-west-1.s3", "depends_on.0": constructtest.Find(t, stack, "network/s3-endpoint").Address(),
	})
	constructtest.Expect(t, constructtest.Document(t, endpoint, "policy"), map[string]any{"Statement.#": 2})
	constructtest.Expect(t, constructtest.Statement(t, endpoint, "policy", "OwnBuckets"), map[string]any{
		"Effect": "Allow", "Action": `["s3:*"]`, "Condition": `{"StringEquals":{"aws:ResourceAccount":["123456789012"]}}`,
	})
	constructtest.Expect(t, constructtest.Statement(t, endpoint, "policy", "AgentsOfAWS"), map[string]any{
		"Effect": "Allow", "Action": `["s3:GetObject"]`, "Resource.#": 7,
		"Resource.0": "arn:aws:s3:::amazon-ssm-eu-west-1/*", "Resource.6": "arn:aws:s3:::amazoncloudwatch-agent-eu-west-1/*",
	})
}

func TestEndpointsAllowNoWritesToOtherAccounts(t *testing.T) {
	stack := build(t, network.NATSingle, network.DatabasesInPrivate, "")
	buckets := constructtest.Find(t, stack, "network/s3-endpoint")
	constructtest.Expect(t, constructtest.Document(t, buckets, "policy"), map[string]any{"Statement.#": 2})
	constructtest.Expect(t, constructtest.Statement(t, buckets, "policy", "OwnBuckets"), map[string]any{
		"Condition": `{"StringEquals":{"aws:ResourceAccount":["123456789012"]}}`,
	})
	constructtest.Expect(t, constructtest.Statement(t, buckets, "policy", "ReadAnyBucket"), map[string]any{
		"Action": `["s3:GetObject","s3:ListBucket","s3:GetBucketLocation"]`,
	})
	tables := constructtest.Document(t, constructtest.Find(t, stack, "network/dynamodb-endpoint"), "policy")
	constructtest.Expect(t, tables, map[string]any{
		"Statement.#": 1, "Statement.0.Resource": `["arn:aws:dynamodb:eu-west-1:123456789012:table/*"]`,
	})
}
