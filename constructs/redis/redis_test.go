package redis_test

import (
	"strings"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/redis"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func build(t *testing.T, nodes int) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		redis.New(stack, "redis", redis.Props{
			Names:      constructtest.Names(),
			Network:    constructtest.Network(stack),
			Size:       redis.Size{NodeType: "cache.t3.micro", Nodes: nodes, SnapshotRetentionDays: 1},
			SecretName: "acme/test/redis/auth-token",
			Events:     constructtest.Events(stack),
		})
	})
}

func TestGroupIsEncryptedWithAToken(t *testing.T) {
	stack := build(t, 1)
	constructtest.Expect(t, constructtest.Find(t, stack, "redis/group"), map[string]any{
		"replication_group_id": "acme-test-redis", "engine": "redis", "engine_version": "7.0",
		"parameter_group_name": "default.redis7", "port": 6379,
		"at_rest_encryption_enabled": "true", "transit_encryption_enabled": true,
		"kms_key_id":           constructtest.Find(t, stack, "redis/encryption/key").Reference("arn"),
		"auth_token":           constructtest.Find(t, stack, "redis/auth-token").Reference("result"),
		"security_group_ids.0": constructtest.Find(t, stack, "redis/security-group/group").Reference("id"),
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "redis/subnet-group"), map[string]any{
		"subnet_ids.0": constructtest.Find(t, stack, "network/database-subnet-eu-west-1a").Reference("id"),
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "redis/auth-token"), map[string]any{"length": 32, "special": false})
}

// AWS refuses windows that overlap. It upgrades minor versions itself, and returning to an older one would replace the
// group.
func TestWindowsDoNotOverlapAndUpgradesReplaceNothing(t *testing.T) {
	group := constructtest.Find(t, build(t, 1), "redis/group")
	constructtest.Expect(t, group, map[string]any{
		"snapshot_window": "03:00-05:00", "maintenance_window": "mon:05:00-mon:06:00", "apply_immediately": false,
		"auto_minor_version_upgrade": "true", "lifecycle.ignore_changes.0": "engine_version",
		"auth_token_update_strategy": "ROTATE",
	})
}

func TestGroupPublishesToTheEventTopic(t *testing.T) {
	stack := build(t, 1)
	constructtest.Expect(t, constructtest.Find(t, stack, "redis/group"), map[string]any{
		"notification_topic_arn": constructtest.Find(t, stack, "event-topic/topic").Reference("arn"),
		"depends_on.0":           constructtest.Find(t, stack, "event-topic/policy").Address(),
	})
}

func TestFailoverNeedsASecondNode(t *testing.T) {
	for nodes, failover := range map[int]bool{1: false, 3: true} {
		constructtest.Expect(t, constructtest.Find(t, build(t, nodes), "redis/group"), map[string]any{
			"num_cache_clusters": nodes, "automatic_failover_enabled": failover, "multi_az_enabled": failover,
		})
	}
}

func TestSecretContainsTheConnectionDetails(t *testing.T) {
	value := constructtest.Find(t, build(t, 1), "redis/secret/version").Get("secret_string").String()
	for _, field := range []string{"primary_endpoint", "auth_token", "port"} {
		if !strings.Contains(value, `"`+field+`" = `) {
			t.Errorf("no %s in %s", field, value)
		}
	}
}
