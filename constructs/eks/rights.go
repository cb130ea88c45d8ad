package eks

import (
	"landform/constructs/naming"
	"landform/constructs/policy"
)

// condition spells out the conditions of a statement.
type condition = map[string]map[string][]string

// autoscalerRights are those of the cluster autoscaler: it sees every group, and changes the size of those that EKS has
// tagged as this cluster's.
// https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md
func autoscalerRights(names naming.Names, cluster string) []policy.Statement {
	return []policy.Statement{
		{
			Sid:    "SeeGroups", // none of these can be narrowed to a resource
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

// zoneListRights let external-dns find the zone that it is to write into.
func zoneListRights() policy.Statement {
	return policy.Statement{
		Sid:       "FindZones", // cannot be narrowed to a resource
		Effect:    policy.Allow,
		Actions:   []string{"route53:ListHostedZones"},
		Resources: []string{"*"},
	}
}

// recordRights are those of external-dns in one zone: addresses, and the TXT records by which it knows its own. It cannot
// delegate a subdomain or touch the zone's own records.
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
