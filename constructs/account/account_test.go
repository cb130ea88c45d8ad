package account_test

import (
	"testing"

	"landform/constructs/account"
	"landform/constructs/constructtest"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func build(t *testing.T, change func(*account.Props)) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		props := account.Props{Names: constructtest.Names()}
		if change != nil {
			change(&props)
		}
		account.New(stack, "account", props)
	})
}

func TestDefaultsAreSafe(t *testing.T) {
	stack := build(t, nil)
	for path, want := range map[string]map[string]any{
		"account/disk-encryption":              {"enabled": true},
		"account/instance-metadata":            {"http_tokens": "required", "http_put_response_hop_limit": 1},
		"account/snapshot-public-access-block": {"state": "block-all-sharing"},
		"account/bucket-public-access-block": {
			"account_id":        constructtest.Names().AccountID,
			"block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true,
		},
		"account/access-analyzer": {"type": "ACCOUNT", "analyzer_name": "acme-test-external-access"},
		"account/guardduty":       {"enable": true},
		"account/trail/trail":     {"is_organization_trail": false},
	} {
		constructtest.Expect(t, constructtest.Find(t, stack, path), want)
	}
}

func TestGuardDutyAndTheTrailAreOptional(t *testing.T) {
	stack := build(t, func(props *account.Props) {
		props.Threats, props.Trail = account.Undetected, account.OrganizationTrail
	})
	for _, kind := range []string{"aws_guardduty_detector", "aws_cloudtrail", "aws_s3_bucket"} {
		if count := len(stack.OfType(kind)); count != 0 {
			t.Errorf("%d of %s, want none", count, kind)
		}
	}
}

func TestQuotasAboveTheDefaultAreRequested(t *testing.T) {
	stack := build(t, func(props *account.Props) {
		props.Quotas = []account.Quota{account.InstanceVCPUs(14), account.FargateVCPUs(6)}
	})
	if count := len(stack.OfType("aws_servicequotas_service_quota")); count != 1 {
		t.Errorf("%d quotas are requested, want one: the default of the other is enough", count)
	}
	constructtest.Expect(t, constructtest.Find(t, stack, "account/instance-vcpus-14"), map[string]any{
		"service_code": "ec2", "quota_code": "L-1216C47A", "value": 14, "lifecycle.ignore_changes.0": "value",
	})
}

func TestVCPUs(t *testing.T) {
	for kind, want := range map[string]int{
		"t3.micro": 2, "t3.medium": 2, "m5.large": 2, "m5.xlarge": 4, "r6i.2xlarge": 8, "c7i-flex.large": 2, "m5.24xlarge": 96,
	} {
		if got, err := account.VCPUs(kind); err != nil || got != want {
			t.Errorf("%s has %d vCPUs, %v, want %d", kind, got, err, want)
		}
	}
	for _, kind := range []string{"", "m5", "m5.metal", "p4d.24xlarge", "g5.xlarge", "m5.huge"} {
		if got, err := account.VCPUs(kind); err == nil {
			t.Errorf("%q has %d vCPUs, want an error", kind, got)
		}
	}
}
