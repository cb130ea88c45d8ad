package main

import (
	"slices"
	"testing"

	"landform/internal/synthesized"
)

// TestEveryAccountHasSafeDefaults: each account that something is deployed into encrypts disks and keeps buckets private,
// has an analyzer, and is recorded by a trail, its own or that of its organization.
func TestEveryAccountHasSafeDefaults(t *testing.T) {
	accounts := map[string]map[string]bool{} // the types in the stacks that people deploy, by account
	var members []string
	for _, stack := range shipped {
		account := stack.Metadata().Account
		if accounts[account] == nil {
			accounts[account] = map[string]bool{}
		}
		if stack.Metadata().Role == synthesized.RoleEnvironment {
			if stack.Metadata().System == "volteryde" {
				members = append(members, account)
			}
			continue
		}
		for _, resource := range stack.Resources {
			accounts[account][resource.Type] = true
		}
	}
	if len(accounts) < 8 {
		t.Errorf("%d accounts were checked, want at least 8", len(accounts))
	}
	for account, has := range accounts {
		for _, kind := range []string{
			"aws_ebs_encryption_by_default", "aws_s3_account_public_access_block", "aws_ec2_instance_metadata_defaults",
			"aws_ebs_snapshot_block_public_access", "aws_accessanalyzer_analyzer",
		} {
			if !has[kind] {
				t.Errorf("account %s has no %s", account, kind)
			}
		}
		if has["aws_cloudtrail"] == slices.Contains(members, account) {
			t.Errorf("account %s has a trail of its own: %v, and is a member of the organization: %v",
				account, has["aws_cloudtrail"], slices.Contains(members, account))
		}
	}
}

// TestThreatsAreLookedForInProduction wants GuardDuty wherever customers' data is.
func TestThreatsAreLookedForInProduction(t *testing.T) {
	detected := map[string]bool{} // by account
	for _, stack := range shipped {
		if len(stack.OfType("aws_guardduty_detector")) > 0 {
			detected[stack.Metadata().Account] = true
		}
	}
	for _, stack := range shipped {
		metadata := stack.Metadata()
		if metadata.Stage == synthesized.Production && !detected[metadata.Account] {
			t.Errorf("nothing looks for threats in the account of %s", stack.Name)
		}
	}
}

// TestQuotasFitTheEnvironments is the arithmetic of the literals: nodes at their maximum, servers, tasks twice.
func TestQuotasFitTheEnvironments(t *testing.T) {
	want := map[string]int{
		"dev-pipeline-stack": 14, "staging-pipeline-stack": 14, "production-pipeline-stack": 84, "ticketing-prod-pipeline-stack": 10,
	}
	for _, stack := range shipped {
		quotas := stack.OfType("aws_servicequotas_service_quota")
		total := 0
		for _, quota := range quotas {
			total += int(quota.Get("value").Int())
		}
		if total != want[stack.Name] {
			t.Errorf("%s asks for %d, want %d", stack.Name, total, want[stack.Name])
		}
	}
}
