package rules

import (
	"slices"
)

var (
	cluster   = []string{"aws_eks_cluster"}
	nodeGroup = []string{"aws_eks_node_group"}
)

var eksRules = []rule{
	{
		ID: "eks-secrets-encrypted", Class: refused, Types: cluster, Resource: EKSSecretsEncrypted,
		Why:      "everybody who can read the disks or a backup of etcd can read every Kubernetes secret",
		Fix:      `set encryption_config for "secrets" with a KMS key`,
		Aliases:  []string{"AWS-0039", "CKV_AWS_58", "EKS.3"},
		Violates: `{"aws_eks_cluster": {"main": {"encryption_config": null}}}`,
	},
	{
		ID: "eks-endpoint-not-open", Class: refused, Types: cluster, Resource: EKSEndpointNotOpen,
		Why:      "everybody on the internet can connect to the API server, and use its next vulnerability",
		Fix:      "set public_access_cidrs to office networks, or turn the public endpoint off",
		Aliases:  []string{"AWS-0040", "AWS-0041", "CKV_AWS_38", "EKS.1"},
		Violates: `{"aws_eks_cluster": {"main": {"vpc_config": {"endpoint_public_access": true, "public_access_cidrs": ["0.0.0.0/0"]}}}}`,
	},
	{
		ID: "eks-endpoint-not-public", Class: advice, Types: cluster, Resource: EKSEndpointNotPublic,
		Why:      "a stolen token works from every network in the list",
		Fix:      "set endpoint_public_access to false",
		Aliases:  []string{"CKV_AWS_39"},
		Violates: `{"aws_eks_cluster": {"main": {"vpc_config": {"endpoint_public_access": true, "public_access_cidrs": ["203.0.113.0/24"]}}}}`,
	},
	{
		ID: "eks-endpoint-private", Class: refused, Types: cluster, Resource: EKSEndpointPrivate,
		Why:      "nodes would connect to the API server over the internet",
		Fix:      "set endpoint_private_access to true",
		Violates: `{"aws_eks_cluster": {"main": {"vpc_config": {"endpoint_private_access": false}}}}`,
	},
	{
		ID: "eks-logs", Class: advice, Types: cluster, Resource: EKSLogs,
		Why:      "nobody could find out who did what with the cluster",
		Fix:      "set all five enabled_cluster_log_types",
		Aliases:  []string{"AWS-0038", "CKV_AWS_37", "EKS.8"},
		Violates: `{"aws_eks_cluster": {"main": {"enabled_cluster_log_types": ["api"]}}}`,
	},
	{
		ID: "eks-version-supported", Class: advice, Types: []string{"aws_eks_cluster", "aws_eks_node_group"}, Resource: EKSVersionSupported,
		Why:      "a version in extended support costs six times as much, and AWS does not create clusters with an unsupported version",
		Fix:      "use a newer version",
		Aliases:  []string{"CKV_AWS_339", "EKS.2"},
		Source:   "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html, 2026-11",
		Violates: `{"aws_eks_cluster": {"main": {"version": "1.28"}}, "aws_eks_node_group": {"main": {"version": "1.28"}}}`,
	},
	{
		ID: "eks-access-entries", Class: advice, Types: cluster, Resource: EKSAccessEntries,
		Why:      "permissions in the aws-auth ConfigMap are neither in the code nor in an audit log",
		Fix:      "set access_config with authentication_mode = API, without permissions for the creator",
		Violates: `{"aws_eks_cluster": {"main": {"access_config": {"authentication_mode": "CONFIG_MAP"}}}}`,
	},
	{
		ID: "eks-nodes-without-ssh", Class: refused, Types: nodeGroup, Resource: EKSNodesWithoutSSH,
		Why:      "without source security groups, the SSH port of the nodes is open to the internet; keys get shared and never expire",
		Fix:      "leave remote_access out",
		Aliases:  []string{"CKV_AWS_100"},
		Violates: `{"aws_eks_node_group": {"main": {"remote_access": {"ec2_ssh_key": "shared"}}}}`,
	},
	{
		ID: "eks-nodes-hardened", Class: refused, Types: nodeGroup, Resource: EKSNodesHardened,
		Why:      "without a launch template, the nodes allow IMDSv1, and every pod can use the node's role",
		Fix:      "set a launch_template with IMDSv2 and encrypted volumes",
		Violates: `{"aws_eks_node_group": {"main": {"launch_template": null}}}`,
	},
	{
		ID: "scaling-range", Class: refused, Types: []string{"aws_eks_node_group", "aws_appautoscaling_target", "aws_autoscaling_group"}, Resource: ScalingRange,
		Why:      "AWS refuses a minimum above the maximum, and a desired number outside of that range",
		Fix:      "set minimum <= desired <= maximum",
		Violates: `{"aws_eks_node_group": {"main": {"scaling_config": {"min_size": 9}}}}`,
	},
}

// EKSSecretsEncrypted requires Kubernetes secrets encrypted with a KMS key.
func EKSSecretsEncrypted(cluster resource) answer {
	if !cluster.Value("encryption_config").Exists() {
		return broken("encryption_config", "encryption_config is not set")
	}
	return isSet(cluster, "encryption_config.provider.key_arn").And(includes(cluster, "encryption_config.resources", "secrets"))
}

// EKSEndpointNotOpen forbids an API server that is open to the internet, which it is by default.
func EKSEndpointNotOpen(cluster resource) answer {
	const argument = "vpc_config.public_access_cidrs"
	if cluster.Value("vpc_config.endpoint_public_access").IsFalse() {
		return pass
	}
	networks := cluster.All(argument)
	if len(networks) == 0 {
		return broken(argument, "%s is not set", argument)
	}
	for _, network := range networks {
		if network.Unknown() {
			return open(argument)
		}
		if isWorld(network.String()) {
			return broken(argument, "%s = %s", argument, network)
		}
	}
	return pass
}

// EKSEndpointNotPublic requires an API server that is only reachable from the cluster's VPC.
func EKSEndpointNotPublic(cluster resource) answer {
	if len(EKSEndpointNotOpen(cluster).Violations) > 0 {
		return skip // eks-endpoint-not-open reports it
	}
	return isOne(cluster, "vpc_config.endpoint_public_access", "false")
}

// EKSEndpointPrivate requires the private endpoint, which nodes use inside the VPC.
func EKSEndpointPrivate(cluster resource) answer {
	return isTrue(cluster, "vpc_config.endpoint_private_access")
}

// EKSLogs requires all logs of the control plane.
func EKSLogs(cluster resource) answer {
	return includes(cluster, "enabled_cluster_log_types", "api", "audit", "authenticator", "controllerManager", "scheduler")
}

// oldestKubernetes is the oldest version in standard support in November 2026.
const oldestKubernetes = "1.34"

// EKSVersionSupported requires a version in standard support.
func EKSVersionSupported(r resource) answer {
	return unset(r, "version", func(v value) bool { return notOlder(v.String(), oldestKubernetes) })
}

// EKSAccessEntries requires access entries.
func EKSAccessEntries(cluster resource) answer {
	return isOne(cluster, "access_config.authentication_mode", "API").
		And(isOne(cluster, "access_config.bootstrap_cluster_creator_admin_permissions", "false"))
}

// EKSNodesWithoutSSH forbids SSH access to nodes.
func EKSNodesWithoutSSH(group resource) answer {
	if group.Value("remote_access").Exists() {
		return broken("remote_access", "remote_access is set")
	}
	return pass
}

// EKSNodesHardened requires a launch template, which other rules check.
func EKSNodesHardened(group resource) answer {
	if group.Value("launch_template").Exists() {
		return pass
	}
	return broken("launch_template", "launch_template is not set")
}

// ScalingRange requires a range that AWS accepts.
func ScalingRange(r resource) answer {
	paths := map[string][]string{
		"aws_eks_node_group":        {"scaling_config.min_size", "scaling_config.desired_size", "scaling_config.max_size"},
		"aws_appautoscaling_target": {"min_capacity", "max_capacity"},
		"aws_autoscaling_group":     {"min_size", "desired_capacity", "max_size"},
	}[r.Type]
	var numbers []float64
	for _, path := range paths {
		if number, ok := r.Value(path).Number(); ok {
			numbers = append(numbers, number)
		}
		if r.Value(path).Unknown() {
			return open(path)
		}
	}
	if !slices.IsSorted(numbers) {
		return broken(paths[0], "minimum, desired and maximum are %v", numbers)
	}
	return pass
}
