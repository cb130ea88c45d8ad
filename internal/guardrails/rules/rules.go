// Package rules contains the guardrail rules: one function per rule, one file per service.
package rules

import (
	"slices"

	"landform/internal/guardrails"
	"landform/internal/synthesized"
)

// Short names for the types that the files of this package use everywhere.
type (
	rule      = guardrails.Rule
	answer    = guardrails.Answer
	violation = guardrails.Violation
	stack     = synthesized.Stack
	resource  = synthesized.Resource
	document  = *synthesized.Document
	statement = *synthesized.Statement
	value     = synthesized.Value
)

const (
	refused = guardrails.Refused
	advice  = guardrails.Advice
	passes  = guardrails.Passes
)

// Table returns every rule, in a fixed order.
func Table() guardrails.Table { return guardrails.Table{Rules: all(), Exempt: exempt} }

// exempt are the types in our stacks that need no rule, with the reason.
var exempt = map[string]string{
	"aws_accessanalyzer_analyzer":           "only reports what others can access",
	"aws_servicequotas_service_quota":       "is a request for capacity",
	"aws_acm_certificate_validation":        "waits for a certificate, and has no settings of its own",
	"aws_cloudwatch_event_target":           "sends events to a topic, whose policy and encryption have rules",
	"aws_cloudwatch_log_metric_filter":      "counts lines of a log group that has rules",
	"aws_autoscaling_attachment":            "connects two resources that have rules",
	"aws_organizations_organizational_unit": "is a folder of accounts",
	"random_id":                             "makes a name unique, and is not secret",
}

func all() []guardrails.Rule {
	return slices.Concat(
		secretRules, terraformRules, policyRules, trustRules, principalRules, accessRules, organizationRules, // identities and permissions
		networkRules, endpointRules, securityGroupRules, balancerRules, cdnRules, edgeRules, dnsRules, placementRules, // network
		containerRules, ecsServiceRules, eksRules, registryRules, instanceRules, lambdaRules, runRules, serviceRules, apiRules, cognitoRules, shareRules, // compute
		kmsRules, vaultRules, bucketRules, rdsRules, rdsEngineRules, cacheRules, dynamoRules, databaseRules, databaseAccessRules, sqsRules, // data
		retentionRules, observabilityRules, nameRules, limitRules, shapeRules, acrossRules,
	)
}

// Find returns the rule with this id or alias, such as "CKV_AWS_16".
func Find(id string) (guardrails.Rule, bool) {
	all := all()
	index := slices.IndexFunc(all, func(r rule) bool { return r.ID == id || slices.Contains(r.Aliases, id) })
	if index < 0 {
		return rule{}, false
	}
	return all[index], true
}
