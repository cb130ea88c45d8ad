package cdn_test

import (
	"strings"
	"testing"

	"landform/constructs/bucket"
	"landform/constructs/cdn"
	"landform/constructs/constructtest"
	"landform/constructs/deletion"
	"landform/constructs/dns"
	"landform/constructs/encryption"
	"landform/constructs/identity"
	"landform/constructs/naming"
	"landform/constructs/policy"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// build synthesizes the distribution of cdn.test.example.com, with the props as change leaves them.
func build(t *testing.T, change func(*cdn.Props)) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		names := constructtest.Names()
		names.Region = naming.EdgeRegion
		props := cdn.Props{
			Names: names,
			Zone:  dns.New(stack, "dns", dns.Props{Names: names, Domain: "test.example.com", Logs: constructtest.Logs(stack)}),
			Host:  "cdn",
			Key: encryption.New(stack, "encryption", encryption.Props{
				Names: names, Purpose: "s3", Services: []policy.Statement{cdn.LogDelivery()},
			}),
			Logs: cdn.Logs{
				RetentionDays: 30,
				AccessLogs: bucket.New(stack, "requests", bucket.Props{
					Names: names, Purpose: "logs", Encryption: bucket.S3Managed,
				}),
			},
		}
		if change != nil {
			change(&props)
		}
		cdn.New(stack, "cdn", props).GrantPublish(identity.NewRole(stack, "publisher", identity.RoleProps{
			Names: names, Name: "acme-test-publisher", TrustPolicy: policy.AssumableByPrincipals("arn:aws:iam::123456789012:role/Release"),
		}))
	})
}

func TestViewersUseTLSAndTheHost(t *testing.T) {
	stack := build(t, nil)
	constructtest.Expect(t, constructtest.Find(t, stack, "cdn/distribution"), map[string]any{
		"enabled": true, "is_ipv6_enabled": true, "http_version": "http2and3", "aliases.0": "cdn.test.example.com",
		"viewer_certificate.acm_certificate_arn":            constructtest.Find(t, stack, "dns/certificate-issued").Reference("certificate_arn"),
		"viewer_certificate.minimum_protocol_version":       "TLSv1.2_2021",
		"viewer_certificate.ssl_support_method":             "sni-only",
		"viewer_certificate.cloudfront_default_certificate": nil,
		"default_cache_behavior.viewer_protocol_policy":     "redirect-to-https",
		"default_cache_behavior.compress":                   true,
		"default_cache_behavior.cache_policy_id":            "658327ea-f89d-4fab-a63d-7e88639e58f6",
		"restrictions.geo_restriction.restriction_type":     "none",
	})
}

func TestDistributionHasTheWebACL(t *testing.T) {
	const acl = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/acme/1"
	stack := build(t, func(props *cdn.Props) { props.WebACL = new(acl) })
	constructtest.Expect(t, constructtest.Find(t, stack, "cdn/distribution"), map[string]any{"web_acl_id": acl})
}

func TestMissingFilesReturnTheApplication(t *testing.T) {
	stack := build(t, nil)
	constructtest.Expect(t, constructtest.Find(t, stack, "cdn/distribution"), map[string]any{
		"default_root_object":     "index.html",
		"custom_error_response.#": 1, // none for 403, which the firewall answers
		"custom_error_response.#(error_code==404).response_page_path": "/index.html",
		"custom_error_response.#(error_code==404).response_code":      200,
	})
}

func TestOnlyTheDistributionReadsTheAssets(t *testing.T) {
	stack := build(t, nil)
	distribution := constructtest.Find(t, stack, "cdn/distribution")
	control := constructtest.Find(t, stack, "cdn/origin-access-control")
	constructtest.Expect(t, control, map[string]any{
		"origin_access_control_origin_type": "s3", "signing_behavior": "always", "signing_protocol": "sigv4",
	})
	constructtest.Expect(t, distribution, map[string]any{
		"origin.#":                          1,
		"origin.0.domain_name":              constructtest.Find(t, stack, "cdn/assets/bucket").Reference("bucket_regional_domain_name"),
		"origin.0.origin_access_control_id": control.Reference("id"),
	})
	policy := constructtest.Find(t, stack, "cdn/assets/policy")
	constructtest.Expect(t, constructtest.Statement(t, policy, "policy", "DistributionReads"), map[string]any{
		"Effect": "Allow", "Principal": `{"Service":["cloudfront.amazonaws.com"]}`, "Action": `["s3:GetObject"]`,
		"Resource":                               `["arn:aws:s3:::acme-test-assets-123456789012/*"]`,
		"Condition.StringEquals.aws:SourceArn.0": distribution.Reference("arn"),
	})
	constructtest.Expect(t, constructtest.Statement(t, policy, "policy", "DistributionFindsMissing"), map[string]any{
		"Effect": "Allow", "Principal": `{"Service":["cloudfront.amazonaws.com"]}`, "Action": `["s3:ListBucket"]`,
		"Resource":                               `["arn:aws:s3:::acme-test-assets-123456789012"]`,
		"Condition.StringEquals.aws:SourceArn.0": distribution.Reference("arn"),
	})
	constructtest.Expect(t, constructtest.Document(t, policy, "policy"), map[string]any{"Statement.#": 3})
	constructtest.Expect(t, constructtest.Find(t, stack, "cdn/assets/server-side-encryption"), map[string]any{
		"rule.0.apply_server_side_encryption_by_default.sse_algorithm": "AES256",
	})
}

func TestResponsesHaveSecurityHeaders(t *testing.T) {
	stack := build(t, nil)
	headers := constructtest.Find(t, stack, "cdn/security-headers")
	constructtest.Expect(t, headers, map[string]any{
		"security_headers_config.strict_transport_security.access_control_max_age_sec": 31536000,
		"security_headers_config.strict_transport_security.include_subdomains":         true,
		"security_headers_config.strict_transport_security.override":                   true,
		"security_headers_config.content_type_options.override":                        true,
		"security_headers_config.frame_options.frame_option":                           "DENY",
		"security_headers_config.referrer_policy.referrer_policy":                      "strict-origin-when-cross-origin",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "cdn/distribution"), map[string]any{
		"default_cache_behavior.response_headers_policy_id": headers.Reference("id"),
	})
}

func TestLogsAreDeliveredToABucketThatAcceptsThem(t *testing.T) {
	stack := build(t, nil)
	distribution := constructtest.Find(t, stack, "cdn/distribution")
	constructtest.Expect(t, distribution, map[string]any{
		"logging_config.bucket":          constructtest.Find(t, stack, "cdn/logs/bucket").Reference("bucket_domain_name"),
		"logging_config.include_cookies": false,
	})
	if address := constructtest.Find(t, stack, "cdn/logs/policy").Address(); !strings.Contains(distribution.Get("depends_on").Raw, address) {
		t.Errorf("the distribution does not depend on %s", address)
	}
	key := constructtest.Find(t, stack, "encryption/key")
	constructtest.Expect(t, constructtest.Find(t, stack, "cdn/logs/server-side-encryption"), map[string]any{
		"rule.0.apply_server_side_encryption_by_default.kms_master_key_id": key.Reference("arn"),
	})
	constructtest.Expect(t, constructtest.Statement(t, key, "policy", "CloudFrontLogs"), map[string]any{
		"Principal": `{"Service":["delivery.logs.amazonaws.com"]}`, "Action": `["kms:GenerateDataKey*"]`,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "cdn/logs/ownership"), map[string]any{
		"rule.object_ownership": "BucketOwnerPreferred",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "cdn/logs/lifecycle"), map[string]any{"rule.0.expiration.0.days": 30})
	for _, path := range []string{"cdn/assets/access-logs", "cdn/logs/access-logs"} {
		constructtest.Expect(t, constructtest.Find(t, stack, path), map[string]any{
			"target_bucket": constructtest.Find(t, stack, "requests/bucket").Reference("id"),
		})
	}
}

func TestHostPointsAtTheDistribution(t *testing.T) {
	stack := build(t, nil)
	distribution := constructtest.Find(t, stack, "cdn/distribution")
	for _, kind := range []string{"A", "AAAA"} {
		constructtest.Expect(t, constructtest.Find(t, stack, "dns/cdn-"+kind), map[string]any{
			"name": "cdn.test.example.com", "type": kind, "alias.evaluate_target_health": false,
			"alias.name": distribution.Reference("domain_name"), "alias.zone_id": distribution.Reference("hosted_zone_id"),
		})
	}
}

func TestDisposableBucketsAreDestroyedWithTheirObjects(t *testing.T) {
	stack := build(t, func(props *cdn.Props) { props.Protection = deletion.Disposable })
	for _, path := range []string{"cdn/assets/bucket", "cdn/logs/bucket"} {
		constructtest.Expect(t, constructtest.Find(t, stack, path), map[string]any{"force_destroy": true})
	}
}

func TestMisuseIsRefused(t *testing.T) {
	constructtest.Refused(t, "cdn: Host is \"\": must be a label in the zone, for example \"cdn\"\nLogs.RetentionDays is 0: must be at least 1", func() {
		build(t, func(props *cdn.Props) { props.Host, props.Logs.RetentionDays = "", 0 })
	})
}

func TestPublishersMayChangeOnlyTheAssetsAndTheirDistribution(t *testing.T) {
	stack := build(t, nil)
	constructtest.Expect(t, constructtest.Document(t, constructtest.Find(t, stack, "publisher/policy-purge"), "policy"), map[string]any{
		"Statement.#": 1, "Statement.0.Action": `["cloudfront:CreateInvalidation","cloudfront:GetInvalidation"]`,
		"Statement.0.Resource.0": constructtest.Find(t, stack, "cdn/distribution").Reference("arn"),
	})
	constructtest.Expect(t, constructtest.Document(t, constructtest.Find(t, stack, "publisher/policy-assets-read-write"), "policy"), map[string]any{
		"Statement.#": 2, "Statement.0.Resource": `["arn:aws:s3:::acme-test-assets-123456789012"]`,
		"Statement.1.Resource": `["arn:aws:s3:::acme-test-assets-123456789012/*"]`,
	})
	constructtest.Expect(t, constructtest.Document(t, constructtest.Find(t, stack, "publisher/role"), "assume_role_policy"), map[string]any{
		"Statement.#": 1, "Statement.0.Principal": `{"AWS":["arn:aws:iam::123456789012:role/Release"]}`,
	})
}
