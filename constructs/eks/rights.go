package eks

import (
	"landform/constructs/naming"
	"landform/constructs/policy"
)

// condition contains the conditions of a statement.
type condition = map[string]map[string][]string

// autoscalerRights returns the rights of the cluster autoscaler. It may read every Auto Scaling group, and scale those
// that EKS has tagged with this cluster.
// https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md
func autoscalerRights(names naming.Names, cluster string) []policy.Statement {
	return []policy.Statement{
		{
			Sid:    "SeeGroups", // IAM cannot restrict any of these actions to a resource
			Effect: policy.Allow,
			Actions: []string{
				"autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingInstances",
				"autoscaling:DescribeLaunchConfigurations", "autoscaling:DescribeScalingActivities",
				"ec2:DescribeImages", "ec2:DescribeInstanceTypes", "ec2:DescribeLaunchTemplateVersions",
				"ec2:GetInstanceTypesFromInstanceRequirements",
			},
			Resources: []string{"*"},
		},
		{
			Sid:       "SeeNodeGroups",
			Effect:    policy.Allow,
			Actions:   []string{"eks:DescribeNodegroup"},
			Resources: []string{names.ARN("eks", "nodegroup/"+cluster+"/*/*")},
		},
		{
			Sid:       "ScaleThisCluster",
			Effect:    policy.Allow,
			Actions:   []string{"autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"},
			Resources: []string{names.ARN("autoscaling", "autoScalingGroup:*:autoScalingGroupName/*")},
			Conditions: condition{"StringEquals": {
				"aws:ResourceTag/k8s.io/cluster-autoscaler/enabled":    {"true"},
				"aws:ResourceTag/k8s.io/cluster-autoscaler/" + cluster: {"owned"},
			}},
		},
	}
}

// zoneListRights lets external-dns find its hosted zone.
func zoneListRights() policy.Statement {
	return policy.Statement{
		Sid:       "FindZones", // IAM cannot restrict this action to a resource
		Effect:    policy.Allow,
		Actions:   []string{"route53:ListHostedZones"},
		Resources: []string{"*"},
	}
}

// recordRights returns the rights of external-dns in one zone: to write address records, and the TXT records that mark
// them. It can neither delegate a subdomain nor change the NS and SOA records of the zone.
// https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/aws/
func recordRights(zoneARN string) []policy.Statement {
	return []policy.Statement{
		{
			Sid:    "ReadZone",
			Effect: policy.Allow,
			Actions: []string{
				"route53:ListResourceRecordSets", "route53:ListTagsForResource", "route53:ListTagsForResources",
			},
			Resources: []string{zoneARN},
		},
		{
			Sid:       "WriteAddresses",
			Effect:    policy.Allow,
			Actions:   []string{"route53:ChangeResourceRecordSets"},
			Resources: []string{zoneARN},
			Conditions: condition{"ForAllValues:StringEquals": {
				"route53:ChangeResourceRecordSetsRecordTypes": {"A", "AAAA", "CNAME", "TXT"},
			}},
		},
	}
}
