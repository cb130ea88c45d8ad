package dns

import (
	"landform/constructs/logs"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudwatchlogresourcepolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/route53querylog"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// queryLog has Route 53 log which names are asked for. The log group has a policy of its own kind, since Route 53 takes
// no role, and cannot lie anywhere but in naming.EdgeRegion.
// https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/query-logs.html
//
// CloudWatch Logs tells its parts of a new policy within minutes, and Route 53 refuses a log that it cannot write to until
// then. The log therefore waits for something that takes longer: the certificate, which ACM issues minutes after its
// record is in the zone.
func (z *Zone) queryLog(scope constructs.Construct, props Props, slow cdktf.ITerraformDependable) {
	where := props.Names
	group := logs.New(scope, "query-logs", logs.Props{Names: where, Name: "/aws/route53/" + props.Domain, Retention: props.Logs})
	access := cloudwatchlogresourcepolicy.NewCloudwatchLogResourcePolicy(scope, new("query-logs-policy"),
		&cloudwatchlogresourcepolicy.CloudwatchLogResourcePolicyConfig{
			PolicyName: new(where.Name("route53-query-logs")),
			PolicyDocument: new(policy.Document(policy.Statement{
				Sid:       "QueryLogs",
				Effect:    policy.Allow,
				Principal: policy.Service("route53.amazonaws.com"),
				Actions:   []string{"logs:CreateLogStream", "logs:PutLogEvents"},
				Resources: []string{where.ARN("logs", "log-group:"+group.Name+":*")},
				Conditions: map[string]map[string][]string{
					"ArnEquals":    {"aws:SourceArn": {*z.Resource.Arn()}},
					"StringEquals": {"aws:SourceAccount": {where.AccountID}},
				},
			})),
		})
	route53querylog.NewRoute53QueryLog(scope, new("query-log"), &route53querylog.Route53QueryLogConfig{
		ZoneId:                z.ID,
		CloudwatchLogGroupArn: group.ARN,
		DependsOn:             &[]cdktf.ITerraformDependable{access, slow},
	})
}
