package dns_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/deletion"
	"landform/constructs/dns"
	"landform/constructs/naming"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func TestRecordsAreSignedWithAKeyInTheEdgeRegion(t *testing.T) {
	for region, provider := range map[string]any{naming.EdgeRegion: nil, "eu-west-1": "aws.us-east-1"} {
		stack := build(t, region, deletion.Protected)
		key := constructtest.Find(t, stack, "dns/dnssec-key")
		constructtest.Expect(t, key, map[string]any{
			"customer_master_key_spec": "ECC_NIST_P256", "key_usage": "SIGN_VERIFY", "enable_key_rotation": nil,
			"lifecycle.prevent_destroy": true, "provider": provider,
		})
		constructtest.Expect(t, constructtest.Find(t, stack, "dns/dnssec-alias"), map[string]any{"provider": provider})
		zone := constructtest.Find(t, stack, "dns/zone").Reference("zone_id")
		signer := constructtest.Find(t, stack, "dns/key-signing-key")
		constructtest.Expect(t, signer, map[string]any{"hosted_zone_id": zone, "key_management_service_arn": key.Reference("arn")})
		constructtest.Expect(t, constructtest.Find(t, stack, "dns/dnssec"), map[string]any{
			"hosted_zone_id": signer.Reference("hosted_zone_id"), "depends_on.0": signer.Address(),
		})
	}
}

func TestOnlyRoute53MaySignAndOnlyForThisAccount(t *testing.T) {
	key := constructtest.Find(t, build(t, naming.EdgeRegion, deletion.Disposable), "dns/dnssec-key")
	constructtest.Expect(t, key, map[string]any{"lifecycle": nil})
	constructtest.Expect(t, constructtest.Statement(t, key, "policy", "SignZones"), map[string]any{
		"Principal": `{"Service":["dnssec-route53.amazonaws.com"]}`,
		"Action":    `["kms:DescribeKey","kms:GetPublicKey","kms:Sign"]`,
		"Condition": `{"ArnLike":{"aws:SourceArn":["arn:aws:route53:::hostedzone/*"]},"StringEquals":{"aws:SourceAccount":["123456789012"]}}`,
	})
	constructtest.Expect(t, constructtest.Statement(t, key, "policy", "KeepUsingTheKey"), map[string]any{
		"Action": `["kms:CreateGrant"]`, "Condition": `{"Bool":{"kms:GrantIsForAWSResource":["true"]}}`,
	})
}

func TestUnsignedZoneHasNoKey(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		names := constructtest.Names()
		names.Region = naming.EdgeRegion
		zone := dns.New(stack, "dns", dns.Props{
			Names: names, Domain: "test.example.com", Signing: dns.Unsigned, Logs: constructtest.Logs(stack),
		})
		if zone.DSRecord != nil {
			t.Errorf("the DS record of an unsigned zone is %s", *zone.DSRecord)
		}
	})
	if count := len(stack.OfType("aws_route53_hosted_zone_dnssec")); count != 0 {
		t.Errorf("%d zones are signed, want none", count)
	}
}
