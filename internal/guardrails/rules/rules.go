// Package rules is the table of rules that stacks are held against: one function per rule, one file for those of a
// service.
package rules

import (
	"slices"

	"landform/internal/guardrails"
	"landform/internal/synthesized"
)

// Names that the files of this package use for what they talk about.
type (
	rule      = guardrails.Rule
	answer    = guardrails.Answer
	violation = guardrails.Violation
	stack     = synthesized.Stack
	resource  = synthesized.Resource
	document  = synthesized.Document
	statement = synthesized.Statement
	value     = synthesized.Value
)

const (
	refused = guardrails.Refused
	advice  = guardrails.Advice
	passes  = guardrails.Passes
)

// Table returns every rule, in a fixed order.
func Table() guardrails.Table { return guardrails.Table{Rules: all(), Exempt: exempt} }

// exempt are the types of the stacks that no rule looks at.
var exempt = map[string]string{
	"aws_accessanalyzer_analyzer":           "finds what others can reach, and opens nothing",
	"aws_servicequotas_service_quota":       "is a request for capacity",
	"aws_acm_certificate_validation":        "waits for a certificate, and has no argument of its own",
	"aws_cloudwatch_event_target":           "sends events to a topic, whose policy and encryption have rules",
	"aws_cloudwatch_log_metric_filter":      "counts lines of a log group that has rules",
	"aws_autoscaling_attachment":            "connects two resources that have rules",
	"aws_organizations_organizational_unit": "is a folder of accounts",
	"random_id":                             "makes a name unique, and is no secret",
}

func all() []guardrails.Rule {
	return slices.Concat(
		secretRules, terraformRules, policyRules, trustRules, principalRules, accessRules, organizationRules, // who may do what
		networkRules, endpointRules, securityGroupRules, balancerRules, cdnRules, edgeRules, dnsRules, placementRules, // what is reached
		containerRules, ecsServiceRules, eksRules, registryRules, instanceRules, lambdaRules, runRules, serviceRules, apiRules, cognitoRules, shareRules, // what runs
		kmsRules, vaultRules, bucketRules, rdsRules, rdsEngineRules, cacheRules, dynamoRules, databaseRules, databaseAccessRules, sqsRules, // what is kept
		retentionRules, observabilityRules, nameRules, limitRules, shapeRules, acrossRules,
	)
}

// Find returns the rule with an id or with an alias, such as "CKV_AWS_16".
func Find(id string) (guardrails.Rule, bool) {
	all := all()
	index := slices.IndexFunc(all, func(r rule) bool { return r.ID == id || slices.Contains(r.Aliases, id) })
	if index < 0 {
		return rule{}, false
	}
	return all[index], true
}
