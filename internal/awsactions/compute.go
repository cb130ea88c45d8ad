package awsactions

// compute are the compute types: instances, clusters, tasks and scaling.
var compute = map[string]row{
	"aws_launch_template": {
		"ec2", "CreateLaunchTemplate", "DescribeLaunchTemplates DescribeLaunchTemplateVersions", "CreateLaunchTemplateVersion ModifyLaunchTemplate",
		"CreateTags DeleteTags", "DeleteLaunchTemplate",
	},
	"aws_instance": {
		"ec2", "RunInstances iam:PassRole ssm:GetParameters",
		"DescribeInstances DescribeInstanceAttribute DescribeInstanceTypes DescribeInstanceCreditSpecifications DescribeVolumes " +
			"DescribeIamInstanceProfileAssociations DescribeTags",
		"ModifyInstanceAttribute ModifyInstanceMetadataOptions ModifyInstanceMaintenanceOptions MonitorInstances StopInstances StartInstances " +
			"AssociateIamInstanceProfile ReplaceIamInstanceProfileAssociation",
		"CreateTags DeleteTags", "TerminateInstances",
	},
	"aws_ebs_volume": {
		"ec2", "CreateVolume kms:CreateGrant kms:DescribeKey kms:GenerateDataKeyWithoutPlaintext", "DescribeVolumes",
		"ModifyVolume DescribeVolumesModifications", "CreateTags DeleteTags", "DeleteVolume CreateSnapshot",
	},
	"aws_volume_attachment": {
		"ec2", "AttachVolume", "DescribeVolumes DescribeInstances", "", "", "DetachVolume StopInstances",
	},
	"aws_dlm_lifecycle_policy": {
		"dlm", "CreateLifecyclePolicy iam:PassRole", "GetLifecyclePolicy", "UpdateLifecyclePolicy", "TagResource UntagResource",
		"DeleteLifecyclePolicy",
	},

	"aws_autoscaling_attachment": {
		"autoscaling", "AttachLoadBalancerTargetGroups", "DescribeAutoScalingGroups", "", "", "DetachLoadBalancerTargetGroups",
	},
	"aws_autoscaling_group_tag": {
		"autoscaling", "CreateOrUpdateTags", "DescribeTags", "CreateOrUpdateTags", "", "DeleteTags",
	},
	"aws_appautoscaling_target": {
		"application-autoscaling", "RegisterScalableTarget iam:CreateServiceLinkedRole", "DescribeScalableTargets ListTagsForResource",
		"RegisterScalableTarget", "TagResource UntagResource", "DeregisterScalableTarget",
	},
	// Target tracking creates alarms with the permissions of the caller.
	"aws_appautoscaling_policy": {
		"application-autoscaling", "PutScalingPolicy cloudwatch:PutMetricAlarm cloudwatch:DescribeAlarms", "DescribeScalingPolicies",
		"PutScalingPolicy cloudwatch:PutMetricAlarm", "", "DeleteScalingPolicy cloudwatch:DeleteAlarms",
	},

	"aws_ecr_repository": {
		"ecr", "CreateRepository TagResource kms:CreateGrant kms:DescribeKey kms:RetireGrant", "DescribeRepositories ListTagsForResource",
		"PutImageTagMutability PutImageScanningConfiguration", "TagResource UntagResource", "DeleteRepository",
	},
	"aws_ecr_lifecycle_policy": {
		"ecr", "PutLifecyclePolicy", "GetLifecyclePolicy", "PutLifecyclePolicy", "", "DeleteLifecyclePolicy",
	},
	"aws_ecs_cluster": {
		"ecs", "CreateCluster TagResource iam:CreateServiceLinkedRole", "DescribeClusters", "UpdateCluster UpdateClusterSettings",
		"TagResource UntagResource", "DeleteCluster",
	},
	"aws_ecs_service": {
		"ecs", "CreateService TagResource", "DescribeServices DescribeServiceDeployments ListServiceDeployments", "UpdateService",
		"TagResource UntagResource", "UpdateService DeleteService",
	},
	"aws_ecs_task_definition": {
		"ecs", "RegisterTaskDefinition TagResource iam:PassRole", "DescribeTaskDefinition", "", "TagResource UntagResource",
		"DeregisterTaskDefinition",
	},

	"aws_eks_cluster": {
		"eks", "CreateCluster TagResource iam:PassRole iam:CreateServiceLinkedRole kms:CreateGrant kms:DescribeKey " +
			"ec2:DescribeSubnets ec2:DescribeVpcs ec2:DescribeSecurityGroups", "DescribeCluster",
		"UpdateClusterConfig UpdateClusterVersion DescribeUpdate AssociateEncryptionConfig", "TagResource UntagResource", "DeleteCluster",
	},
	// EKS launches the nodes with the permissions of the caller.
	// https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
	"aws_eks_node_group": {
		"eks", "CreateNodegroup TagResource iam:PassRole iam:GetRole iam:ListAttachedRolePolicies iam:CreateServiceLinkedRole " +
			"ec2:RunInstances ec2:CreateTags ec2:DescribeLaunchTemplateVersions ec2:DescribeSubnets", "DescribeNodegroup",
		"UpdateNodegroupConfig UpdateNodegroupVersion DescribeUpdate", "TagResource UntagResource", "DeleteNodegroup",
	},
	"aws_eks_addon": {
		"eks", "CreateAddon TagResource", "DescribeAddon", "UpdateAddon DescribeUpdate", "TagResource UntagResource", "DeleteAddon",
	},
	"aws_eks_access_entry": {
		"eks", "CreateAccessEntry TagResource", "DescribeAccessEntry", "UpdateAccessEntry", "TagResource UntagResource", "DeleteAccessEntry",
	},
	"aws_eks_access_policy_association": {
		"eks", "AssociateAccessPolicy", "ListAssociatedAccessPolicies", "", "", "DisassociateAccessPolicy",
	},
	"aws_eks_pod_identity_association": {
		"eks", "CreatePodIdentityAssociation TagResource iam:PassRole iam:GetRole", "DescribePodIdentityAssociation",
		"UpdatePodIdentityAssociation", "TagResource UntagResource", "DeletePodIdentityAssociation",
	},
}
