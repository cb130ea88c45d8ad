package waf

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/wafv2webacl"
)

// managed is a group of rules that AWS keeps.
type managed struct {
	name string
	// counted are rules of the group that count even in an ACL that blocks.
	counted []string
}

// managedRules need 1,125 of an ACL's 1,500 capacity units. Uploads are larger than the 8 KB that the common rules allow
// a body: that one rule only counts, and the applications bound what they accept.
// https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
var managedRules = []managed{
	{name: "AWSManagedRulesAmazonIpReputationList"},
	{name: "AWSManagedRulesCommonRuleSet", counted: []string{"SizeRestrictions_BODY"}},
	{name: "AWSManagedRulesKnownBadInputsRuleSet"},
	{name: "AWSManagedRulesSQLiRuleSet"},
}

// rateName is the name of the rule that slows a single address down.
const rateName = "requests-of-one-address"

// rules are the rate limit, which costs least to look at, and the managed groups behind it.
func rules(props Props) []*wafv2webacl.Wafv2WebAclRule {
	all := []*wafv2webacl.Wafv2WebAclRule{rate(props)}
	for index, group := range managedRules {
		all = append(all, group.rule(index+1, props))
	}
	return all
}

// rate counts by the address that connects: no proxy stands between clients and what is protected.
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

// visibility counts what a rule matches, and keeps samples of it.
func visibility(metric string) *wafv2webacl.Wafv2WebAclRuleVisibilityConfig {
	return &wafv2webacl.Wafv2WebAclRuleVisibilityConfig{
		MetricName: &metric, CloudwatchMetricsEnabled: true, SampledRequestsEnabled: true,
	}
}
