package eks

import (
	"landform/constructs/naming"
	"landform/constructs/policy"
)

// Conditions on the tag that the load balancer controller adds to everything it creates. Its value is the cluster's name.
const (
	balancerRequestTag  = "aws:RequestTag/elbv2.k8s.aws/cluster"
	balancerResourceTag = "aws:ResourceTag/elbv2.k8s.aws/cluster"
)

// LoadBalancerControllerVersion is the version of the AWS Load Balancer Controller for which loadBalancerRights are
// written. Compare the IAM policy of a newer version before an upgrade: it may need more.
const LoadBalancerControllerVersion = "3.4.2"

// loadBalancerRights returns the rights of the AWS Load Balancer Controller: the policy that the project publishes,
// restricted to resources with this cluster's tag and to security groups of this VPC. The controller cannot change other
// load balancers, such as those of Terraform.
// https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.4.2/docs/install/iam_policy.json
func loadBalancerRights(names naming.Names, cluster, vpcARN string) []policy.Statement {
	created := condition{"StringEquals": {balancerRequestTag: {cluster}}}
	owned := condition{"StringEquals": {balancerResourceTag: {cluster}}}
	groups := names.ARN("ec2", "security-group/*")
	rights := []policy.Statement{lookUpRights(), certificateRights()}
	rights = append(rights, securityGroupRights(groups, cluster, vpcARN)...)
	return append(rights,
		policy.Statement{
			Sid:       "ServiceLinkedRole",
			Effect:    policy.Allow,
			Actions:   []string{"iam:CreateServiceLinkedRole"},
			Resources: []string{"arn:aws:iam::" + names.AccountID + ":role/aws-service-role/elasticloadbalancing.amazonaws.com/*"},
			Conditions: condition{"StringEquals": {
				"iam:AWSServiceName": {"elasticloadbalancing.amazonaws.com"},
			}},
		},
		policy.Statement{
			Sid:        "CreateTagged",
			Effect:     policy.Allow,
			Actions:    []string{"elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"},
			Resources:  balancers(names, "loadbalancer", "targetgroup"),
			Conditions: created,
		},
		policy.Statement{
			Sid:       "TagWhatItCreates",
			Effect:    policy.Allow,
			Actions:   []string{"elasticloadbalancing:AddTags"},
			Resources: balancers(names, "loadbalancer", "targetgroup", "listener", "listener-rule"),
			Conditions: condition{"StringEquals": {
				balancerRequestTag: {cluster},
				"elasticloadbalancing:CreateAction": {
					"CreateLoadBalancer", "CreateTargetGroup", "CreateListener", "CreateRule",
				},
			}},
		},
		policy.Statement{
			Sid:        "ChangeItsOwn",
			Effect:     policy.Allow,
			Actions:    balancerChanges,
			Resources:  balancers(names, "loadbalancer", "targetgroup", "listener", "listener-rule"),
			Conditions: owned,
		},
		policy.Statement{
			Sid:       "SecurityGroups",
			Effect:    policy.Allow,
			Actions:   []string{"wafv2:AssociateWebACL", "wafv2:DisassociateWebACL", "wafv2:GetWebACL", "wafv2:GetWebACLForResource"},
			Resources: append(balancers(names, "loadbalancer"), names.ARN("wafv2", "regional/webacl/*")),
		},
	)
}

// balancerChanges are the actions with which the controller changes load balancers, their listeners and their target
// groups.
var balancerChanges = []string{
	"elasticloadbalancing:AddListenerCertificates",
	"elasticloadbalancing:AddTags",
	"elasticloadbalancing:CreateListener",
	"elasticloadbalancing:CreateRule",
	"elasticloadbalancing:DeleteListener",
	"elasticloadbalancing:DeleteLoadBalancer",
	"elasticloadbalancing:DeleteRule",
	"elasticloadbalancing:DeleteTargetGroup",
	"elasticloadbalancing:DeregisterTargets",
	"elasticloadbalancing:ModifyCapacityReservation",
	"elasticloadbalancing:ModifyListener",
	"elasticloadbalancing:ModifyListenerAttributes",
	"elasticloadbalancing:ModifyLoadBalancerAttributes",
	"elasticloadbalancing:ModifyRule",
	"elasticloadbalancing:ModifyTargetGroup",
	"elasticloadbalancing:ModifyTargetGroupAttributes",
	"elasticloadbalancing:RegisterTargets",
	"elasticloadbalancing:RemoveListenerCertificates",
	"elasticloadbalancing:RemoveTags",
	"elasticloadbalancing:SetIpAddressType",
	"elasticloadbalancing:SetRulePriorities",
	"elasticloadbalancing:SetSecurityGroups",
	"elasticloadbalancing:SetSubnets",
	"elasticloadbalancing:SetWebAcl",
}

// balancers returns the ARNs of all resources of these types in Elastic Load Balancing.
func balancers(names naming.Names, kinds ...string) []string {
	var resources []string
	for _, kind := range kinds {
		resources = append(resources, names.ARN("elasticloadbalancing", kind+"/*"))
	}
	return resources
}

// lookUpRights returns rights to read. IAM cannot restrict any of these actions to a resource.
func lookUpRights() policy.Statement {
	return policy.Statement{
		Sid:    "LookUp",
		Effect: policy.Allow,
		Actions: []string{
			"ec2:DescribeAccountAttributes", "ec2:DescribeAddresses", "ec2:DescribeAvailabilityZones",
			"ec2:DescribeInstances", "ec2:DescribeInternetGateways", "ec2:DescribeNetworkInterfaces",
			"ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeTags",
			"ec2:DescribeVpcPeeringConnections", "ec2:DescribeVpcs", "ec2:GetSecurityGroupsForVpc",
			"elasticloadbalancing:Describe*", "shield:GetSubscriptionState",
		},
		Resources: []string{"*"},
	}
}

// certificateRights lets the controller find the certificate for the host of an Ingress.
func certificateRights() policy.Statement {
	return policy.Statement{
		Sid:       "FindCertificates",
		Effect:    policy.Allow,
		Actions:   []string{"acm:DescribeCertificate", "acm:ListCertificates"},
		Resources: []string{"*"},
	}
}

// securityGroupRights lets the controller create security groups for its load balancers, and allow traffic from them in
// the security groups of the nodes.
func securityGroupRights(groups, cluster, vpcARN string) []policy.Statement {
	return []policy.Statement{
		{
			Sid:        "CreateTaggedGroup",
			Effect:     policy.Allow,
			Actions:    []string{"ec2:CreateSecurityGroup"},
			Resources:  []string{groups},
			Conditions: condition{"StringEquals": {balancerRequestTag: {cluster}}},
		},
		{
			Sid:       "CreateGroupInThisVPC",
			Effect:    policy.Allow,
			Actions:   []string{"ec2:CreateSecurityGroup"},
			Resources: []string{vpcARN},
		},
		{
			Sid:       "TagNewGroup",
			Effect:    policy.Allow,
			Actions:   []string{"ec2:CreateTags"},
			Resources: []string{groups},
			Conditions: condition{"StringEquals": {
				balancerRequestTag: {cluster},
				"ec2:CreateAction": {"CreateSecurityGroup"},
			}},
		},
		{
			Sid:       "RetagItsGroups",
			Effect:    policy.Allow,
			Actions:   []string{"ec2:CreateTags", "ec2:DeleteTags"},
			Resources: []string{groups},
			Conditions: condition{
				"Null":         {balancerRequestTag: {"true"}},
				"StringEquals": {balancerResourceTag: {cluster}},
			},
		},
		{
			Sid:        "DeleteItsGroups",
			Effect:     policy.Allow,
			Actions:    []string{"ec2:DeleteSecurityGroup"},
			Resources:  []string{groups},
			Conditions: condition{"StringEquals": {balancerResourceTag: {cluster}}},
		},
		{
			Sid:        "OpenGroupsOfThisVPC",
			Effect:     policy.Allow,
			Actions:    []string{"ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"},
			Resources:  []string{groups},
			Conditions: condition{"ArnEquals": {"ec2:Vpc": {vpcARN}}},
		},
	}
}
