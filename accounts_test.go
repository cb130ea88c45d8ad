package main

import (
	"slices"
	"testing"

	"landform/internal/synthesized"
)

// TestEveryAccountHasSafeDefaults: each account encrypts disks, keeps buckets private and has an access analyzer. A trail
// records it: its own, or the organization trail if its system has an organization.
func TestEveryAccountHasSafeDefaults(t *testing.T) {
	organized := map[string]bool{} // by system
	for _, stack := range shipped {
		if stack.Metadata().Role == synthesized.RoleOrganization {
			organized[stack.Metadata().System] = true
		}
	}
	accounts := map[string]map[string]bool{} // resource types in the stacks that people deploy, by account
	var members []string
	for _, stack := range shipped {
		account := stack.Metadata().Account
		if accounts[account] == nil {
			accounts[account] = map[string]bool{}
		}
		if stack.Metadata().Role == synthesized.RoleEnvironment {
			if organized[stack.Metadata().System] {
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
			t.Errorf("account %s has its own trail: %v, and is a member of an organization: %v: want exactly one",
				account, has["aws_cloudtrail"], slices.Contains(members, account))
		}
	}
}

// TestProductionHasGuardDuty: the account of each production environment has a detector.
func TestProductionHasGuardDuty(t *testing.T) {
	detected := map[string]bool{} // by account
	for _, stack := range shipped {
		if len(stack.OfType("aws_guardduty_detector")) > 0 {
			detected[stack.Metadata().Account] = true
		}
	}
	for _, stack := range shipped {
		metadata := stack.Metadata()
		if metadata.Stage == synthesized.Production && !detected[metadata.Account] {
			t.Errorf("the account of %s has no GuardDuty detector", stack.Name)
		}
	}
}
