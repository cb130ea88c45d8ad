package pipeline

import (
	"landform/internal/guardrails"
)

const (
	owner = "Volteryde platform team"
	apply = "decision: rights of the apply role"
)

// applying are the waivers of accounts to which CI jobs deploy. The guardrails refuse all findings without a waiver.
var applying = []guardrails.Waiver{
	{Rule: "iam-no-service-wildcard", Path: "pipeline/apply/policy-stacks", Finding: "policy: statement Stacks: Action acm:*", Owner: owner, Source: apply,
		Reason: "The role creates and changes whatever the stacks hold; its boundary denies what it may never do."},
	{Rule: "iam-no-allow-except", Path: "pipeline/apply/policy-stacks", Finding: "policy: statement Stacks: Allow with NotResource arn:aws:s3:::*", Owner: owner, Source: apply,
		Reason: "The role creates resources whose names are not known before; the states, which it must not touch, are left out."},
	{Rule: "iam-data-named", Path: "pipeline/apply/policy-stacks", Finding: "policy: statement Stacks: Action dynamodb:* on every resource", Owner: owner, Source: apply,
		Reason: "Terraform reads every secret version and object that it manages; only reviewed commits of one repository have the role."},
	{Rule: "iam-no-escalation", Path: "pipeline/apply/policy-stacks", Finding: "policy: statement Stacks: Action kms:* on every resource", Owner: owner, Source: apply,
		Reason: "The role writes the policies of the stacks' buckets, keys and secrets; in IAM it makes bounded roles of its own prefix only."},
}

func (a Account) waivers() []guardrails.Waiver {
	if a.Deploys {
		return applying
	}
	return nil
}
