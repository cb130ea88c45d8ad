package waf_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/waf"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const balancer = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/acme/1"

// build synthesizes a web ACL for a load balancer, after change has modified its props.
func build(t *testing.T, change func(*waf.Props)) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		props := waf.Props{
			Names: constructtest.Names(), Purpose: "api", Reach: waf.Regional, RequestsPerFiveMinutes: 2000,
			Logs: constructtest.Logs(stack),
		}
		if change != nil {
			change(&props)
		}
		waf.New(stack, "waf", props).Protect("balancer", new(balancer))
	})
}

// rule returns the rule of the web ACL with this name.
func rule(t *testing.T, stack synthesized.Stack, name string) synthesized.Resource {
	t.Helper()
	acl := constructtest.Find(t, stack, "waf/acl")
	found := acl.Get(`rule.#(name=="` + name + `")`)
	if !found.Exists() {
		t.Fatalf("%s has no rule %s", acl.Path, name)
	}
	return synthesized.Resource{Path: acl.Path + "#" + name, JSON: found}
}

func TestACLIsAssociatedWithTheLoadBalancer(t *testing.T) {
	stack := build(t, nil)
	acl := constructtest.Find(t, stack, "waf/acl")
	constructtest.Expect(t, acl, map[string]any{
		"name": "acme-test-api", "scope": "REGIONAL", "default_action.allow|@ugly": "{}", "rule.#": 5,
		"visibility_config.cloudwatch_metrics_enabled": true, "visibility_config.metric_name": "acme-test-api",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "waf/balancer"), map[string]any{
		"resource_arn": balancer, "web_acl_arn": acl.Reference("arn"),
	})
	priorities := map[string]bool{}
	for _, priority := range acl.Get("rule.#.priority").Array() {
		priorities[priority.String()] = true
	}
	if len(priorities) != 5 {
		t.Errorf("priorities are %v, want five different ones", priorities)
	}
}

func TestRulesBlock(t *testing.T) {
	stack := build(t, nil)
	constructtest.Expect(t, rule(t, stack, "requests-of-one-address"), map[string]any{
		"action.block.custom_response.response_code": 429, "action.count": nil, "override_action": nil,
		"statement.rate_based_statement.limit": 2000, "statement.rate_based_statement.aggregate_key_type": "IP",
	})
	for _, group := range []string{
		"AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet",
		"AWSManagedRulesSQLiRuleSet",
	} {
		constructtest.Expect(t, rule(t, stack, group), map[string]any{
			"override_action.none|@ugly": "{}", "override_action.count": nil, "action": nil,
			"statement.managed_rule_group_statement.name": group, "statement.managed_rule_group_statement.vendor_name": "AWS",
		})
	}
}

func TestLargeBodiesAreNotBlocked(t *testing.T) {
	const override = "statement.managed_rule_group_statement.rule_action_override.0."
	constructtest.Expect(t, rule(t, build(t, nil), "AWSManagedRulesCommonRuleSet"), map[string]any{
		override + "name": "SizeRestrictions_BODY", override + "action_to_use|@ugly": `{"count":{}}`,
	})
}

func TestCountModeBlocksNothing(t *testing.T) {
	stack := build(t, func(props *waf.Props) { props.Mode = waf.Count })
	for _, rule := range constructtest.Find(t, stack, "waf/acl").Get("rule").Array() {
		if rule.Get("action.block").Exists() || rule.Get("override_action.none").Exists() {
			t.Errorf("rule %s blocks requests: %s", rule.Get("name"), rule.Raw)
		}
	}
}

func TestMatchedRequestsAreLoggedWithoutCredentials(t *testing.T) {
	stack := build(t, nil)
	group := constructtest.Find(t, stack, "waf/logs")
	constructtest.Expect(t, group, map[string]any{"name": "aws-waf-logs-acme-test-api", "retention_in_days": 30})
	access := constructtest.Find(t, stack, "waf/logs-policy")
	constructtest.Expect(t, constructtest.Find(t, stack, "waf/logging"), map[string]any{
		"resource_arn": constructtest.Find(t, stack, "waf/acl").Reference("arn"), "log_destination_configs.0": group.Reference("arn"),
		"redacted_fields.#.single_header.name": `["authorization","cookie"]`,
		"logging_filter.default_behavior":      "DROP", "logging_filter.filter.0.behavior": "KEEP",
		"logging_filter.filter.0.condition.#.action_condition.action": `["BLOCK","COUNT","EXCLUDED_AS_COUNT"]`,
		"depends_on.0": access.Address(),
	})
	constructtest.Expect(t, constructtest.Statement(t, access, "policy_document", "WebACLLogs"), map[string]any{
		"Principal": `{"Service":["delivery.logs.amazonaws.com"]}`,
		"Resource":  `["arn:aws:logs:eu-west-1:123456789012:log-group:aws-waf-logs-acme-test-api:log-stream:*"]`,
		"Condition.StringEquals.aws:SourceAccount.0": "123456789012",
	})
}

func TestMisuseIsRefused(t *testing.T) {
	for words, change := range map[string]func(*waf.Props){
		`Reach is "": must be Regional or Edge`: func(props *waf.Props) { props.Reach = "" },
		"Mode is Off":                           func(props *waf.Props) { props.Mode = waf.Off },
		"Purpose is empty":                      func(props *waf.Props) { props.Purpose = "" },
		"RequestsPerFiveMinutes is 9: must be 10 to 2000000000": func(props *waf.Props) { props.RequestsPerFiveMinutes = 9 },
	} {
		t.Run(words, func(t *testing.T) {
			constructtest.Refused(t, words, func() { build(t, change) })
		})
	}
}
