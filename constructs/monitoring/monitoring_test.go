package monitoring_test

import (
	"net/netip"
	"testing"

	"landform/constructs/bucket"
	"landform/constructs/constructtest"
	"landform/constructs/egress"
	"landform/constructs/eks"
	"landform/constructs/encryption"
	"landform/constructs/loadbalancer"
	"landform/constructs/monitoring"
	"landform/constructs/postgres"
	"landform/constructs/redis"
	"landform/constructs/timescale"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/tidwall/gjson"
)

func props(stack cdktf.TerraformStack) monitoring.Props {
	names := constructtest.Names()
	return monitoring.Props{
		Names:     names,
		Topic:     monitoring.NewTopic(stack, "alarm-topic", monitoring.TopicProps{Names: names, Email: "alarms@acme.example"}),
		BudgetUSD: 250,
	}
}

// watchAll watches one of everything, and two nodes of Redis.
func watchAll(t *testing.T) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		names, net, logs := constructtest.Names(), constructtest.Network(stack), constructtest.Logs(stack)
		monitored := props(stack)
		monitored.Targets = monitoring.Targets{
			Network: net,
			Cluster: eks.New(stack, "eks", eks.Props{
				Names: names, Network: net, Name: "acme-test", Version: "1.35",
				PublicAccess: []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24")},
				Nodes:        eks.NodeProps{InstanceTypes: []string{"m5.large"}, Desired: 1, Min: 1, Max: 1},
				Logs:         logs,
			}),
			Balancer: loadbalancer.New(stack, "ingress", loadbalancer.Props{
				Names: names, Network: net, Listeners: loadbalancer.PlainHTTP,
				Targets: loadbalancer.Targets{
					Name: "nodes", Kind: loadbalancer.Instances, TargetProtocol: loadbalancer.TLS, Port: 30443, HealthPath: "/healthz",
				},
				Logs: loadbalancer.Logs{RetentionDays: 30, AccessLogs: bucket.New(stack, "requests", bucket.Props{
					Names: names, Purpose: "logs", Encryption: bucket.S3Managed,
				})},
			}),
			Database: postgres.New(stack, "postgres", postgres.Props{
				Names: names, Network: net, Version: "15", InstanceClass: "db.t3.medium",
				StorageGiB: 20, MaxStorageGiB: 100, Database: "acme", Username: "acme",
				SecretName: "acme/test/rds/password", BackupRetentionDays: 7, Logs: logs,
			}),
			Cache: redis.New(stack, "redis", redis.Props{
				Names: names, Network: net, NodeType: "cache.t3.micro", Nodes: 2, SecretName: "acme/test/redis/auth-token",
			}),
		}
		key := encryption.New(stack, "server-encryption", encryption.Props{Names: names, Purpose: "servers"})
		monitored.Targets.Proxy = egress.New(stack, "egress", egress.Props{
			Names: names, Network: net, Subnet: net.Private[0], InstanceType: "t3.micro", Hosts: []string{".acme.example"}, Key: key,
		})
		monitored.Targets.Timescale = timescale.New(stack, "timescale", timescale.Props{
			Names: names, Network: net, Key: key, Egress: monitored.Targets.Proxy, InstanceType: "t3.medium", DataGiB: 100,
			Database: "acme", Username: "acme", SecretName: "acme/test/timescale/password", SnapshotRetentionDays: 7, Logs: logs,
		})
		monitoring.New(stack, "monitoring", monitored)
	})
}

func watchNetwork(t *testing.T, budgetUSD int) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		monitored := props(stack)
		monitored.Targets.Network = constructtest.Network(stack)
		monitored.BudgetUSD = budgetUSD
		monitoring.New(stack, "monitoring", monitored)
	})
}

func TestAlarmsOfEachSubject(t *testing.T) {
	stack := watchAll(t)
	topic := constructtest.Find(t, stack, "alarm-topic/topic").Reference("arn")
	reference := func(path, attribute string) string { return constructtest.Find(t, stack, path).Reference(attribute) }
	group := reference("redis/group", "replication_group_id")
	for path, want := range map[string]map[string]any{
		"postgres-cpu": {
			"namespace": "AWS/RDS", "metric_name": "CPUUtilization", "statistic": "Average", "threshold": 80,
			"comparison_operator": "GreaterThanThreshold", "period": 300, "evaluation_periods": 3, "treat_missing_data": "breaching",
			"dimensions.DBInstanceIdentifier": reference("postgres/instance", "identifier"),
			"alarm_name":                      "acme-test-postgres-cpu",
			"alarm_description":               "Queries wait for a processor, or the instance is gone",
		},
		"postgres-storage":     {"metric_name": "FreeStorageSpace", "comparison_operator": "LessThanThreshold", "threshold": 2147483648},
		"postgres-connections": {"metric_name": "DatabaseConnections", "threshold": 324},
		"redis-001-memory": {
			"namespace": "AWS/ElastiCache", "metric_name": "DatabaseMemoryUsagePercentage",
			"dimensions.CacheClusterId": group + "-001",
		},
		"redis-002-evictions":  {"statistic": "Sum", "threshold": 0, "treat_missing_data": "notBreaching", "dimensions.CacheClusterId": group + "-002"},
		"redis-002-engine-cpu": {"metric_name": "EngineCPUUtilization", "dimensions.CacheClusterId": group + "-002"},
		"nat-eu-west-1a-ports": {
			"namespace": "AWS/NATGateway", "metric_name": "ErrorPortAllocation",
			"dimensions.NatGatewayId": reference("network/nat-gateway-eu-west-1a", "id"),
		},
		"timescale-disk": {
			"namespace": "CWAgent", "metric_name": "disk_used_percent", "treat_missing_data": "breaching",
			"dimensions.InstanceId": reference("timescale/server/instance", "id"),
			"dimensions.path":       "/var/lib/postgresql", "dimensions.fstype": "ext4",
		},
		"timescale-status": {
			"namespace": "AWS/EC2", "metric_name": "StatusCheckFailed",
			"dimensions.InstanceId": reference("timescale/server/instance", "id"),
		},
		"egress-status": {"dimensions.InstanceId": reference("egress/server/instance", "id")},
		"nodes-cpu": {
			"namespace": "AWS/EC2", "treat_missing_data": "breaching",
			"dimensions.AutoScalingGroupName": reference("eks/node-group", "resources[0].autoscaling_groups[0].name"),
		},
		"eks-pending": {"namespace": "AWS/EKS", "dimensions.ClusterName": reference("eks/cluster", "name")},
		"alb-latency-p99": {
			"namespace": "AWS/ApplicationELB", "extended_statistic": "p99", "statistic": nil, "threshold": 3,
			"evaluate_low_sample_count_percentiles": "ignore",
			"dimensions.LoadBalancer":               reference("ingress/balancer", "arn_suffix"),
		},
		"alb-targets-unhealthy": {
			"metric_name": "UnHealthyHostCount", "dimensions.LoadBalancer": reference("ingress/balancer", "arn_suffix"),
			"dimensions.TargetGroup": reference("ingress/target-group", "arn_suffix"),
		},
	} {
		want["alarm_actions.0"], want["ok_actions.0"] = topic, topic
		constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/"+path), want)
	}
	// 3 of PostgreSQL, 4 of each of 2 Redis nodes, 2 of a NAT gateway, 2 of the nodes, 1 of EKS, 5 of the load balancer, 2 of
	// each of 2 servers, 1 of a disk, and the 2 that recover the servers.
	if count := len(stack.OfType("aws_cloudwatch_metric_alarm")); count != 28 {
		t.Errorf("%d alarms, want 28", count)
	}
}

func TestDashboardIsValidJSONWithItsReferences(t *testing.T) {
	stack := watchAll(t)
	dashboard := constructtest.Find(t, stack, "monitoring/dashboard")
	constructtest.Expect(t, dashboard, map[string]any{"dashboard_name": "acme-test"})
	body := dashboard.Get("dashboard_body").String()
	if !gjson.Valid(body) {
		t.Fatalf("not valid JSON: %s", body)
	}
	want := constructtest.Find(t, stack, "redis/group").Reference("replication_group_id") + "-002"
	if !gjson.Get(body, `widgets.#.properties.metrics|@flatten|@flatten|#(=="`+want+`")`).Exists() {
		t.Errorf("no graph has the dimension %s: %s", want, body)
	}
}

func TestTopicTakesMessagesOfItsOwnAccountOnly(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) { props(stack) })
	key := constructtest.Find(t, stack, "alarm-topic/encryption/key")
	topic := constructtest.Find(t, stack, "alarm-topic/topic")
	constructtest.Expect(t, topic, map[string]any{"name": "acme-test-alarms", "kms_master_key_id": key.Reference("arn")})
	constructtest.Expect(t, constructtest.Find(t, stack, "alarm-topic/email"), map[string]any{
		"topic_arn": topic.Reference("arn"), "protocol": "email", "endpoint": "alarms@acme.example",
	})
	statements := gjson.Get(constructtest.Find(t, stack, "alarm-topic/policy").Get("policy").String(), "Statement").Array()
	if len(statements) != 2 {
		t.Fatalf("%d statements, want 2", len(statements))
	}
	for index, source := range []string{"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*", "arn:aws:budgets::123456789012:*"} {
		expect(t, statements[index], map[string]string{
			"Action": `["sns:Publish"]`, "Resource": `["arn:aws:sns:eu-west-1:123456789012:acme-test-alarms"]`,
			"Condition.StringEquals.aws:SourceAccount.0": "123456789012", "Condition.ArnLike.aws:SourceArn.0": source,
		})
	}
	expect(t, gjson.Get(key.Get("policy").String(), `Statement.#(Sid=="Publishers")`), map[string]string{
		"Principal.Service": `["cloudwatch.amazonaws.com","budgets.amazonaws.com"]`,
		"Action":            `["kms:Decrypt","kms:GenerateDataKey*"]`,
		"Condition.StringEquals.aws:SourceAccount.0": "123456789012",
	})
}

func expect(t *testing.T, statement gjson.Result, wanted map[string]string) {
	t.Helper()
	for path, want := range wanted {
		if got := statement.Get(path).String(); got != want {
			t.Errorf("%s of %s is %q, want %q", path, statement.Get("Sid"), got, want)
		}
	}
}

func TestBudgetTellsTheTopic(t *testing.T) {
	stack := watchNetwork(t, 250)
	topic := constructtest.Find(t, stack, "alarm-topic/topic").Reference("arn")
	wanted := map[string]any{
		"name": "acme-test-monthly", "budget_type": "COST", "time_unit": "MONTHLY", "limit_amount": "250", "limit_unit": "USD",
		"cost_types.include_credit": false, "cost_types.include_refund": false, "notification.#": 3,
		"notification.0.notification_type": "ACTUAL", "notification.0.threshold": 80,
		"notification.1.notification_type": "ACTUAL", "notification.1.threshold": 100,
		"notification.2.notification_type": "FORECASTED", "notification.2.threshold": 100,
		"depends_on.0": constructtest.Find(t, stack, "alarm-topic/policy").Address(),
	}
	for _, index := range []string{"0", "1", "2"} {
		wanted["notification."+index+".subscriber_sns_topic_arns.0"] = topic
	}
	constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/budget"), wanted)
}

func TestWhatIsNotThereIsNotWatched(t *testing.T) {
	stack := watchNetwork(t, 250)
	alarms := stack.OfType("aws_cloudwatch_metric_alarm")
	if len(alarms) != 2 {
		t.Errorf("%d alarms, want the 2 of one NAT gateway", len(alarms))
	}
	for _, alarm := range alarms {
		constructtest.Expect(t, alarm, map[string]any{"namespace": "AWS/NATGateway"})
	}
}

func TestBudgetOfNothingIsRefused(t *testing.T) {
	constructtest.Refused(t, "the budget of acme-test is 0 dollars: must be more than 0", func() { watchNetwork(t, 0) })
}

func TestNothingToWatchIsRefused(t *testing.T) {
	constructtest.Refused(t, "nothing of acme-test is to be watched", func() {
		constructtest.Synthesize(t, func(stack cdktf.TerraformStack) { monitoring.New(stack, "monitoring", props(stack)) })
	})
}
