package waf

import (
	"landform/constructs/logs"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudwatchlogresourcepolicy"
	logging "github.com/cdktf/cdktf-provider-aws-go/aws/v19/wafv2webaclloggingconfiguration"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// logPrefix is the prefix that AWS WAF requires in the names of its log groups.
// https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
const logPrefix = "aws-waf-logs-"

// withheld are headers with credentials, which the log does not contain.
var withheld = []string{"authorization", "cookie"}

// logs creates the log of requests that match a rule. Other requests are in the access logs of the load balancer or of
// CloudFront. The logging configuration depends on the log group's resource policy.
func (a *ACL) logs(scope constructs.Construct, props Props) {
	names := props.Names
	group := logs.New(scope, "logs", logs.Props{Names: names, Name: logPrefix + a.Name, Retention: props.Logs})
	delivery := cloudwatchlogresourcepolicy.NewCloudwatchLogResourcePolicy(scope, new("logs-policy"),
		&cloudwatchlogresourcepolicy.CloudwatchLogResourcePolicyConfig{
			PolicyName: new(logPrefix + a.Name),
			PolicyDocument: new(policy.Document(policy.Statement{
				Sid:       "WebACLLogs",
				Effect:    policy.Allow,
				Principal: policy.Service("delivery.logs.amazonaws.com"),
				Actions:   []string{"logs:CreateLogStream", "logs:PutLogEvents"},
				Resources: []string{names.ARN("logs", "log-group:"+group.Name+":log-stream:*")},
				Conditions: map[string]map[string][]string{
					"ArnLike":      {"aws:SourceArn": {names.ARN("logs", "*")}},
					"StringEquals": {"aws:SourceAccount": {names.AccountID}},
				},
			})),
		})
	var redacted []*logging.Wafv2WebAclLoggingConfigurationRedactedFields
	for _, header := range withheld {
		redacted = append(redacted, &logging.Wafv2WebAclLoggingConfigurationRedactedFields{
			SingleHeader: &logging.Wafv2WebAclLoggingConfigurationRedactedFieldsSingleHeader{Name: &header},
		})
	}
	logging.NewWafv2WebAclLoggingConfiguration(scope, new("logging"), &logging.Wafv2WebAclLoggingConfigurationConfig{
		ResourceArn:           a.ARN,
		LogDestinationConfigs: &[]*string{group.ARN},
		RedactedFields:        redacted,
		LoggingFilter: &logging.Wafv2WebAclLoggingConfigurationLoggingFilter{
			DefaultBehavior: new("DROP"),
			Filter:          []*logging.Wafv2WebAclLoggingConfigurationLoggingFilterFilter{matched()},
		},
		DependsOn: &[]cdktf.ITerraformDependable{delivery},
	})
}

// matched returns the filter that logs requests which a rule has blocked or counted.
func matched() *logging.Wafv2WebAclLoggingConfigurationLoggingFilterFilter {
	var conditions []*logging.Wafv2WebAclLoggingConfigurationLoggingFilterFilterCondition
	for _, action := range []string{"BLOCK", "COUNT", "EXCLUDED_AS_COUNT"} {
		conditions = append(conditions, &logging.Wafv2WebAclLoggingConfigurationLoggingFilterFilterCondition{
			ActionCondition: &logging.Wafv2WebAclLoggingConfigurationLoggingFilterFilterConditionActionCondition{Action: &action},
		})
	}
	return &logging.Wafv2WebAclLoggingConfigurationLoggingFilterFilter{
		Behavior: new("KEEP"), Requirement: new("MEETS_ANY"), Condition: conditions,
	}
}
