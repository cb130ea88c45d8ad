package rules

import (
	"encoding/base64"
	"slices"
	"strings"

	"landform/internal/lazyregexp"
)

// runRules are about what runs: what AWS refuses of servers, tasks, nodes and functions.
var runRules = []rule{
	{
		ID: "instance-type-current", Class: advice, Types: []string{"aws_instance", "aws_launch_template", "aws_eks_node_group"}, Resource: InstanceTypeCurrent, Unknown: passes,
		Why:      "AWS has such instances in few zones only, and none for new accounts",
		Fix:      "use an instance type of a newer family",
		Source:   "https://aws.amazon.com/ec2/previous-generation/, 2026-11",
		Violates: `{"aws_instance": {"main": {"instance_type": "m3.large"}}}`,
	},
	{
		ID: "user-data-fits", Class: refused, Types: []string{"aws_instance", "aws_launch_template"}, Resource: UserDataFits, Unknown: passes,
		Why:      "EC2 refuses user data above 16 KiB, and user data in a launch template that is not in base64",
		Fix:      "use base64encode, and download large files at boot",
		Source:   "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
		Violates: `{"aws_launch_template": {"main": {"user_data": "#!/bin/bash"}}}`,
	},
	{
		ID: "image-metadata-v2", Class: refused, Types: []string{"aws_imagebuilder_infrastructure_configuration", "aws_sagemaker_notebook_instance"}, Resource: ImageMetadataV2,
		Why:      "a forged request through the application reads the role's credentials",
		Fix:      "set http_tokens to required, or minimum_instance_metadata_service_version to 2",
		Violates: `{"aws_imagebuilder_infrastructure_configuration": {"main": {"instance_metadata_options": {"http_tokens": "optional"}}}}`,
	},
	{
		ID: "ecs-fargate-network", Class: refused, Types: []string{"aws_ecs_task_definition"}, Resource: ECSFargateNetwork,
		Why:      "Fargate accepts no other network mode, and no other host port",
		Fix:      "set network_mode to awsvpc, and leave hostPort out",
		Source:   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
		Violates: `{"aws_ecs_task_definition": {"main": {"network_mode": "bridge"}}}`,
	},
	{
		ID: "ecs-execution-role", Class: refused, Types: []string{"aws_ecs_task_definition"}, Resource: ECSExecutionRole,
		Why:      "the task does not start: ECS cannot pull its image from ECR, read its secrets or write its log",
		Fix:      "set execution_role_arn",
		Source:   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
		Violates: `{"aws_ecs_task_definition": {"main": {"execution_role_arn": null}}}`,
	},
	{
		ID: "ecs-containers-fit", Class: refused, Types: []string{"aws_ecs_task_definition"}, Resource: ECSContainersFit,
		Why:      "ECS refuses a task without an essential container, and one whose containers have more memory than the task",
		Fix:      "set essential to true for one container, and give the containers no more memory than the task",
		Violates: `{"aws_ecs_task_definition": {"main": {"container_definitions": "[{\"name\":\"app\",\"image\":\"acme:1.0.0\",\"essential\":false,\"readonlyRootFilesystem\":true,\"user\":\"65532\",\"logConfiguration\":{\"logDriver\":\"awslogs\"}}]"}}}`,
	},
	{
		ID: "ecs-service-network", Class: refused, Types: []string{"aws_ecs_service"}, Resource: ECSServiceNetwork,
		Why:      "ECS refuses a Fargate service without subnets",
		Fix:      "set network_configuration",
		Violates: `{"aws_ecs_service": {"main": {"network_configuration": null}}}`,
	},
	{
		ID: "ecs-service-kept-running", Class: advice, Types: []string{"aws_ecs_service"}, Resource: ECSServiceKeptRunning,
		Why:      "a deployment stops every old task before it starts the first new one",
		Fix:      "set deployment_minimum_healthy_percent to 50 or more",
		Violates: `{"aws_ecs_service": {"main": {"deployment_minimum_healthy_percent": 0}}}`,
	},
	{
		ID: "eks-node-image", Class: refused, Types: []string{"aws_eks_node_group"}, Resource: EKSNodeImage, Unknown: passes,
		Why:      "EKS has no such image for new versions, or none for the processor of the instances",
		Fix:      "set ami_type to AL2023 or Bottlerocket, ARM_64 for instance types with a g after the number",
		Source:   "https://docs.aws.amazon.com/eks/latest/userguide/eks-ami-deprecation-faqs.html, 2026-11",
		Violates: `{"aws_eks_node_group": {"main": {"ami_type": "AL2_x86_64"}}}`,
	},
	{
		ID: "eks-node-template", Class: refused, Types: []string{"aws_eks_node_group"}, Resource: EKSNodeTemplate,
		Why:      "EKS refuses settings that both the node group and its launch template have, and an instance profile in the template",
		Fix:      "set the disk and access in the launch template, and the role in node_role_arn",
		Source:   "https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html",
		Violates: `{"aws_eks_node_group": {"main": {"disk_size": 50}}}`,
	},
	{
		ID: "eks-node-not-newer", Class: refused, Types: []string{"aws_eks_node_group"}, Resource: EKSNodeNotNewer, Unknown: passes,
		Why:      "EKS refuses nodes with a newer version than the cluster",
		Fix:      "upgrade the cluster first",
		Source:   "https://kubernetes.io/releases/version-skew-policy/",
		Violates: `{"aws_eks_node_group": {"main": {"version": "1.36"}}}`,
	},
	{
		ID: "lambda-code-set", Class: refused, Types: []string{"aws_lambda_function"}, Resource: LambdaCodeSet,
		Why:      "Lambda refuses a function without code, or without handler and runtime",
		Fix:      "set image_uri with package_type Image, or handler and runtime",
		Violates: `{"aws_lambda_function": {"main": {"handler": null}}}`,
	},
	{
		ID: "batch-not-privileged", Class: refused, Types: []string{"aws_batch_job_definition"}, Resource: BatchNotPrivileged,
		Why:      "a privileged container has root access to its host",
		Fix:      "set privileged to false",
		Aliases:  []string{"CKV_AWS_210"},
		Violates: `{"aws_batch_job_definition": {"main": {"container_properties": "{\"image\":\"acme:1\",\"privileged\":true}"}}}`,
	},
}

// oldTypes are families of the previous generation.
var oldTypes = lazyregexp.New(`^(m[1-3]|c[13]|r3|t1|i2|g2|hs1|cc2|cr1|cg1|hi1)\.`)

// InstanceTypeCurrent requires types that AWS still builds.
func InstanceTypeCurrent(r resource) answer {
	whole := pass
	for _, argument := range []string{"instance_type", "instance_types"} {
		for _, v := range r.All(argument) {
			if oldTypes.MatchString(v.String()) {
				whole = whole.And(broken(argument, "%s = %s", argument, v))
			}
		}
	}
	return whole
}

// mostUserData is what EC2 takes, before base64.
const mostUserData = 16 * 1024

// UserDataFits requires scripts that EC2 takes.
func UserDataFits(r resource) answer {
	v := r.Value("user_data")
	if !v.Known() {
		return pass
	}
	text := v.String()
	if r.Type == "aws_launch_template" {
		plain, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
		if err != nil {
			return broken("user_data", "user_data is not in base64")
		}
		text = string(plain)
	}
	if len(text) > mostUserData {
		return broken("user_data", "user_data has %d bytes", len(text))
	}
	return pass
}

// ImageMetadataV2 requires tokens for the credentials of the role.
func ImageMetadataV2(r resource) answer {
	if r.Type == "aws_sagemaker_notebook_instance" {
		return isOne(r, "instance_metadata_service_configuration.minimum_instance_metadata_service_version", "2")
	}
	return isOne(r, "instance_metadata_options.http_tokens", "required")
}

func onFargate(task resource) bool {
	return slices.Contains(task.Value("requires_compatibilities").Strings(), "FARGATE")
}

// ECSFargateNetwork requires a network that Fargate has.
func ECSFargateNetwork(task resource) answer {
	if !onFargate(task) {
		return skip
	}
	whole := isOne(task, "network_mode", "awsvpc", "host") // ECSHostIsolated speaks of the host's
	for _, container := range containers(task) {
		for _, port := range container.All("portMappings") {
			inner, outer := port.Field("containerPort").String(), port.Field("hostPort").String()
			if outer != "" && outer != "0" && inner != outer {
				whole = whole.And(broken("container_definitions", "hostPort = %s, containerPort = %s", outer, inner))
			}
		}
	}
	return whole
}

// containers are the containers of a task, as far as they are known.
func containers(task resource) []value {
	document, _ := task.Value("container_definitions").Document()
	return document.List()
}

// ECSExecutionRole requires somebody who may start the task.
func ECSExecutionRole(task resource) answer {
	needed := false
	for _, container := range containers(task) {
		driver := container.Get("logConfiguration.logDriver").String()
		needed = needed || len(container.All("secrets")) > 0 || onFargate(task) && driver == "awslogs" || onFargate(task) && strings.Contains(container.Field("image").String(), ".dkr.ecr.")
	}
	if !needed {
		return pass
	}
	return isSet(task, "execution_role_arn")
}

// ECSContainersFit requires containers that fit into their task.
func ECSContainersFit(task resource) answer {
	all, essential := containers(task), false
	total := 0.0
	for _, container := range all {
		memory, _ := container.Field("memory").Number()
		total += memory
		essential = essential || !container.Field("essential").IsFalse()
	}
	if most, ok := task.Value("memory").Number(); ok && total > most {
		return broken("container_definitions", "containers have %.0f MiB of %.0f", total, most)
	}
	if len(all) > 0 && !essential {
		return broken("container_definitions", "no container is essential")
	}
	return pass
}

// ECSServiceNetwork requires a service of Fargate to have a network.
func ECSServiceNetwork(service resource) answer {
	if service.Value("launch_type").String() != "FARGATE" {
		return skip
	}
	return isSet(service, "network_configuration")
}

// ECSServiceKeptRunning requires deployments without a gap.
func ECSServiceKeptRunning(service resource) answer {
	if service.Value("scheduling_strategy").String() == "DAEMON" {
		return skip
	}
	return unset(service, "deployment_minimum_healthy_percent", func(v value) bool { number, ok := v.Number(); return ok && number >= 50 })
}

// arm matches types with a processor of Amazon's: m7g.large, c8gn.xlarge, t4g.small.
var arm = lazyregexp.New(`^[a-z]+\d+g[a-z]*\.|^a1\.`)

// EKSNodeImage requires an image that there is, for the processor that there is.
func EKSNodeImage(group resource) answer {
	image := group.Value("ami_type").String()
	if strings.HasPrefix(image, "AL2_") {
		return broken("ami_type", "ami_type = %s", image)
	}
	if !strings.Contains(image, "x86_64") && !strings.Contains(image, "ARM_64") {
		return pass
	}
	for _, kind := range group.All("instance_types") {
		if kind.Known() && arm.MatchString(kind.String()) != strings.Contains(image, "ARM_64") {
			return broken("ami_type", "ami_type = %s with %s", image, kind)
		}
	}
	return pass
}

// EKSNodeTemplate requires each thing to be said once.
func EKSNodeTemplate(group resource) answer {
	whole := pass
	for _, template := range group.Targets("launch_template") {
		if template.Type == "aws_launch_template" && template.Value("iam_instance_profile").Exists() {
			whole = whole.And(broken("launch_template", "%s has an iam_instance_profile", template.Address()))
		}
	}
	if group.Value("launch_template").Exists() {
		whole = whole.And(notSet(group, "disk_size"))
	}
	return whole
}

// EKSNodeNotNewer requires nodes that follow their cluster.
func EKSNodeNotNewer(group resource) answer {
	for _, cluster := range group.Targets("cluster_name") {
		if newest := cluster.Value("version"); newest.Known() && group.Value("version").Known() && !notOlder(newest.String(), group.Value("version").String()) {
			return broken("version", "version = %s, the cluster's is %s", group.Value("version"), newest)
		}
	}
	return pass
}

// LambdaCodeSet requires functions with code.
func LambdaCodeSet(f resource) answer {
	if f.Value("package_type").String() == "Image" {
		return isSet(f, "image_uri")
	}
	return isSet(f, "handler").And(isSet(f, "runtime"))
}

// BatchNotPrivileged requires jobs without root on the host.
func BatchNotPrivileged(job resource) answer {
	document, _ := job.Value("container_properties").Document()
	if document.Field("privileged").IsTrue() {
		return broken("container_properties", "privileged = true")
	}
	return pass
}
