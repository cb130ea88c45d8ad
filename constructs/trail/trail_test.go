package trail_test

import (
	"strings"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/trail"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const arn = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/acme-test-trail"

func build(t *testing.T, organization *string) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		trail.New(stack, "trail", trail.Props{Names: constructtest.Names(), OrganizationID: organization})
	})
}

func TestTrailRecordsEveryRegionValidatedAndEncrypted(t *testing.T) {
	stack := build(t, nil)
	resource := constructtest.Find(t, stack, "trail/trail")
	constructtest.Expect(t, resource, map[string]any{
		"name": "acme-test-trail", "is_multi_region_trail": true, "include_global_service_events": true,
		"enable_log_file_validation": true, "enable_logging": true, "is_organization_trail": false,
		"s3_bucket_name": constructtest.Find(t, stack, "trail/bucket/bucket").Reference("id"),
		"kms_key_id":     constructtest.Find(t, stack, "trail/encryption/key").Reference("arn"),
	})
	if policy := constructtest.Find(t, stack, "trail/bucket/policy").Address(); !strings.Contains(resource.Get("depends_on").Raw, policy) {
		t.Errorf("the trail does not depend on %s", policy)
	}
}

func TestBucketsAndKeyCannotBeDestroyed(t *testing.T) {
	stack := build(t, nil)
	for _, path := range []string{"trail/bucket/bucket", "trail/access-logs/bucket", "trail/encryption/key"} {
		constructtest.Expect(t, constructtest.Find(t, stack, path), map[string]any{"lifecycle.prevent_destroy": true})
	}
	constructtest.Expect(t, constructtest.Find(t, stack, "trail/bucket/lifecycle"), map[string]any{"rule.0.expiration.0.days": 400})
}

// TestOnlyThisTrailMayWrite: trails of other AWS customers can use neither the bucket nor the key.
func TestOnlyThisTrailMayWrite(t *testing.T) {
	stack := build(t, nil)
	policy := constructtest.Find(t, stack, "trail/bucket/policy")
	constructtest.Expect(t, constructtest.Statement(t, policy, "policy", "CloudTrailWrites"), map[string]any{
		"Resource":  `["arn:aws:s3:::acme-test-trail-123456789012/AWSLogs/123456789012/*"]`,
		"Condition": `{"StringEquals":{"aws:SourceArn":["` + arn + `"],"s3:x-amz-acl":["bucket-owner-full-control"]}}`,
	})
	for _, statement := range []synthesized.Resource{
		constructtest.Statement(t, policy, "policy", "CloudTrailLooks"),
		constructtest.Statement(t, constructtest.Find(t, stack, "trail/encryption/key"), "policy", "CloudTrailEncrypts"),
	} {
		constructtest.Expect(t, statement, map[string]any{
			"Principal": `{"Service":["cloudtrail.amazonaws.com"]}`, "Condition": `{"StringEquals":{"aws:SourceArn":["` + arn + `"]}}`,
		})
	}
}

func TestTrailOfAnOrganizationRecordsItsMembers(t *testing.T) {
	stack := build(t, new("o-1234567890"))
	constructtest.Expect(t, constructtest.Find(t, stack, "trail/trail"), map[string]any{"is_organization_trail": true})
	writes := constructtest.Statement(t, constructtest.Find(t, stack, "trail/bucket/policy"), "policy", "CloudTrailWrites")
	constructtest.Expect(t, writes, map[string]any{"Resource.1": "arn:aws:s3:::acme-test-trail-123456789012/AWSLogs/o-1234567890/*"})
}
