package rules

import (
	"fmt"
	"strings"
)

var taskDefinition = []string{"aws_ecs_task_definition"}

var containerRules = []rule{
	{
		ID: "ecs-secrets-by-reference", Class: refused, Types: taskDefinition, Resource: ECSSecretsByReference,
		Why:      "everybody who may describe the task definition can read its environment, and so can every process in the container",
		Fix:      "use secrets, with the ARN of a secret as valueFrom, instead of environment",
		Aliases:  []string{"AWS-0036", "CKV_AWS_336", "ECS.8"},
		Violates: `{"aws_ecs_task_definition": {"main": {"container_definitions": "[{\"name\":\"app\",\"image\":\"app:1\",\"readonlyRootFilesystem\":true,\"user\":\"1000\",\"logConfiguration\":{\"logDriver\":\"awslogs\"},\"environment\":[{\"name\":\"DB_PASSWORD\",\"value\":\"swordfish\"}]}]"}}}`,
	},
	{
		ID: "ecs-container-not-privileged", Class: refused, Types: taskDefinition, Resource: ECSContainerNotPrivileged,
		Why:      "a privileged container has root access to its host",
		Fix:      "leave out privileged and additional capabilities",
		Aliases:  []string{"CKV_AWS_334", "ECS.4"},
		Violates: `{"aws_ecs_task_definition": {"main": {"container_definitions": "[{\"name\":\"app\",\"image\":\"app:1\",\"readonlyRootFilesystem\":true,\"user\":\"1000\",\"logConfiguration\":{\"logDriver\":\"awslogs\"},\"privileged\":true}]"}}}`,
	},
	{
		ID: "ecs-root-filesystem-read-only", Class: refused, Types: taskDefinition, Resource: ECSRootFilesystemReadOnly,
		Why:      "an attacker in the container can replace its programs",
		Fix:      "set readonlyRootFilesystem, and mount a volume for files that must be written",
		Aliases:  []string{"CKV_AWS_336", "ECS.5"},
		Violates: `{"aws_ecs_task_definition": {"main": {"container_definitions": "[{\"name\":\"app\",\"image\":\"app:1\",\"user\":\"1000\",\"logConfiguration\":{\"logDriver\":\"awslogs\"}}]"}}}`,
	},
	{
		ID: "ecs-container-not-root", Class: advice, Types: taskDefinition, Resource: ECSContainerNotRoot,
		Why:      "a kernel vulnerability turns root in the container into root on the host",
		Fix:      "set user to a number other than 0",
		Aliases:  []string{"ECS.20"},
		Violates: `{"aws_ecs_task_definition": {"main": {"container_definitions": "[{\"name\":\"app\",\"image\":\"app:1\",\"readonlyRootFilesystem\":true,\"user\":\"root\",\"logConfiguration\":{\"logDriver\":\"awslogs\"}}]"}}}`,
	},
	{
		ID: "ecs-container-logs", Class: advice, Types: taskDefinition, Resource: ECSContainerLogs,
		Why:      "the container's output is lost when its task ends",
		Fix:      "set logConfiguration",
		Aliases:  []string{"ECS.9"},
		Violates: `{"aws_ecs_task_definition": {"main": {"container_definitions": "[{\"name\":\"app\",\"image\":\"app:1\",\"readonlyRootFilesystem\":true,\"user\":\"1000\"}]"}}}`,
	},
	{
		ID: "ecs-image-pinned", Class: advice, Types: taskDefinition, Resource: ECSImagePinned,
		Why:      `the tag "latest" changes its meaning, and a rollback would not restore the old image`,
		Fix:      "use a version or a digest",
		Violates: `{"aws_ecs_task_definition": {"main": {"container_definitions": "[{\"name\":\"app\",\"image\":\"app:latest\",\"readonlyRootFilesystem\":true,\"user\":\"1000\",\"logConfiguration\":{\"logDriver\":\"awslogs\"}}]"}}}`,
	},
	{
		ID: "ecs-host-isolated", Class: refused, Types: taskDefinition, Resource: ECSHostIsolated,
		Why:      "the task has access to processes, network or files of its host",
		Fix:      "use network mode awsvpc, without the host's pid or ipc mode and without volumes that have a host path",
		Aliases:  []string{"CKV_AWS_335", "ECS.3", "ECS.17"},
		Violates: `{"aws_ecs_task_definition": {"main": {"pid_mode": "host"}}}`,
	},
	{
		ID: "ecs-roles-apart", Class: advice, Types: taskDefinition, Resource: ECSRolesApart,
		Why:      "the program would have the permissions that only starting it needs: pulling images and reading secrets",
		Fix:      "use one role to start the task, and another role for the program",
		Aliases:  []string{"CKV_AWS_249"},
		Violates: `{"aws_ecs_task_definition": {"main": {"task_role_arn": "${aws_iam_role.execution.arn}"}}}`,
	},
	{
		ID: "ecs-volume-encrypted-in-transit", Class: refused, Types: taskDefinition, Resource: ECSVolumeEncryptedInTransit,
		Why:      "traffic between the task and the file system crosses the network unencrypted",
		Fix:      "set transit_encryption to ENABLED",
		Aliases:  []string{"AWS-0034", "CKV_AWS_97"},
		Violates: `{"aws_ecs_task_definition": {"main": {"volume": {"name": "data", "efs_volume_configuration": {"file_system_id": "fs-1", "transit_encryption": "DISABLED"}}}}}`,
	},
}

// eachContainer applies a condition to each container of a task definition.
func eachContainer(task resource, condition func(path string, container value) answer) answer {
	const argument = "container_definitions"
	containers, ok := task.Value(argument).Document()
	switch {
	case task.Value(argument).Unknown() && !ok:
		return open(argument)
	case !ok:
		return broken(argument, "%s is no list of containers", argument)
	}
	whole := pass
	for index, container := range containers.List() {
		name := container.Field("name").String()
		if name == "" {
			name = fmt.Sprint(index)
		}
		whole = whole.And(condition("container "+name, container))
	}
	return whole
}

// in returns a violation at the argument that defines the container.
func in(path, text string, values ...any) answer {
	return broken("container_definitions", path+": "+text, values...)
}

// ECSSecretsByReference forbids environment variables with a secret, or with a reference to the value of a secret.
func ECSSecretsByReference(task resource) answer {
	return eachContainer(task, func(path string, container value) answer {
		whole := pass
		for _, variable := range container.Field("environment").List() {
			if carriesSecret(variable.Field("name").String(), variable.Field("value")) {
				whole = whole.And(in(path, "environment %s holds a secret", variable.Field("name")))
			}
		}
		return whole
	})
}

// carriesSecret reports whether an environment variable contains a secret.
func carriesSecret(name string, v value) bool {
	text := v.String()
	switch {
	case handsOver(text) || secretPattern.MatchString(text):
		return true
	case !isSecretVariable(name) || isPlaceName(name):
		return false
	}
	return text != "" && !isPlace(text) && !strings.Contains(text, "aws_secretsmanager_secret.") && !strings.Contains(text, "aws_ssm_parameter.")
}

// ECSContainerNotPrivileged forbids privileged containers, and capabilities beyond Docker's defaults.
func ECSContainerNotPrivileged(task resource) answer {
	return eachContainer(task, func(path string, container value) answer {
		whole := pass
		if container.Field("privileged").IsTrue() {
			whole = whole.And(in(path, "privileged = true"))
		}
		for _, added := range container.All("linuxParameters.capabilities.add") {
			if added.String() != "SYS_PTRACE" { // allowed on Fargate, for debuggers
				whole = whole.And(in(path, "capability %s is added", added))
			}
		}
		return whole
	})
}

// ECSRootFilesystemReadOnly requires a read-only root file system.
func ECSRootFilesystemReadOnly(task resource) answer {
	return eachContainer(task, func(path string, container value) answer {
		if strings.HasPrefix(task.Value("runtime_platform.operating_system_family").String(), "WINDOWS") || container.Field("readonlyRootFilesystem").IsTrue() {
			return pass
		}
		return in(path, "%s", shown("readonlyRootFilesystem", container.Field("readonlyRootFilesystem")))
	})
}

// ECSContainerNotRoot requires containers to set a user other than root.
func ECSContainerNotRoot(task resource) answer {
	return eachContainer(task, func(path string, container value) answer {
		user, _, _ := strings.Cut(container.Field("user").String(), ":")
		if user == "" || user == "0" || user == "root" {
			return in(path, "%s", shown("user", container.Field("user")))
		}
		return pass
	})
}

// ECSContainerLogs requires a log configuration.
func ECSContainerLogs(task resource) answer {
	return eachContainer(task, func(path string, container value) answer {
		if container.Get("logConfiguration.logDriver").Exists() {
			return pass
		}
		return in(path, "logConfiguration is not set")
	})
}

// ECSImagePinned requires images with a version or a digest.
func ECSImagePinned(task resource) answer {
	return eachContainer(task, func(path string, container value) answer {
		image := container.Field("image").String()
		name := image[strings.LastIndexByte(image, '/')+1:]
		if strings.HasSuffix(name, ":latest") || !strings.ContainsAny(name, ":@") && !container.Field("image").Unknown() {
			return in(path, "%s", shown("image", container.Field("image")))
		}
		return pass
	})
}

// ECSHostIsolated requires tasks that share nothing with their host.
func ECSHostIsolated(task resource) answer {
	whole := isNone(task, "pid_mode", "host").And(isNone(task, "ipc_mode", "host")).And(isNone(task, "network_mode", "host"))
	return whole.And(everyBlock(task, "volume", func(path string, volume value) answer {
		if host := volume.Field("host_path"); host.Exists() {
			return broken(path, "volume %s is %s of the host", volume.Field("name"), host)
		}
		return pass
	}))
}

// ECSRolesApart requires different roles for starting the task and for the program.
func ECSRolesApart(task resource) answer {
	own := task.Value("task_role_arn")
	if own.Exists() && own.String() == task.Value("execution_role_arn").String() {
		return broken("task_role_arn", "task_role_arn is execution_role_arn")
	}
	return pass
}

// ECSVolumeEncryptedInTransit requires TLS for mounted file systems.
func ECSVolumeEncryptedInTransit(task resource) answer {
	return everyBlock(task, "volume", func(path string, volume value) answer {
		efs := volume.Field("efs_volume_configuration")
		if !efs.Exists() {
			return pass
		}
		return check(path+".transit_encryption", efs.Field("transit_encryption"), func(v value) bool { return v.String() == "ENABLED" })
	})
}
