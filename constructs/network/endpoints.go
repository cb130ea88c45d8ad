package network

import (
	"landform/constructs/policy"

	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/vpcendpoint"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// gatewayEndpoints keep the traffic with S3 and DynamoDB inside AWS: it costs no NAT gateway's processing, and the
// database tier, which has no way out, gets one to these two services only. They are free of charge.
// https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
//
// Several endpoints may lead to one service, each from route tables and with a policy of its own. A route table leads to
// one of them, so that the database tier's waits until the other has let go of its table.
func (b *builder) gatewayEndpoints() {
	tables := append([]RouteTable{b.net.PublicRouteTable}, b.net.PrivateRouteTables...)
	routed := b.endpoint("s3-endpoint", "s3", tables, writeOwnBuckets(b.props.Names.AccountID))
	if len(b.net.DatabaseRouteTables) > 0 {
		b.endpoint("database-s3-endpoint", "s3", b.net.DatabaseRouteTables, b.isolatedBuckets(), routed)
	}
	b.endpoint("dynamodb-endpoint", "dynamodb", append(tables, b.net.DatabaseRouteTables...), []policy.Statement{{
		Sid: "OwnTables", Effect: policy.Allow, Principal: policy.Anyone(), Actions: []string{"dynamodb:*"},
		Resources: []string{b.props.Names.ARN("dynamodb", "table/*")},
	}})
}

func (b *builder) endpoint(id, service string, tables []RouteTable, statements []policy.Statement,
	after ...cdktf.ITerraformDependable) vpcendpoint.VpcEndpoint {
	ids := make([]*string, 0, len(tables))
	for _, table := range tables {
		ids = append(ids, table.ID)
	}
	return vpcendpoint.NewVpcEndpoint(b.scope, &id, &vpcendpoint.VpcEndpointConfig{
		VpcId:           b.net.ID,
		ServiceName:     new("com.amazonaws." + b.props.Names.Region + "." + service),
		VpcEndpointType: new("Gateway"),
		RouteTableIds:   &ids,
		Policy:          new(policy.Document(statements...)),
		Tags:            b.props.Names.Tags(b.props.Names.Name(id)),
		DependsOn:       &after,
	})
}

// ownBuckets admits everything to the buckets of the account. The principal of a gateway endpoint's policy is anybody:
// roles and buckets say who. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
func ownBuckets(accountID string) policy.Statement {
	return policy.Statement{
		Sid: "OwnBuckets", Effect: policy.Allow, Principal: policy.Anyone(), Actions: []string{"s3:*"}, Resources: []string{"*"},
		Conditions: map[string]map[string][]string{"StringEquals": {"aws:ResourceAccount": {accountID}}},
	}
}

// writeOwnBuckets are the limits of tiers that reach the internet: nothing is written into a bucket of another account.
// They read whatever is public: registries hand out the layers of images from buckets of their own.
func writeOwnBuckets(accountID string) []policy.Statement {
	return []policy.Statement{ownBuckets(accountID), {
		Sid: "ReadAnyBucket", Effect: policy.Allow, Principal: policy.Anyone(),
		Actions: []string{"s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"}, Resources: []string{"*"},
	}}
}

// isolatedBuckets are the limits of the tier without an internet route: the account's own buckets, and those from which
// AWS hands out Systems Manager's agent, its updates and patch baselines, and CloudWatch's agent.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/download-CloudWatch-Agent-on-EC2-Instance-commandline-first.html
func (b *builder) isolatedBuckets() []policy.Statement {
	region := b.props.Names.Region
	var objects []string
	for _, bucket := range []string{
		"amazon-ssm-" + region, "aws-ssm-" + region, "aws-ssm-document-attachments-" + region,
		region + "-birdwatcher-prod", "patch-baseline-snapshot-" + region,
		"amazoncloudwatch-agent", "amazoncloudwatch-agent-" + region,
	} {
		objects = append(objects, "arn:aws:s3:::"+bucket+"/*")
	}
	return []policy.Statement{ownBuckets(b.props.Names.AccountID), {
		Sid: "AgentsOfAWS", Effect: policy.Allow, Principal: policy.Anyone(), Actions: []string{"s3:GetObject"}, Resources: objects,
	}}
}
