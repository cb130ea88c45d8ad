package rules

import (
	"slices"
)

var ecsServiceRules = []rule{
	{
		ID: "ecs-service-private", Class: refused, Types: []string{"aws_ecs_service", "aws_ecs_task_set"}, Resource: ECSServicePrivate,
		Why:      "clients could bypass the load balancer and connect to the task's public address",
		Fix:      "set assign_public_ip to false",
		Aliases:  []string{"CKV_AWS_333", "ECS.2", "ECS.16"},
		Violates: `{"aws_ecs_service": {"main": {"network_configuration": {"assign_public_ip": true}}}}`,
	},
	{
		ID: "ecs-platform-latest", Class: advice, Types: []string{"aws_ecs_service"}, Resource: ECSPlatformLatest,
		Why:      "an old platform version gets no security fixes",
		Fix:      "set platform_version to LATEST",
		Aliases:  []string{"CKV_AWS_332", "ECS.10"},
		Violates: `{"aws_ecs_service": {"main": {"platform_version": "1.3.0"}}}`,
	},
	{
		ID: "ecs-deployment-rolls-back", Class: advice, Types: []string{"aws_ecs_service"}, Resource: ECSDeploymentRollsBack,
		Why:      "ECS would restart the failing tasks of a broken deployment forever",
		Fix:      "set deployment_circuit_breaker with enable and rollback",
		Violates: `{"aws_ecs_service": {"main": {"deployment_circuit_breaker": {"rollback": false}}}}`,
	},
	{
		ID: "ecs-insights", Class: advice, Types: []string{"aws_ecs_cluster"}, Resource: ECSInsights,
		Why:      "without Container Insights, CloudWatch only has the CPU and memory use of a service",
		Fix:      "set the setting containerInsights to enabled",
		Aliases:  []string{"CKV_AWS_65", "AWS-0034", "ECS.12"},
		Violates: `{"aws_ecs_cluster": {"main": {"setting": {"name": "containerInsights", "value": "disabled"}}}}`,
	},
	{
		ID: "ecs-exec-logged", Class: advice, Types: []string{"aws_ecs_service"}, Resource: ECSExecLogged,
		Why:      "nobody could find out which commands were run in the container of a running service",
		Fix:      "do not set enable_execute_command",
		Violates: `{"aws_ecs_service": {"main": {"enable_execute_command": true}}}`,
	},
	{
		ID: "ecs-fargate-size", Class: refused, Types: taskDefinition, Resource: ECSFargateSize,
		Why:      "Fargate only accepts certain combinations of CPU and memory",
		Fix:      "choose a combination from the table of the source",
		Source:   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size",
		Violates: `{"aws_ecs_task_definition": {"main": {"memory": "8192"}}}`,
	},
}

// ECSFargateSize requires a combination of CPU and memory that Fargate offers.
func ECSFargateSize(task resource) answer {
	if !slices.Contains(task.Value("requires_compatibilities").Strings(), "FARGATE") {
		return skip
	}
	cpu, memory := task.Value("cpu"), task.Value("memory")
	if cpu.Unknown() || memory.Unknown() {
		return open("cpu")
	}
	size, known := fargateMemory[cpu.String()]
	amount, _ := memory.Number()
	if !known || amount < size[0] || amount > size[1] || cpu.String() != "256" && int(amount)%int(size[2]) != 0 {
		return broken("cpu", "cpu = %s with memory = %s", cpu, memory)
	}
	return pass
}

// ECSExecLogged forbids ECS Exec.
func ECSExecLogged(service resource) answer { return notTrue(service, "enable_execute_command") }

// ECSInsights requires Container Insights.
func ECSInsights(cluster resource) answer {
	for _, setting := range cluster.All("setting") {
		if setting.Field("name").String() == "containerInsights" && slices.Contains([]string{"enabled", "enhanced"}, setting.Field("value").String()) {
			return pass
		}
	}
	return broken("setting", "containerInsights is not enabled")
}

// ECSDeploymentRollsBack requires a circuit breaker that rolls failed deployments back.
func ECSDeploymentRollsBack(service resource) answer {
	return isTrue(service, "deployment_circuit_breaker.enable").And(isTrue(service, "deployment_circuit_breaker.rollback"))
}

// ECSPlatformLatest requires the latest platform version.
func ECSPlatformLatest(service resource) answer {
	return unset(service, "platform_version", func(v value) bool { return v.String() == "LATEST" })
}

// ECSServicePrivate requires tasks without public addresses.
func ECSServicePrivate(service resource) answer {
	return notTrue(service, "network_configuration.assign_public_ip")
}

// fargateMemory is the minimum, maximum and increment of memory in MiB, by CPU units.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
var fargateMemory = map[string][3]float64{ // minimum, maximum, increment
	"256": {512, 2048, 512}, "512": {1024, 4096, 1024}, "1024": {2048, 8192, 1024}, "2048": {4096, 16384, 1024},
	"4096": {8192, 30720, 1024}, "8192": {16384, 61440, 4096}, "16384": {32768, 122880, 8192},
}
