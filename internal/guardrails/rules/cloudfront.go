package rules

import (
	"fmt"
	"slices"
	"strings"
)

var distribution = []string{"aws_cloudfront_distribution"}

var cdnRules = []rule{
	{
		ID: "cloudfront-https", Class: refused, Types: distribution, Resource: CloudFrontHTTPS,
		Why:      "requests and responses between viewers and CloudFront cross the internet unencrypted",
		Fix:      "set viewer_protocol_policy to redirect-to-https or https-only",
		Aliases:  []string{"AWS-0012", "CKV_AWS_34", "CloudFront.3"},
		Violates: `{"aws_cloudfront_distribution": {"main": {"default_cache_behavior": {"viewer_protocol_policy": "allow-all"}}}}`,
	},
	{
		ID: "cloudfront-tls-version", Class: refused, Types: distribution, Resource: CloudFrontTLSVersion,
		Why:      "TLS 1.0 and 1.1 are insecure",
		Fix:      "use an ACM certificate with minimum_protocol_version TLSv1.2_2021 or later",
		Aliases:  []string{"AWS-0013", "CKV_AWS_174", "CKV2_AWS_42", "CloudFront.7", "CloudFront.8", "CloudFront.15"},
		Violates: `{"aws_cloudfront_distribution": {"main": {"viewer_certificate": {"minimum_protocol_version": "TLSv1"}}}}`,
	},
	{
		ID: "cloudfront-origin-tls", Class: refused, Types: distribution, Resource: CloudFrontOriginTLS,
		Why:      "requests and responses between CloudFront and the origin cross the internet unencrypted",
		Fix:      "set origin_protocol_policy to https-only, with TLSv1.2",
		Aliases:  []string{"CloudFront.9", "CloudFront.10"},
		Violates: `{"aws_cloudfront_distribution": {"main": {"origin": [{"origin_id": "assets", "domain_name": "app.example.com", "custom_origin_config": {"origin_protocol_policy": "http-only"}}]}}}`,
	},
	{
		ID: "cloudfront-origin-signed", Class: refused, Types: distribution, Resource: CloudFrontOriginSigned,
		Why:      "without origin access control, the bucket must be public for CloudFront to read it",
		Fix:      "set origin_access_control_id",
		Aliases:  []string{"CloudFront.13"},
		Violates: `{"aws_cloudfront_distribution": {"main": {"origin": [{"origin_id": "assets", "domain_name": "acme-main.s3.eu-west-1.amazonaws.com"}]}}}`,
	},
	{
		ID: "cloudfront-origin-control-signs", Class: refused, Types: []string{"aws_cloudfront_origin_access_control"}, Resource: CloudFrontOriginControlSigns,
		Why:      "CloudFront would send unsigned requests to the bucket",
		Fix:      "set signing_behavior to always",
		Violates: `{"aws_cloudfront_origin_access_control": {"main": {"signing_behavior": "never"}}}`,
	},
	{
		ID: "cloudfront-logged", Class: advice, Types: distribution, Resource: CloudFrontLogged,
		Why:      "nobody could find out who requested what",
		Fix:      "set logging_config, or create a CloudWatch log delivery",
		Aliases:  []string{"AWS-0010", "CKV_AWS_86", "CloudFront.5"},
		Violates: `{"aws_cloudfront_distribution": {"main": {"logging_config": null}}}`,
	},
	{
		ID: "cloudfront-firewall", Class: advice, Types: distribution, Resource: CloudFrontFirewall,
		Why:      "nothing blocks scanners, known malicious input and request floods",
		Fix:      "set web_acl_id",
		Aliases:  []string{"AWS-0011", "CKV_AWS_68", "CKV2_AWS_47", "CloudFront.6"},
		Violates: `{"aws_cloudfront_distribution": {"main": {"web_acl_id": null}}}`,
	},
	{
		ID: "cloudfront-root-object", Class: advice, Types: distribution, Resource: CloudFrontRootObject,
		Why:      "a request for / could list the contents of the bucket",
		Fix:      "set default_root_object",
		Aliases:  []string{"CKV_AWS_305", "CloudFront.1"},
		Violates: `{"aws_cloudfront_distribution": {"main": {"default_root_object": null}}}`,
	},
	{
		ID: "cloudfront-security-headers", Class: advice, Types: distribution, Resource: CloudFrontSecurityHeaders,
		Why:      "browsers would not be told to require HTTPS, and to refuse framing and content type sniffing",
		Fix:      "set response_headers_policy_id",
		Aliases:  []string{"CKV2_AWS_32"},
		Violates: `{"aws_cloudfront_distribution": {"main": {"default_cache_behavior": {"response_headers_policy_id": null}}}}`,
	},
	{
		ID: "cloudfront-headers-transport", Class: advice, Types: []string{"aws_cloudfront_response_headers_policy"}, Resource: CloudFrontHeadersTransport,
		Why:      "a browser's first request could be sent unencrypted",
		Fix:      "set strict_transport_security with a maximum age of a year or more",
		Aliases:  []string{"CKV_AWS_259"},
		Violates: `{"aws_cloudfront_response_headers_policy": {"main": {"security_headers_config": {"strict_transport_security": {"access_control_max_age_sec": 60}}}}}`,
	},
}

// behaviors applies a condition to each cache behavior of a distribution.
func behaviors(r resource, condition func(path string, behavior value) answer) answer {
	whole := skip
	for _, argument := range []string{"default_cache_behavior", "ordered_cache_behavior"} {
		for index, behavior := range r.All(argument) {
			whole = whole.And(condition(fmt.Sprintf("%s.%d", argument, index), behavior))
		}
	}
	return whole
}

// CloudFrontHTTPS requires TLS between viewers and CloudFront.
func CloudFrontHTTPS(r resource) answer {
	return behaviors(r, func(path string, behavior value) answer {
		return check(path+".viewer_protocol_policy", behavior.Field("viewer_protocol_policy"), func(v value) bool {
			return v.String() == "redirect-to-https" || v.String() == "https-only"
		})
	})
}

// CloudFrontTLSVersion requires TLS 1.2 and a current list of ciphers. CloudFront's own certificate allows TLS 1.0.
func CloudFrontTLSVersion(r resource) answer {
	return holds(r, "viewer_certificate.minimum_protocol_version", func(v value) bool {
		return slices.Contains([]string{"TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"}, v.String())
	})
}

// CloudFrontOriginTLS requires TLS to origins, which a bucket behind an origin access control always has.
func CloudFrontOriginTLS(r resource) answer {
	return everyBlock(r, "origin", func(path string, origin value) answer {
		custom := origin.Field("custom_origin_config")
		if !custom.Exists() {
			return pass
		}
		answer := check(path+".origin_protocol_policy", custom.Field("origin_protocol_policy"), func(v value) bool { return v.String() == "https-only" })
		for _, version := range custom.All("origin_ssl_protocols") {
			if version.String() != "TLSv1.2" {
				answer = answer.And(broken(path+".origin_ssl_protocols", "origin_ssl_protocols has %s", version))
			}
		}
		return answer
	})
}

// CloudFrontOriginSigned requires that only the distribution can read the bucket.
func CloudFrontOriginSigned(r resource) answer {
	return everyBlock(r, "origin", func(path string, origin value) answer {
		domain := origin.Field("domain_name").String()
		bucket := strings.Contains(domain, "aws_s3_bucket.") || strings.Contains(domain, ".s3.") || strings.Contains(domain, ".s3-")
		signed := origin.Field("origin_access_control_id").Exists() || origin.Get("s3_origin_config.origin_access_identity").Exists()
		if bucket && !signed && !strings.Contains(domain, "website") {
			return broken(path+".origin_access_control_id", "origin %s has no origin_access_control_id", origin.Field("origin_id"))
		}
		return pass
	})
}

// CloudFrontOriginControlSigns requires signed requests to the origin.
func CloudFrontOriginControlSigns(control resource) answer {
	return isOne(control, "signing_behavior", "always").And(isOne(control, "signing_protocol", "sigv4"))
}

// CloudFrontLogged requires access logs.
func CloudFrontLogged(r resource) answer {
	if len(r.Companions("aws_cloudwatch_log_delivery_source", "resource_arn")) > 0 {
		return pass
	}
	return isSet(r, "logging_config.bucket")
}

// CloudFrontFirewall requires a web application firewall.
func CloudFrontFirewall(r resource) answer { return isSet(r, "web_acl_id") }

// CloudFrontRootObject requires a default root object.
func CloudFrontRootObject(r resource) answer { return isSet(r, "default_root_object") }

// CloudFrontSecurityHeaders requires security headers for browsers.
func CloudFrontSecurityHeaders(r resource) answer {
	return behaviors(r, func(path string, behavior value) answer {
		if behavior.Field("response_headers_policy_id").Exists() {
			return pass
		}
		return broken(path, "response_headers_policy_id is not set")
	})
}

// yearInSeconds is the minimum of Strict-Transport-Security's max-age.
const yearInSeconds = 365 * 24 * 60 * 60

// CloudFrontHeadersTransport requires Strict-Transport-Security for a year.
func CloudFrontHeadersTransport(policy resource) answer {
	return atLeast(policy, "security_headers_config.strict_transport_security.access_control_max_age_sec", yearInSeconds)
}
