package dns_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/deletion"
	"landform/constructs/dns"
	"landform/constructs/naming"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// build synthesizes a zone in a region, with a provider for naming.EdgeRegion if it is needed.
func build(t *testing.T, region string, protection deletion.Protection) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		names := constructtest.Names()
		names.Region = region
		props := dns.Props{Names: names, Domain: "test.example.com", Protection: protection, Logs: constructtest.Logs(stack)}
		if region != naming.EdgeRegion {
			props.Edge = constructtest.EdgeProvider(stack)
		}
		zone := dns.New(stack, "dns", props)
		for name, value := range map[string]any{
			"certificate": zone.Certificate, "edge_certificate": zone.EdgeCertificate, "name_servers": zone.NameServers,
		} {
			cdktf.NewTerraformOutput(stack, &name, &cdktf.TerraformOutputConfig{Value: value})
		}
		zone.Alias("api", dns.Target{HostName: new("alb.example.net"), ZoneID: new("Z1"), Health: true})
		zone.Alias("cdn", dns.Target{HostName: new("cdn.example.net"), ZoneID: new("Z2"), IPv6: true})
	})
}

func TestZone(t *testing.T) {
	stack := build(t, naming.EdgeRegion, deletion.Protected)
	zone := constructtest.Find(t, stack, "dns/zone")
	constructtest.Expect(t, zone, map[string]any{"name": "test.example.com", "force_destroy": false, "vpc": nil})
	if got := stack.Get("output.name_servers.value").String(); got != zone.Reference("name_servers") {
		t.Errorf("the name servers are %s", got)
	}
}

func TestDisposableZoneIsDestroyedWithAllRecords(t *testing.T) {
	stack := build(t, naming.EdgeRegion, deletion.Disposable)
	constructtest.Expect(t, constructtest.Find(t, stack, "dns/zone"), map[string]any{"force_destroy": true})
}

func TestTheEdgeRegionNeedsOneCertificate(t *testing.T) {
	stack := build(t, naming.EdgeRegion, deletion.Protected)
	if count := len(stack.OfType("aws_acm_certificate")); count != 1 {
		t.Fatalf("%d certificates, want 1", count)
	}
	certificate := constructtest.Find(t, stack, "dns/certificate")
	constructtest.Expect(t, certificate, map[string]any{
		"domain_name": "test.example.com", "subject_alternative_names.0": "*.test.example.com",
		"validation_method": "DNS", "lifecycle.create_before_destroy": true, "provider": nil,
	})
	option := "${tolist(" + certificate.Address() + ".domain_validation_options).0."
	record := constructtest.Find(t, stack, "dns/validation")
	constructtest.Expect(t, record, map[string]any{
		"zone_id": constructtest.Find(t, stack, "dns/zone").Reference("zone_id"),
		"name":    option + "resource_record_name}", "type": option + "resource_record_type}",
		"records.0": option + "resource_record_value}",
	})
	issued := constructtest.Find(t, stack, "dns/certificate-issued")
	constructtest.Expect(t, issued, map[string]any{
		"certificate_arn": certificate.Reference("arn"), "validation_record_fqdns.0": record.Reference("fqdn"),
	})
	for _, output := range []string{"certificate", "edge_certificate"} {
		if got := stack.Get("output." + output + ".value").String(); got != issued.Reference("certificate_arn") {
			t.Errorf("%s is %s, want the issued certificate", output, got)
		}
	}
}

func TestOtherRegionsNeedASecondCertificateForCloudFront(t *testing.T) {
	stack := build(t, "eu-west-1", deletion.Protected)
	edge := constructtest.Find(t, stack, "dns/edge-certificate")
	constructtest.Expect(t, edge, map[string]any{"domain_name": "test.example.com", "provider": "aws.us-east-1"})
	constructtest.Expect(t, constructtest.Find(t, stack, "dns/certificate"), map[string]any{"provider": nil})
	issued := constructtest.Find(t, stack, "dns/edge-certificate-issued")
	constructtest.Expect(t, issued, map[string]any{
		"certificate_arn": edge.Reference("arn"), "provider": "aws.us-east-1",
		"validation_record_fqdns.0": constructtest.Find(t, stack, "dns/validation").Reference("fqdn"),
	})
	if got := stack.Get("output.edge_certificate.value").String(); got != issued.Reference("certificate_arn") {
		t.Errorf("the certificate for CloudFront is %s", got)
	}
	if got := stack.Get(`provider.aws.#(alias=="us-east-1").region`).String(); got != naming.EdgeRegion {
		t.Errorf("the provider is for the region %q", got)
	}
}

func TestAliases(t *testing.T) {
	stack := build(t, naming.EdgeRegion, deletion.Protected)
	constructtest.Expect(t, constructtest.Find(t, stack, "dns/api-A"), map[string]any{
		"name": "api.test.example.com", "type": "A", "alias.name": "alb.example.net", "alias.zone_id": "Z1",
		"alias.evaluate_target_health": true, "ttl": nil, "records": nil,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "dns/cdn-AAAA"), map[string]any{
		"name": "cdn.test.example.com", "type": "AAAA", "alias.name": "cdn.example.net", "alias.zone_id": "Z2",
		"alias.evaluate_target_health": false,
	})
	constructtest.Find(t, stack, "dns/cdn-A")
	if _, ok := stack.At("dns/api-AAAA"); ok {
		t.Error("there is an AAAA record for a target without IPv6")
	}
}

func TestQueriesAreLogged(t *testing.T) {
	stack := build(t, naming.EdgeRegion, deletion.Protected)
	group := constructtest.Find(t, stack, "dns/query-logs")
	constructtest.Expect(t, group, map[string]any{
		"name": "/aws/route53/test.example.com", "retention_in_days": 30,
		"kms_key_id": constructtest.Find(t, stack, "log-encryption/key").Reference("arn"),
	})
	zone, access := constructtest.Find(t, stack, "dns/zone"), constructtest.Find(t, stack, "dns/query-logs-policy")
	constructtest.Expect(t, constructtest.Statement(t, access, "policy_document", "QueryLogs"), map[string]any{
		"Effect": "Allow", "Principal": `{"Service":["route53.amazonaws.com"]}`,
		"Action":                              `["logs:CreateLogStream","logs:PutLogEvents"]`,
		"Resource":                            `["arn:aws:logs:us-east-1:123456789012:log-group:/aws/route53/test.example.com:*"]`,
		"Condition.ArnEquals.aws:SourceArn.0": zone.Reference("arn"),
		"Condition.StringEquals.aws:SourceAccount.0": "123456789012",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "dns/query-log"), map[string]any{
		"zone_id": zone.Reference("zone_id"), "cloudwatch_log_group_arn": group.Reference("arn"),
		"depends_on.0": access.Address(), "depends_on.1": constructtest.Find(t, stack, "dns/certificate-issued").Address(),
	})
}

func TestOtherRegionsHaveNoQueryLog(t *testing.T) {
	stack := build(t, "eu-west-1", deletion.Protected)
	if count := len(stack.OfType("aws_route53_query_log")); count != 0 {
		t.Errorf("%d query logs, want none: Route 53 writes to us-east-1 only", count)
	}
}

func TestMissingProviderIsRefused(t *testing.T) {
	constructtest.Refused(t, "Edge is nil: must be a provider for us-east-1", func() {
		constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
			dns.New(stack, "dns", dns.Props{Names: constructtest.Names(), Domain: "test.example.com"})
		})
	})
}
