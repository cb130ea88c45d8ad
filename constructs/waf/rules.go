package waf

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/wafv2webacl"
)

// managed is a managed rule group of AWS.
type managed struct {
	name string
	// counted are rules of the group that only count, even with the mode Block.
	counted []string
}

// managedRules use 1,125 of a web ACL's 1,500 capacity units. The common rule set blocks bodies of more than 8 KB, which
// uploads exceed: that rule only counts, and the applications limit the size of requests.
// https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
var managedRules = []managed{
	{name: "AWSManagedRulesAmazonIpReputationList"},
	{name: "AWSManagedRulesCommonRuleSet", counted: []string{"SizeRestrictions_BODY"}},
	{name: "AWSManagedRulesKnownBadInputsRuleSet"},
	{name: "AWSManagedRulesSQLiRuleSet"},
}

// rateName is the name of the rate-based rule.
const rateName = "requests-of-one-address"

// rules returns the rate-based rule, which AWS WAF evaluates first, and the managed rule groups.
func rules(props Props) []*wafv2webacl.Wafv2WebAclRule {
	all := []*wafv2webacl.Wafv2WebAclRule{rate(props)}
	for index, group := range managedRules {
		all = append(all, group.rule(index+1, props))
	}
	return all
}

// rate returns the rate-based rule. It counts requests by the source IP address: clients connect without a proxy.
func rate(props Props) *wafv2webacl.Wafv2WebAclRule {
	action := &wafv2webacl.Wafv2WebAclRuleAction{Block: &wafv2webacl.Wafv2WebAclRuleActionBlock{
		CustomResponse: &wafv2webacl.Wafv2WebAclRuleActionBlockCustomResponse{ResponseCode: new(429.0)},
	}}
	if props.Mode == Count {
		action = &wafv2webacl.Wafv2WebAclRuleAction{Count: &wafv2webacl.Wafv2WebAclRuleActionCount{}}
	}
	return &wafv2webacl.Wafv2WebAclRule{
		Name: new(rateName), Priority: new(0.0), Action: action,
		Statement: map[string]any{"rate_based_statement": map[string]any{
			"aggregate_key_type": "IP", "limit": props.RequestsPerFiveMinutes,
		}},
		VisibilityConfig: visibility(rateName),
	}
}

func (m managed) rule(priority int, props Props) *wafv2webacl.Wafv2WebAclRule {
	override := &wafv2webacl.Wafv2WebAclRuleOverrideAction{None: &wafv2webacl.Wafv2WebAclRuleOverrideActionNone{}}
	if props.Mode == Count {
		override = &wafv2webacl.Wafv2WebAclRuleOverrideAction{Count: &wafv2webacl.Wafv2WebAclRuleOverrideActionCount{}}
	}
	group := map[string]any{"vendor_name": "AWS", "name": m.name}
	var counted []any
	for _, rule := range m.counted {
		counted = append(counted, map[string]any{"name": rule, "action_to_use": map[string]any{"count": map[string]any{}}})
	}
	if len(counted) > 0 {
		group["rule_action_override"] = counted
	}
	return &wafv2webacl.Wafv2WebAclRule{
		Name: new(m.name), Priority: jsii.Number(priority), OverrideAction: override,
		Statement:        map[string]any{"managed_rule_group_statement": group},
		VisibilityConfig: visibility(m.name),
	}
}

// visibility enables the metric and the sampled requests of a rule.
func visibility(metric string) *wafv2webacl.Wafv2WebAclRuleVisibilityConfig {
	return &wafv2webacl.Wafv2WebAclRuleVisibilityConfig{
		MetricName: &metric, CloudwatchMetricsEnabled: true, SampledRequestsEnabled: true,
	}
}
