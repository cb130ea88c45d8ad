package redis_test

import (
	"slices"
	"strings"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/redis"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func buildShards(t *testing.T, shards, nodes int) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		cache := redis.New(stack, "redis", redis.Props{
			Names:      constructtest.Names(),
			Network:    constructtest.Network(stack),
			Size:       redis.Size{NodeType: "cache.t3.small", Nodes: nodes, Shards: shards},
			SecretName: "acme/test/redis/auth-token",
			Events:     constructtest.Events(stack),
		})
		cdktf.NewTerraformOutput(stack, new("url"), &cdktf.TerraformOutputConfig{Value: cache.URL(), Sensitive: new(true)})
	})
}

func TestClusterModeHasShards(t *testing.T) {
	stack := buildShards(t, 2, 3)
	group := constructtest.Find(t, stack, "redis/group")
	constructtest.Expect(t, group, map[string]any{
		"num_node_groups": 2, "replicas_per_node_group": 2, "num_cache_clusters": nil,
		"parameter_group_name":       "default.redis7.cluster.on",
		"automatic_failover_enabled": true, "multi_az_enabled": true, "transit_encryption_enabled": true,
	})
	value := constructtest.Find(t, stack, "redis/secret/version").Get("secret_string").String()
	if !strings.Contains(value, `"configuration_endpoint" = `) || strings.Contains(value, "primary_endpoint") {
		t.Errorf("the secret is %s, want the configuration endpoint and no primary", value)
	}
}

func TestNodesAreNamedAsElastiCacheDoes(t *testing.T) {
	for shards, want := range map[int][]string{
		0: {"001", "002"},
		2: {"0001-001", "0001-002", "0002-001", "0002-002"},
	} {
		constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
			cache := redis.New(stack, "redis", redis.Props{
				Names: constructtest.Names(), Network: constructtest.Network(stack),
				Size: redis.Size{NodeType: "cache.t3.small", Nodes: 2, Shards: shards}, SecretName: "acme/test/redis/auth-token",
				Events: constructtest.Events(stack),
			})
			if got := cache.NodeNames(); !slices.Equal(got, want) {
				t.Errorf("nodes of %d shards are %v, want %v", shards, got, want)
			}
		})
	}
}

func TestURLRequiresTLSAndContainsTheToken(t *testing.T) {
	for shards, attribute := range map[int]string{0: "primary_endpoint_address", 2: "configuration_endpoint_address"} {
		stack := buildShards(t, shards, 2)
		want := "rediss://:" + constructtest.Find(t, stack, "redis/auth-token").Reference("result") + "@" +
			constructtest.Find(t, stack, "redis/group").Reference(attribute) + ":6379"
		if got := stack.Get("output.url.value").String(); got != want {
			t.Errorf("URL with %d shards is %q, want %q", shards, got, want)
		}
	}
}

func TestRefusedSizes(t *testing.T) {
	for want, size := range map[string]redis.Size{
		`NodeType is ""`:              {Nodes: 1},
		"Shards is 91":                {NodeType: "cache.t3.small", Nodes: 2, Shards: 91},
		"Nodes is 0":                  {NodeType: "cache.t3.small"},
		"Nodes is 7":                  {NodeType: "cache.t3.small", Nodes: 7},
		"Nodes is 1":                  {NodeType: "cache.t3.small", Nodes: 1, Shards: 2},
		"SnapshotRetentionDays is 36": {NodeType: "cache.t3.small", Nodes: 1, SnapshotRetentionDays: 36},
	} {
		err := size.Validate()
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("error is %v, want one problem that says %q", err, want)
		}
	}
}

func TestShardWithoutReplicaIsRefused(t *testing.T) {
	constructtest.Refused(t, "redis: Nodes is 1: must be at least 2 in cluster mode", func() { buildShards(t, 2, 1) })
}
