package dns

import (
	"landform/constructs/logs"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudwatchlogresourcepolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/route53querylog"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// queryLog makes Route 53 log the DNS queries for the zone. Route 53 assumes no role; a CloudWatch Logs resource policy
// lets it write to the log group, which must be in naming.EdgeRegion.
// https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/query-logs.html
//
// A new resource policy takes minutes to become effective, and until then Route 53 refuses to create the query log. The
// query log therefore depends on the issued certificate: ACM needs minutes as well, after its record is in the zone.
func (z *Zone) queryLog(scope constructs.Construct, props Props, issuedCertificate cdktf.ITerraformDependable) {
	names := props.Names
	group := logs.New(scope, "query-logs", logs.Props{Names: names, Name: "/aws/route53/" + props.Domain, Retention: props.Logs})
	access := cloudwatchlogresourcepolicy.NewCloudwatchLogResourcePolicy(scope, new("query-logs-policy"),
		&cloudwatchlogresourcepolicy.CloudwatchLogResourcePolicyConfig{
			PolicyName: new(names.Name("route53-query-logs")),
			PolicyDocument: new(policy.Document(policy.Statement{
				Sid:       "QueryLogs",
				Effect:    policy.Allow,
				Principal: policy.Service("route53.amazonaws.com"),
				Actions:   []string{"logs:CreateLogStream", "logs:PutLogEvents"},
				Resources: []string{names.ARN("logs", "log-group:"+group.Name+":*")},
				Conditions: map[string]map[string][]string{
					"ArnEquals":    {"aws:SourceArn": {*z.Resource.Arn()}},
					"StringEquals": {"aws:SourceAccount": {names.AccountID}},
				},
			})),
		})
	route53querylog.NewRoute53QueryLog(scope, new("query-log"), &route53querylog.Route53QueryLogConfig{
		ZoneId:                z.ID,
		CloudwatchLogGroupArn: group.ARN,
		DependsOn:             &[]cdktf.ITerraformDependable{access, issuedCertificate},
	})
}
