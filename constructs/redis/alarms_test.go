package redis_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/redis"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func TestAlarmsOfEveryNode(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		cache := redis.New(stack, "redis", redis.Props{
			Names: constructtest.Names(), Network: constructtest.Network(stack), Size: redis.Size{NodeType: "cache.t3.micro", Nodes: 2},
			SecretName: "acme/test/redis/auth-token", Events: constructtest.Events(stack),
		})
		constructtest.Monitor(stack, cache.Alarms())
	})
	group := constructtest.Find(t, stack, "redis/group").Reference("replication_group_id")
	for _, node := range []string{"001", "002"} {
		for rule, want := range map[string]map[string]any{
			"memory":     {"metric_name": "DatabaseMemoryUsagePercentage", "threshold": 80},
			"evictions":  {"metric_name": "Evictions", "statistic": "Sum", "threshold": 0, "treat_missing_data": "notBreaching"},
			"engine-cpu": {"metric_name": "EngineCPUUtilization", "treat_missing_data": "breaching"},
			"cpu":        {"metric_name": "CPUUtilization"},
			"lag":        {"metric_name": "ReplicationLag", "threshold": 5, "treat_missing_data": "notBreaching"},
		} {
			want["namespace"], want["dimensions.CacheClusterId"] = "AWS/ElastiCache", group+"-"+node
			constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/redis-"+node+"-"+rule), want)
		}
	}
}
