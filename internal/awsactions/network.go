package awsactions

// network are the types of VPCs and load balancers.
var network = map[string]row{
	"aws_vpc": {
		"ec2", "CreateVpc ModifyVpcAttribute",
		"DescribeVpcs DescribeVpcAttribute DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups",
		"ModifyVpcAttribute", "CreateTags DeleteTags", "DeleteVpc",
	},
	"aws_subnet": {
		"ec2", "CreateSubnet ModifySubnetAttribute", "DescribeSubnets", "ModifySubnetAttribute", "CreateTags DeleteTags",
		"DeleteSubnet DescribeNetworkInterfaces",
	},
	"aws_internet_gateway": {
		"ec2", "CreateInternetGateway AttachInternetGateway", "DescribeInternetGateways", "AttachInternetGateway DetachInternetGateway",
		"CreateTags DeleteTags", "DetachInternetGateway DeleteInternetGateway",
	},
	"aws_nat_gateway": {
		"ec2", "CreateNatGateway", "DescribeNatGateways", "AssociateNatGatewayAddress DisassociateNatGatewayAddress",
		"CreateTags DeleteTags", "DeleteNatGateway",
	},
	"aws_eip": {
		"ec2", "AllocateAddress", "DescribeAddresses DescribeAddressesAttribute", "AssociateAddress DisassociateAddress",
		"CreateTags DeleteTags", "ReleaseAddress DisassociateAddress",
	},
	"aws_route_table": {
		"ec2", "CreateRouteTable CreateRoute", "DescribeRouteTables", "CreateRoute ReplaceRoute DeleteRoute", "CreateTags DeleteTags",
		"DisassociateRouteTable DeleteRouteTable",
	},
	"aws_route_table_association": {
		"ec2", "AssociateRouteTable", "DescribeRouteTables", "ReplaceRouteTableAssociation", "", "DisassociateRouteTable",
	},
	"aws_default_security_group": {
		"ec2", "RevokeSecurityGroupIngress RevokeSecurityGroupEgress", "DescribeSecurityGroups DescribeSecurityGroupRules",
		"RevokeSecurityGroupIngress RevokeSecurityGroupEgress", "CreateTags DeleteTags", "",
	},
	"aws_security_group": {
		"ec2", "CreateSecurityGroup RevokeSecurityGroupEgress", "DescribeSecurityGroups", "RevokeSecurityGroupIngress RevokeSecurityGroupEgress",
		"CreateTags DeleteTags", "DeleteSecurityGroup DescribeNetworkInterfaces",
	},
	"aws_vpc_security_group_ingress_rule": {
		"ec2", "AuthorizeSecurityGroupIngress", "DescribeSecurityGroupRules", "ModifySecurityGroupRules", "CreateTags DeleteTags",
		"RevokeSecurityGroupIngress",
	},
	"aws_vpc_security_group_egress_rule": {
		"ec2", "AuthorizeSecurityGroupEgress", "DescribeSecurityGroupRules", "ModifySecurityGroupRules", "CreateTags DeleteTags",
		"RevokeSecurityGroupEgress",
	},
	"aws_vpc_endpoint": {
		"ec2", "CreateVpcEndpoint", "DescribeVpcEndpoints DescribePrefixLists", "ModifyVpcEndpoint", "CreateTags DeleteTags", "DeleteVpcEndpoints",
	},
	"aws_flow_log": {
		"ec2", "CreateFlowLogs iam:PassRole", "DescribeFlowLogs", "", "CreateTags DeleteTags", "DeleteFlowLogs",
	},
	"aws_network_interface": {
		"ec2", "CreateNetworkInterface", "DescribeNetworkInterfaces", "ModifyNetworkInterfaceAttribute", "CreateTags DeleteTags",
		"DetachNetworkInterface DeleteNetworkInterface",
	},

	"aws_lb": {
		"elasticloadbalancing", "CreateLoadBalancer ModifyLoadBalancerAttributes iam:CreateServiceLinkedRole",
		"DescribeLoadBalancers DescribeLoadBalancerAttributes DescribeCapacityReservation DescribeTags",
		"ModifyLoadBalancerAttributes SetSecurityGroups SetSubnets SetIpAddressType", "AddTags RemoveTags",
		"DeleteLoadBalancer ec2:DescribeNetworkInterfaces",
	},
	"aws_lb_listener": {
		"elasticloadbalancing", "CreateListener ModifyListenerAttributes", "DescribeListeners DescribeListenerAttributes DescribeTags",
		"ModifyListener ModifyListenerAttributes", "AddTags RemoveTags", "DeleteListener",
	},
	"aws_lb_listener_rule": {
		"elasticloadbalancing", "CreateRule", "DescribeRules DescribeTags", "ModifyRule SetRulePriorities", "AddTags RemoveTags", "DeleteRule",
	},
	"aws_lb_target_group": {
		"elasticloadbalancing", "CreateTargetGroup ModifyTargetGroupAttributes", "DescribeTargetGroups DescribeTargetGroupAttributes DescribeTags",
		"ModifyTargetGroup ModifyTargetGroupAttributes", "AddTags RemoveTags", "DeleteTargetGroup",
	},
}
