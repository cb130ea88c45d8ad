package network

import (
	"landform/constructs/policy"

	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/vpcendpoint"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// gatewayEndpoints creates gateway endpoints for S3 and DynamoDB, which are free of charge. Their traffic does not pass a
// NAT gateway, whose processing costs money. They are the only way out of the VPC for the isolated database tier.
// https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
//
// A VPC can have several endpoints for a service, each with its own route tables and policy. A route table can be
// associated with one endpoint for a service only, so that the database tier's endpoint depends on the other one, which
// must have released the table.
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

// ownBuckets returns the statement of an endpoint policy that allows every request to the account's buckets. The principal
// of a gateway endpoint's policy must be "*"; policies of roles and buckets restrict who may do what.
// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
func ownBuckets(accountID string) policy.Statement {
	return policy.Statement{
		Sid: "OwnBuckets", Effect: policy.Allow, Principal: policy.Anyone(), Actions: []string{"s3:*"}, Resources: []string{"*"},
		Conditions: map[string]map[string][]string{"StringEquals": {"aws:ResourceAccount": {accountID}}},
	}
}

// writeOwnBuckets returns the endpoint policy for tiers with a route to the internet: they can write only to the account's
// buckets. They can read any bucket, since container registries serve image layers from their own buckets.
func writeOwnBuckets(accountID string) []policy.Statement {
	return []policy.Statement{ownBuckets(accountID), {
		Sid: "ReadAnyBucket", Effect: policy.Allow, Principal: policy.Anyone(),
		Actions: []string{"s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"}, Resources: []string{"*"},
	}}
}

// isolatedBuckets returns the endpoint policy for the tier without a route to the internet: it allows the account's own
// buckets, and those with which AWS distributes the SSM agent, its updates and patch baselines, and the CloudWatch agent.
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
