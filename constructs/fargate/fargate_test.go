package fargate_test

import (
	"strings"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/deletion"
	"landform/constructs/encryption"
	"landform/constructs/fargate"
	"landform/constructs/loadbalancer"
	"landform/constructs/repository"
	"landform/constructs/secret"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// build synthesizes a service behind a load balancer, after change has modified its props.
func build(t *testing.T, change func(*fargate.Props)) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		names, net := constructtest.Names(), constructtest.Network(stack)
		held := secret.New(stack, "secret", secret.Props{
			Names: names, Name: "acme/test/api", Purpose: "api",
			Key: encryption.New(stack, "encryption", encryption.Props{Names: names, Purpose: "api", Description: "Secrets"}),
		})
		props := fargate.Props{
			Names:       names,
			Network:     net,
			Name:        "api",
			Repository:  repository.New(stack, "images", repository.Props{Names: names, Purpose: "api"}),
			Tag:         "1.4.2",
			Port:        8080,
			Size:        fargate.Size{CPUUnits: 256, MemoryMiB: 512},
			Count:       fargate.Count{Initial: 3, Min: 2, Max: 10},
			Health:      fargate.HTTPHealth(8080, "/health"),
			Environment: map[string]string{"MODE": "fast", "COLOR": "<blue>"},
			Secrets:     held.Store(map[string]any{"TOKEN": secret.Token(stack, "token")}),
			Balancer: loadbalancer.New(stack, "balancer", loadbalancer.Props{
				Names: names, Network: net, Listeners: loadbalancer.PlainHTTP,
				Targets: loadbalancer.Targets{
					Name: "api", Kind: loadbalancer.Addresses, TargetProtocol: loadbalancer.Cleartext, Port: 8080, HealthPath: "/health",
				},
				Logs:       loadbalancer.Logs{RetentionDays: 30},
				Protection: deletion.Disposable,
			}),
			Logs: constructtest.Logs(stack),
		}
		if change != nil {
			change(&props)
		}
		service := fargate.New(stack, "service", props)
		constructtest.Monitor(stack, service.Alarms())
		constructtest.Events(stack).Report(stack, names, service.Events())
	})
}

func TestAlarms(t *testing.T) {
	stack := build(t, nil)
	for _, rule := range []string{"cpu", "memory"} {
		constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/ecs-"+rule), map[string]any{
			"namespace": "AWS/ECS", "threshold": 90, "treat_missing_data": "notBreaching",
			"dimensions.ClusterName": constructtest.Find(t, stack, "service/cluster").Reference("name"),
			"dimensions.ServiceName": constructtest.Find(t, stack, "service/service").Reference("name"),
		})
	}
}

func TestClusterHasContainerInsightsAndItsLogGroupExistsFirst(t *testing.T) {
	stack := build(t, nil)
	group := constructtest.Find(t, stack, "service/insights-logs")
	constructtest.Expect(t, group, map[string]any{
		"name": "/aws/ecs/containerinsights/acme-test/performance", "retention_in_days": 30,
		"kms_key_id": constructtest.Find(t, stack, "log-encryption/key").Reference("arn"),
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "service/cluster"), map[string]any{
		"name": "acme-test", "setting.0.name": "containerInsights", "setting.0.value": "enabled", "depends_on.0": group.Address(),
	})
}

func TestContainerIsConfined(t *testing.T) {
	stack := build(t, nil)
	container := constructtest.Document(t, constructtest.Find(t, stack, "service/task"), "container_definitions")
	constructtest.Expect(t, container, map[string]any{
		"#": 1, "0.name": "api", "0.essential": true,
		"0.image": constructtest.Find(t, stack, "images/repository").Reference("repository_url") + ":1.4.2",
		"0.user":  "65532:65532", "0.readonlyRootFilesystem": true,
		"0.portMappings": `[{"containerPort":8080,"hostPort":8080,"protocol":"tcp"}]`,
		"0.mountPoints":  `[{"sourceVolume":"scratch","containerPath":"/tmp","readOnly":false}]`,
		"0.healthCheck": `{"command":["CMD-SHELL","wget -q -O /dev/null http://127.0.0.1:8080/health || exit 1"],` +
			`"interval":15,"timeout":5,"retries":3,"startPeriod":60}`,
		"0.logConfiguration.logDriver": "awslogs",
		"0.logConfiguration.options":   `{"awslogs-group":"/aws/ecs/acme-test/api","awslogs-region":"eu-west-1","awslogs-stream-prefix":"api"}`,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "service/logs"), map[string]any{
		"name": "/aws/ecs/acme-test/api", "retention_in_days": 30,
	})
}

func TestPlainVariablesAreValuesAndSecretOnesReferences(t *testing.T) {
	stack := build(t, nil)
	container := constructtest.Document(t, constructtest.Find(t, stack, "service/task"), "container_definitions")
	held := constructtest.Find(t, stack, "secret/secret").Reference("arn")
	version := constructtest.Find(t, stack, "secret/version").Reference("version_id")
	constructtest.Expect(t, container, map[string]any{
		"0.environment": `[{"name":"COLOR","value":"<blue>"},{"name":"MODE","value":"fast"}]`,
		"0.secrets":     `[{"name":"TOKEN","valueFrom":"` + held + `:TOKEN::` + version + `"}]`,
	})
}

func TestContainerWithoutSecrets(t *testing.T) {
	stack := build(t, func(props *fargate.Props) { props.Secrets = nil })
	container := constructtest.Document(t, constructtest.Find(t, stack, "service/task"), "container_definitions")
	constructtest.Expect(t, container, map[string]any{"0.secrets": nil})
	if policy, found := stack.At("service/execution-role/policy-api-read"); found {
		t.Errorf("%s exists although the service has no secrets", policy.Path)
	}
}

func TestServiceIsPrivateAndRollsBack(t *testing.T) {
	stack := build(t, nil)
	service := constructtest.Find(t, stack, "service/service")
	constructtest.Expect(t, service, map[string]any{
		"name": "acme-test-api", "launch_type": "FARGATE", "platform_version": "LATEST", "desired_count": 3,
		"lifecycle.ignore_changes.0":              "desired_count",
		"network_configuration.assign_public_ip":  false,
		"network_configuration.subnets.0":         constructtest.Find(t, stack, "network/private-subnet-eu-west-1a").Reference("id"),
		"network_configuration.subnets.#":         2,
		"network_configuration.security_groups.0": constructtest.Find(t, stack, "service/security-group/group").Reference("id"),
		"network_configuration.security_groups.#": 1,
		"deployment_circuit_breaker.enable":       true, "deployment_circuit_breaker.rollback": true,
		"deployment_minimum_healthy_percent": 100, "deployment_maximum_percent": 200,
		"health_check_grace_period_seconds": 60,
		"propagate_tags":                    "SERVICE", "enable_ecs_managed_tags": true,
		"load_balancer.0.target_group_arn": constructtest.Find(t, stack, "balancer/target-group").Reference("arn"),
		"load_balancer.0.container_port":   8080, "load_balancer.0.container_name": "api",
	})
	for _, path := range []string{
		"balancer/http", "service/execution-role/policy-api-pull", "service/execution-role/policy-write-logs",
		"service/execution-role/policy-api-read",
	} {
		if first := constructtest.Find(t, stack, path); !strings.Contains(service.Get("depends_on").Raw, `"`+first.Address()+`"`) {
			t.Errorf("the service does not wait for %s: %s", first.Path, service.Get("depends_on").Raw)
		}
	}
}

func TestExecutionRoleReachesExactlyWhatStartsATask(t *testing.T) {
	stack := build(t, nil)
	for policy, resources := range map[string]string{
		"api-pull":   `[["*"],["` + constructtest.Find(t, stack, "images/repository").Reference("arn") + `"]]`,
		"write-logs": `[["` + constructtest.Find(t, stack, "service/logs").Reference("arn") + `:log-stream:*"]]`,
		"api-read":   `[["` + constructtest.Find(t, stack, "secret/secret").Reference("arn") + `"],["` + constructtest.Find(t, stack, "encryption/key").Reference("arn") + `"]]`,
	} {
		granted := constructtest.Document(t, constructtest.Find(t, stack, "service/execution-role/policy-"+policy), "policy")
		constructtest.Expect(t, granted, map[string]any{"Statement.#.Resource": resources})
	}
	if count := len(stack.OfType("aws_iam_role_policy_attachment")); count != 0 {
		t.Errorf("%d managed policies are attached, want none", count)
	}
}

// TestRunningTaskDefinitionStaysActive: if Terraform deregistered the revision in use, ECS could start no task of it.
func TestRunningTaskDefinitionStaysActive(t *testing.T) {
	constructtest.Expect(t, constructtest.Find(t, build(t, nil), "service/task"), map[string]any{"skip_destroy": true})
}

func TestTaskRoleHasNoRightsByDefault(t *testing.T) {
	stack := build(t, nil)
	role := constructtest.Find(t, stack, "service/task-role/role")
	for _, granted := range stack.OfType("aws_iam_role_policy") {
		if granted.Get("role").String() == role.Reference("name") {
			t.Errorf("%s is granted to the task", granted.Path)
		}
	}
	constructtest.Expect(t, constructtest.Find(t, stack, "service/task"), map[string]any{
		"task_role_arn":      role.Reference("arn"),
		"execution_role_arn": constructtest.Find(t, stack, "service/execution-role/role").Reference("arn"),
		"network_mode":       "awsvpc", "requires_compatibilities.0": "FARGATE", "cpu": "256", "memory": "512",
	})
}

func TestRolesAreAssumedByTasksOfThisAccountOnly(t *testing.T) {
	stack := build(t, nil)
	for _, role := range []string{"task-role", "execution-role"} {
		trust := constructtest.Document(t, constructtest.Find(t, stack, "service/"+role+"/role"), "assume_role_policy")
		constructtest.Expect(t, trust, map[string]any{
			"Statement.#":           1,
			"Statement.0.Principal": `{"Service":["ecs-tasks.amazonaws.com"]}`,
			"Statement.0.Condition": `{"ArnLike":{"aws:SourceArn":["arn:aws:ecs:eu-west-1:123456789012:*"]},"StringEquals":{"aws:SourceAccount":["123456789012"]}}`,
		})
	}
}

func TestNumberOfTasksFollowsTheLoad(t *testing.T) {
	stack := build(t, nil)
	cluster, service := constructtest.Find(t, stack, "service/cluster"), constructtest.Find(t, stack, "service/service")
	target := constructtest.Find(t, stack, "service/scaling")
	constructtest.Expect(t, target, map[string]any{
		"min_capacity": 2, "max_capacity": 10, "scalable_dimension": "ecs:service:DesiredCount",
		"resource_id": "service/" + cluster.Reference("name") + "/" + service.Reference("name"),
	})
	for by, want := range map[string]map[string]any{
		"cpu":    {"metric": "ECSServiceAverageCPUUtilization", "percent": 60},
		"memory": {"metric": "ECSServiceAverageMemoryUtilization", "percent": 75},
	} {
		const tracking = "target_tracking_scaling_policy_configuration."
		constructtest.Expect(t, constructtest.Find(t, stack, "service/scaling-by-"+by), map[string]any{
			"policy_type": "TargetTrackingScaling", "resource_id": target.Reference("resource_id"),
			tracking + "predefined_metric_specification.predefined_metric_type": want["metric"],
			tracking + "target_value": want["percent"],
		})
	}
}

func TestMisuseIsRefused(t *testing.T) {
	for words, change := range map[string]func(*fargate.Props){
		"fargate: api: Count.Initial is 1: must be at least Min, 2": func(props *fargate.Props) { props.Count.Initial = 1 },
		`Health is ["curl" "localhost"]: must begin with CMD or CMD-SHELL`: func(props *fargate.Props) {
			props.Health = fargate.HealthCommand{"curl", "localhost"}
		},
		`Health is ["CMD-SHELL" "curl" "localhost"]: must have one element after CMD-SHELL`: func(props *fargate.Props) {
			props.Health = fargate.HealthCommand{"CMD-SHELL", "curl", "localhost"}
		},
		"Size.MemoryMiB is 4096: must be 512, 1024 or 2048": func(props *fargate.Props) { props.Size.MemoryMiB = 4096 },
		`Environment is "TOKEN": must not be the name of a secret variable`: func(props *fargate.Props) {
			props.Environment["TOKEN"] = "x"
		},
		`Name is ""`: func(props *fargate.Props) { props.Name = "" },
		`Tag is ""`:  func(props *fargate.Props) { props.Tag = "" },
		"Port is 0: must be 1 to 65535\nSize.CPUUnits is 0": func(props *fargate.Props) {
			props.Port, props.Size.CPUUnits = 0, 0
		},
	} {
		t.Run(words, func(t *testing.T) {
			constructtest.Refused(t, words, func() { build(t, change) })
		})
	}
}

// TestFailedRolloutsAreReported: after a rollback, no metric shows that the rollout failed.
func TestFailedRolloutsAreReported(t *testing.T) {
	stack := build(t, nil)
	service := constructtest.Find(t, stack, "service/service").Reference("id")
	for rule, detail := range map[string]string{
		"api-rollout-failed": `{"eventName":["SERVICE_DEPLOYMENT_FAILED"]}`, "api-service-action": `{"eventType":["ERROR","WARN"]}`,
	} {
		for _, found := range stack.OfType("aws_cloudwatch_event_rule") {
			if found.Get("name").String() != "acme-test-"+rule {
				continue
			}
			constructtest.Expect(t, constructtest.Document(t, found, "event_pattern"), map[string]any{
				"source": `["aws.ecs"]`, "resources": `["` + service + `"]`, "detail": detail,
			})
			detail = ""
		}
		if detail != "" {
			t.Errorf("no rule is named %s", rule)
		}
	}
}
