package rules

import (
	"slices"
	"strings"
)

var (
	balancer    = []string{"aws_lb", "aws_alb"}
	listener    = []string{"aws_lb_listener", "aws_alb_listener"}
	targetGroup = []string{"aws_lb_target_group", "aws_alb_target_group"}
)

var balancerRules = []rule{
	{
		ID: "lb-listener-tls", Class: refused, Types: listener, Resource: LBListenerTLS,
		Why:      "passwords and sessions cross the internet unencrypted",
		Fix:      "set protocol to HTTPS, or redirect to it",
		Aliases:  []string{"AWS-0054", "CKV_AWS_2", "CKV2_AWS_20", "CKV2_AWS_28", "ELB.1"},
		Violates: `{"aws_lb_listener": {"http": {"default_action": {"type": "forward", "redirect": null}}}}`,
	},
	{
		ID: "lb-tls-policy", Class: refused, Types: listener, Resource: LBTLSPolicy,
		Why:      "TLS 1.0 and 1.1 are insecure",
		Fix:      "set ssl_policy to ELBSecurityPolicy-TLS13-1-2-Res-2021-06 or later",
		Aliases:  []string{"AWS-0047", "CKV_AWS_103", "ELB.17"},
		Source:   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html, 2026-11",
		Violates: `{"aws_lb_listener": {"https": {"ssl_policy": "ELBSecurityPolicy-2016-08"}}}`,
	},
	{
		ID: "lb-listener-certificate", Class: refused, Types: listener, Resource: LBListenerCertificate,
		Why:      "AWS refuses a TLS listener without a certificate",
		Fix:      "set certificate_arn",
		Violates: `{"aws_lb_listener": {"https": {"certificate_arn": null}}}`,
	},
	{
		ID: "lb-drops-invalid-headers", Class: refused, Types: balancer, Resource: LBDropsInvalidHeaders,
		Why:      "request smuggling: the load balancer and the program may interpret invalid headers differently",
		Fix:      "set drop_invalid_header_fields to true",
		Aliases:  []string{"AWS-0052", "CKV_AWS_131", "ELB.4"},
		Violates: `{"aws_lb": {"main": {"drop_invalid_header_fields": false}}}`,
	},
	{
		ID: "lb-desync", Class: refused, Types: balancer, Resource: LBDesync,
		Why:      "attackers can smuggle requests past the load balancer",
		Fix:      "set desync_mitigation_mode to defensive or strictest",
		Aliases:  []string{"CKV_AWS_328", "ELB.12"},
		Violates: `{"aws_lb": {"main": {"desync_mitigation_mode": "monitor"}}}`,
	},
	{
		ID: "lb-access-logged", Class: advice, Types: balancer, Resource: LBAccessLogged,
		Why:      "nobody could find out who requested what",
		Fix:      "set access_logs with enabled = true",
		Aliases:  []string{"CKV_AWS_91", "ELB.5"},
		Violates: `{"aws_lb": {"main": {"access_logs": {"enabled": false}}}}`,
	},
	{
		ID: "lb-deletion-protection", Class: advice, Types: balancer, Resource: LBDeletionProtection,
		Why:      "a change of a single argument could replace the load balancer, and so change its address",
		Fix:      "set enable_deletion_protection to true",
		Aliases:  []string{"CKV_AWS_150", "ELB.6"},
		Violates: `{"aws_lb": {"main": {"enable_deletion_protection": false}}}`,
	},
	{
		ID: "lb-internal", Class: advice, Types: balancer, Resource: LBInternal,
		Why:      "the load balancer can be reached from the internet",
		Fix:      "set internal to true",
		Aliases:  []string{"AWS-0053"},
		Violates: `{"aws_lb": {"main": {"internal": false}}}`,
	},
	{
		ID: "lb-firewall", Class: advice, With: []string{"aws_wafv2_web_acl_association"}, Types: balancer, Resource: LBFirewall,
		Why:      "nothing blocks scanners, known malicious input and request floods",
		Fix:      "create an aws_wafv2_web_acl_association",
		Aliases:  []string{"CKV2_AWS_28", "CKV2_AWS_76", "ELB.16"},
		Violates: `{"aws_lb": {"main": {"internal": "${var.internal}"}}, "aws_wafv2_web_acl_association": {"main": null}}`,
	},
	{
		ID: "lb-target-health", Class: advice, Types: targetGroup, Resource: LBTargetHealth,
		Why:      "requests would be sent to programs that no longer work",
		Fix:      "set health_check with a path that shows whether the program works",
		Aliases:  []string{"CKV_AWS_261"},
		Violates: `{"aws_lb_target_group": {"main": {"health_check": {"enabled": false}}}}`,
	},
	{
		ID: "lb-name", Class: refused, Types: append(slices.Clone(balancer), targetGroup...), Resource: LBName,
		Why:      "a name may have up to 32 letters, digits and hyphens, with no hyphen at the start or end, and must not begin with internal-",
		Fix:      "use a shorter name",
		Source:   "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html",
		Violates: `{"aws_lb": {"main": {"name": "acme-a-name-that-is-longer-than-they-may-be"}}}`,
	},
	{
		ID: "lb-target-replaceable", Class: advice, Types: targetGroup, Resource: LBTargetReplaceable,
		Why:      "the listener prevents the deletion of the old target group, whose name prevents the creation of the new one",
		Fix:      "set create_before_destroy, and a name that changes with the arguments that force a replacement",
		Violates: `{"aws_lb_target_group": {"main": {"lifecycle": null}}}`,
	},
	{
		ID: "elb-classic", Class: advice, Types: []string{"aws_elb"}, Resource: ELBClassic,
		Why:      "Classic Load Balancers support neither redirects nor WAF, and allow TLS 1.0 by default",
		Fix:      "use an aws_lb",
		Violates: `{"aws_elb": {"main": {"name": "acme"}}}`,
	},
}

// isApplication reports whether a load balancer is an Application Load Balancer.
func isApplication(lb resource) bool {
	kind := lb.Value("load_balancer_type")
	return !kind.Exists() || kind.String() == "application"
}

// LBListenerTLS requires TLS, or a redirect to it.
func LBListenerTLS(listener resource) answer {
	switch protocol := listener.Value("protocol"); {
	case protocol.Unknown():
		return open("protocol")
	case protocol.String() == "HTTPS" || protocol.String() == "TLS":
		return pass
	case protocol.String() != "HTTP" && protocol.Exists():
		return skip // a Network Load Balancer forwards traffic unchanged
	}
	for _, action := range listener.All("default_action") {
		if action.Get("redirect.protocol").String() == "HTTPS" || action.Field("type").String() == "fixed-response" {
			return pass
		}
	}
	return broken("protocol", "%s", shown("protocol", listener.Value("protocol")))
}

// LBTLSPolicy requires TLS 1.2 or 1.3.
func LBTLSPolicy(listener resource) answer {
	if protocol := listener.Value("protocol").String(); protocol != "HTTPS" && protocol != "TLS" {
		return skip
	}
	return holds(listener, "ssl_policy", func(v value) bool {
		name := v.String()
		return strings.Contains(name, "TLS13-1-2") || strings.Contains(name, "TLS13-1-3") || strings.Contains(name, "TLS-1-2") || strings.Contains(name, "FS-1-2")
	})
}

// LBListenerCertificate requires a certificate for TLS listeners.
func LBListenerCertificate(listener resource) answer {
	if protocol := listener.Value("protocol").String(); protocol != "HTTPS" && protocol != "TLS" {
		return skip
	}
	return isSet(listener, "certificate_arn")
}

// LBDropsInvalidHeaders requires that invalid headers are dropped.
func LBDropsInvalidHeaders(lb resource) answer {
	if !isApplication(lb) {
		return skip
	}
	return isTrue(lb, "drop_invalid_header_fields")
}

// LBDesync requires protection from request smuggling.
func LBDesync(lb resource) answer { return isNone(lb, "desync_mitigation_mode", "monitor") }

// LBAccessLogged requires access logs.
func LBAccessLogged(lb resource) answer { return isTrue(lb, "access_logs.enabled") }

// LBDeletionProtection requires that a deletion takes two steps.
func LBDeletionProtection(lb resource) answer { return isTrue(lb, "enable_deletion_protection") }

// LBInternal requires internal load balancers; public ones have a waiver.
func LBInternal(lb resource) answer { return isTrue(lb, "internal") }

// LBFirewall requires a web application firewall for public load balancers.
func LBFirewall(lb resource) answer {
	if !isApplication(lb) {
		return skip
	}
	if lb.Value("internal").IsTrue() {
		return pass
	}
	return companion(lb, "aws_wafv2_web_acl_association", "resource_arn", there)
}

// LBTargetHealth requires health checks.
func LBTargetHealth(group resource) answer { return notFalse(group, "health_check.enabled") }

// LBName requires a name that AWS accepts.
func LBName(r resource) answer {
	return unset(r, "name", func(v value) bool {
		name := v.String()
		return len(name) <= 32 && name != "" && consistsOf(name, "-") && strings.Trim(name, "-") == name && !strings.HasPrefix(name, "internal-")
	})
}

// LBTargetReplaceable requires target groups that can be replaced while a listener uses them.
func LBTargetReplaceable(group resource) answer {
	return isTrue(group, "lifecycle.create_before_destroy")
}

// ELBClassic forbids classic load balancers.
func ELBClassic(resource) answer { return broken("", "a classic load balancer") }
