package rules

import (
	"slices"
	"strconv"
	"strings"
)

var webACL = []string{"aws_wafv2_web_acl"}

var edgeRules = []rule{
	{
		ID: "cloudfront-certificate-region", Class: refused, Types: distribution, Resource: CloudFrontCertificateRegion, Unknown: passes,
		Why:      "CloudFront only accepts certificates from us-east-1",
		Fix:      "create the certificate with a provider whose region is us-east-1",
		Source:   "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html",
		Violates: `{"aws_cloudfront_distribution": {"main": {"viewer_certificate": {"acm_certificate_arn": "arn:aws:acm:eu-west-1:111111111111:certificate/acme"}}}}`,
	},
	{
		ID: "cloudfront-origin-exists", Class: refused, Types: distribution, Resource: CloudFrontOriginExists, Unknown: passes,
		Why:      "CloudFront refuses a cache behavior whose target is not an origin of the distribution",
		Fix:      "use the origin_id of an origin or of an origin group",
		Violates: `{"aws_cloudfront_distribution": {"main": {"default_cache_behavior": {"target_origin_id": "missing"}}}}`,
	},
	{
		ID: "cloudfront-cache-policy", Class: refused, Types: distribution, Resource: CloudFrontCachePolicy,
		Why:      "CloudFront refuses a cache behavior without a cache policy",
		Fix:      "set cache_policy_id, or forwarded_values",
		Violates: `{"aws_cloudfront_distribution": {"main": {"default_cache_behavior": {"cache_policy_id": null}}}}`,
	},
	{
		ID: "cloudfront-sni", Class: advice, Types: distribution, Resource: CloudFrontSNI,
		Why:      "dedicated IP addresses cost 600 dollars a month, and only help browsers that nobody uses any more",
		Fix:      "set ssl_support_method to sni-only",
		Aliases:  []string{"CloudFront.8"},
		Violates: `{"aws_cloudfront_distribution": {"main": {"viewer_certificate": {"ssl_support_method": "vip"}}}}`,
	},
	{
		ID: "cloudfront-log-bucket", Class: refused, Types: distribution, Resource: CloudFrontLogBucket, Unknown: passes,
		Why:      "CloudFront requires the domain name of the bucket, not its name",
		Fix:      "use the bucket's attribute bucket_domain_name",
		Violates: `{"aws_cloudfront_distribution": {"main": {"logging_config": {"bucket": "acme-logs"}}}}`,
	},
	{
		ID: "waf-rules-apart", Class: refused, Types: webACL, Resource: WAFRulesApart,
		Why:      "WAF refuses two rules with the same priority or the same name",
		Fix:      "give each rule its own priority and name",
		Violates: `{"aws_wafv2_web_acl": {"main": {"rule": [{"name": "common", "priority": 1}, {"name": "inputs", "priority": 1}]}}}`,
	},
	{
		ID: "waf-rules-block", Class: advice, Types: webACL, Resource: WAFRulesBlock,
		Why:      "a rule that only counts stops nothing",
		Fix:      "set override_action to none for rule groups, and action to block for rules",
		Violates: `{"aws_wafv2_web_acl": {"main": {"rule": [{"name": "common", "priority": 1, "override_action": {"count": {}}}]}}}`,
	},
	{
		ID: "waf-rate-fits", Class: refused, Types: webACL, Resource: WAFRateFits,
		Why:      "WAF refuses a limit below 10 or above 2,000,000,000 requests",
		Fix:      "set a limit that no person reaches",
		Source:   "https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html",
		Violates: `{"aws_wafv2_web_acl": {"main": {"rule": [{"name": "rate", "priority": 1, "statement": {"rate_based_statement": {"limit": 1}}}]}}}`,
	},
	{
		ID: "waf-measured", Class: advice, Types: webACL, Resource: WAFMeasured,
		Why:      "nobody could see whether the rule stops anything",
		Fix:      "set visibility_config.cloudwatch_metrics_enabled to true",
		Aliases:  []string{"WAF.12"},
		Violates: `{"aws_wafv2_web_acl": {"main": {"visibility_config": {"cloudwatch_metrics_enabled": false}}}}`,
	},
	{
		ID: "waf-scope-region", Class: refused, Types: webACL, Resource: WAFScopeRegion,
		Why:      "web ACLs for CloudFront must be in us-east-1",
		Fix:      "use a provider whose region is us-east-1",
		Violates: `{"aws_wafv2_web_acl": {"main": {"scope": "CLOUDFRONT"}}}`,
	},
	{
		ID: "waf-log-name", Class: refused, Types: []string{"aws_wafv2_web_acl_logging_configuration"}, Resource: WAFLogName, Unknown: passes,
		Why:      "WAF only writes to log destinations whose names begin with aws-waf-logs-",
		Fix:      "use a log group, bucket or delivery stream whose name starts with it",
		Source:   "https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html",
		Violates: `{"aws_wafv2_web_acl_logging_configuration": {"main": {"log_destination_configs": ["arn:aws:logs:eu-west-1:111111111111:log-group:acme"]}}}`,
	},
	{
		ID: "lb-rule-priority", Class: refused, Types: []string{"aws_lb_listener_rule"}, Resource: LBRulePriority,
		Why:      "a listener refuses two rules with the same priority",
		Fix:      "use another priority",
		Violates: `{"aws_lb_listener_rule": {"second": {"listener_arn": "${aws_lb_listener.https.arn}", "priority": 10}}}`,
	},
	{
		ID: "lb-health-check", Class: refused, Types: []string{"aws_lb_target_group"}, Resource: LBHealthCheck,
		Why:      "AWS refuses a timeout that is not shorter than the interval, and status codes outside of 200 to 499",
		Fix:      "set timeout below interval, and matcher within 200-499",
		Source:   "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html",
		Violates: `{"aws_lb_target_group": {"main": {"health_check": {"interval": 30, "timeout": 60}}}}`,
	},
}

// CloudFrontCertificateRegion requires a certificate of the region that CloudFront reads.
func CloudFrontCertificateRegion(r resource) answer {
	return unset(r, "viewer_certificate.acm_certificate_arn", func(v value) bool { return strings.HasPrefix(v.String(), "arn:aws:acm:us-east-1:") })
}

// behaviours are the blocks of a distribution that say where requests go.
func behaviours(r resource, condition func(path string, block value) answer) answer {
	return everyBlock(r, "default_cache_behavior", condition).And(everyBlock(r, "ordered_cache_behavior", condition))
}

// CloudFrontOriginExists requires targets among the origins.
func CloudFrontOriginExists(r resource) answer {
	var known []string
	for _, origin := range slices.Concat(r.All("origin"), r.All("origin_group")) {
		known = append(known, origin.Field("origin_id").String())
	}
	return behaviours(r, func(path string, block value) answer {
		return check(path+".target_origin_id", block.Field("target_origin_id"), func(v value) bool { return slices.Contains(known, v.String()) })
	})
}

// CloudFrontCachePolicy requires each behaviour to say what is cached.
func CloudFrontCachePolicy(r resource) answer {
	return behaviours(r, func(path string, block value) answer {
		if block.Field("cache_policy_id").Exists() || block.Field("forwarded_values").Exists() {
			return pass
		}
		return broken(path, "%s has no cache_policy_id", path)
	})
}

// CloudFrontSNI forbids addresses of its own.
func CloudFrontSNI(r resource) answer {
	return isNone(r, "viewer_certificate.ssl_support_method", "vip", "static-ip")
}

// CloudFrontLogBucket requires a domain name.
func CloudFrontLogBucket(r resource) answer {
	return unset(r, "logging_config.bucket", func(v value) bool { return strings.Contains(v.String(), ".s3.") })
}

// WAFRulesApart requires an order.
func WAFRulesApart(acl resource) answer {
	seen, whole := map[string]bool{}, pass
	for _, rule := range acl.All("rule") {
		for _, argument := range []string{"priority", "name"} {
			text := argument + " = " + rule.Field(argument).String()
			if rule.Field(argument).Known() && seen[text] {
				whole = whole.And(broken("rule", "two rules have %s", text))
			}
			seen[text] = true
		}
	}
	return whole
}

// WAFRulesBlock requires rules that stop something.
func WAFRulesBlock(acl resource) answer {
	return everyBlock(acl, "rule", func(path string, rule value) answer {
		if rule.Get("override_action.count").Exists() || rule.Get("action.count").Exists() {
			return broken(path, "rule %s counts", rule.Field("name"))
		}
		return pass
	})
}

// WAFRateFits requires limits that WAF takes.
func WAFRateFits(acl resource) answer {
	return everyBlock(acl, "rule", func(path string, rule value) answer {
		limit := rule.Get("statement.rate_based_statement.limit")
		if number, ok := limit.Number(); ok && (number < 10 || number > 2e9) {
			return broken(path, "limit = %s", limit)
		}
		return pass
	})
}

// WAFMeasured requires metrics.
func WAFMeasured(acl resource) answer {
	return isTrue(acl, "visibility_config.cloudwatch_metrics_enabled")
}

// WAFScopeRegion requires a web ACL for CloudFront in the region that CloudFront reads.
func WAFScopeRegion(acl resource) answer {
	region := defaultRegion(acl)
	if acl.Value("scope").String() == "CLOUDFRONT" && region != "" && region != "us-east-1" {
		return broken("scope", "scope = CLOUDFRONT in %s", region)
	}
	return pass
}

// WAFLogName requires the name that WAF wants.
func WAFLogName(logging resource) answer {
	whole := pass
	for _, target := range logging.Targets("log_destination_configs") {
		for _, argument := range []string{"name", "bucket"} {
			if v := target.Value(argument); v.Known() && !strings.HasPrefix(v.String(), "aws-waf-logs-") {
				whole = whole.And(broken("log_destination_configs", "%s is named %s", target.Address(), v))
			}
		}
	}
	for _, arn := range logging.All("log_destination_configs") {
		if arn.Known() && !strings.Contains(arn.String(), "aws-waf-logs-") {
			whole = whole.And(broken("log_destination_configs", "log_destination_configs has %s", arn))
		}
	}
	return whole
}

// LBRulePriority requires an order of the rules of a listener. It speaks at the second of two.
func LBRulePriority(rule resource) answer {
	priority := rule.Value("priority")
	for _, other := range rule.Stack().OfType("aws_lb_listener_rule") {
		if other.Address() == rule.Address() {
			return pass
		}
		if priority.Known() && other.Value("priority").String() == priority.String() && other.Value("listener_arn").String() == rule.Value("listener_arn").String() {
			return broken("priority", "priority = %s, as %s", priority, other.Address())
		}
	}
	return pass
}

// LBHealthCheck requires checks that AWS accepts.
func LBHealthCheck(group resource) answer {
	interval, timed := group.Value("health_check.interval").Number()
	if !timed && group.Value("target_type").String() != "lambda" {
		interval, timed = 30, true // what AWS takes
	}
	whole := unset(group, "health_check.timeout", func(v value) bool { timeout, ok := v.Number(); return ok && (!timed || timeout < interval) })
	if strings.HasPrefix(group.Value("health_check.matcher").String(), "0") { // status of gRPC
		return whole
	}
	return whole.And(unset(group, "health_check.matcher", func(v value) bool {
		codes := strings.FieldsFunc(v.String(), func(r rune) bool { return r == ',' || r == '-' })
		return !slices.ContainsFunc(codes, func(code string) bool { number, err := strconv.Atoi(code); return err != nil || number > 499 })
	}))
}
