package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// serviceOf names the IAM service behind resource types, by their longest beginning.
var serviceOf = map[string]string{
	"aws_acm": "acm", "aws_appautoscaling": "application-autoscaling", "aws_autoscaling": "autoscaling", "aws_cloudfront": "cloudfront",
	"aws_budgets": "budgets", "aws_cloudwatch_dashboard": "cloudwatch", "aws_cloudwatch_metric_alarm": "cloudwatch", "aws_cloudwatch_composite_alarm": "cloudwatch",
	"aws_cloudwatch_event": "events", "aws_cloudwatch_log": "logs", "aws_cloudwatch_query": "logs",
	"aws_db": "rds", "aws_default": "ec2", "aws_dlm": "dlm", "aws_dynamodb": "dynamodb", "aws_ebs": "ec2", "aws_ecr": "ecr", "aws_ecs": "ecs", "aws_eip": "ec2",
	"aws_eks": "eks", "aws_elasticache": "elasticache", "aws_flow": "ec2", "aws_iam": "iam", "aws_instance": "ec2",
	"aws_internet": "ec2", "aws_kms": "kms", "aws_launch": "ec2", "aws_lb": "elasticloadbalancing", "aws_nat": "ec2", "aws_network": "ec2",
	"aws_rds": "rds", "aws_route": "ec2", "aws_route53": "route53", "aws_s3": "s3", "aws_secretsmanager": "secretsmanager",
	"aws_security": "ec2", "aws_sns": "sns", "aws_sqs": "sqs", "aws_ssm": "ssm", "aws_subnet": "ec2", "aws_volume": "ec2",
	"aws_vpc": "ec2", "aws_wafv2": "wafv2",
}

// TestApplyRoleMayDoWhatItsStacksNeed holds each environment's resources against the apply role of its account.
func TestApplyRoleMayDoWhatItsStacksNeed(t *testing.T) {
	checked := 0
	for _, pipeline := range shipped {
		rights, ok := pipeline.At("pipeline/apply/policy-stacks")
		if !ok {
			continue
		}
		actions := gjson.Get(rights.Get("policy").String(), "Statement.0.Action").Array()
		for _, stack := range shipped {
			if stack.Get("provider.aws.0.allowed_account_ids").Raw != pipeline.Get("provider.aws.0.allowed_account_ids").Raw {
				continue
			}
			for _, resource := range stack.Resources {
				if !strings.HasPrefix(resource.Type, "aws_") {
					continue
				}
				checked++
				service := longest(resource.Type)
				if !slices.ContainsFunc(actions, func(action gjson.Result) bool { return action.String() == service+":*" }) {
					t.Errorf("%s: the role in %s has no right to %q, which %s needs", stack.Name, pipeline.Name, service, resource.Type)
				}
			}
		}
	}
	if checked == 0 {
		t.Error("no resource was checked: no stack has an apply role")
	}
}

func longest(kind string) string {
	var best string
	for beginning := range serviceOf {
		if (kind == beginning || strings.HasPrefix(kind, beginning+"_")) && len(beginning) > len(best) {
			best = beginning
		}
	}
	return serviceOf[best]
}
