package rules

import (
	"strings"

	"landform/internal/synthesized"
)

var kmsKey = []string{"aws_kms_key"}

var kmsRules = []rule{
	{
		ID: "kms-policy-not-public", Class: refused, Statement: KMSPolicyNotPublic,
		Why:      "everybody with an AWS account could decrypt data with the key",
		Fix:      "name the account's root principal, so that IAM policies decide, and services with aws:SourceAccount",
		Aliases:  []string{"CKV_AWS_33", "KMS.5"},
		Violates: `{"aws_kms_key": {"main": {"policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111111111111:root\"},\"Action\":\"kms:*\",\"Resource\":\"*\"},{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}]}"}}}`,
	},
	{
		ID: "kms-rotation", Class: refused, Types: kmsKey, Resource: KMSRotation,
		Why:      "a leaked key decrypts everything that is ever encrypted with it",
		Fix:      "set enable_key_rotation to true",
		Aliases:  []string{"AWS-0065", "CKV_AWS_7", "KMS.4", "CIS 3.6"},
		Violates: `{"aws_kms_key": {"main": {"enable_key_rotation": false}}}`,
	},
	{
		ID: "kms-deletion-window", Class: refused, Types: []string{"aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key"}, Resource: KMSDeletionWindow,
		Why:      "KMS only accepts 7 to 30 days; data encrypted with a deleted key is lost",
		Fix:      "set deletion_window_in_days to 7 to 30",
		Aliases:  []string{"KMS.3"},
		Violates: `{"aws_kms_key": {"main": {"deletion_window_in_days": 3}}}`,
	},
	{
		ID: "kms-enabled", Class: refused, Types: kmsKey, Resource: KMSEnabled,
		Why:      "data encrypted with a disabled key cannot be read",
		Fix:      "do not set is_enabled to false",
		Violates: `{"aws_kms_key": {"main": {"is_enabled": false}}}`,
	},
	{
		ID: "kms-policy-set", Class: advice, Types: kmsKey, Resource: KMSPolicySet,
		Why:      "the code that creates the key should say who may use it",
		Fix:      "set a policy",
		Aliases:  []string{"CKV2_AWS_64"},
		Violates: `{"aws_kms_key": {"main": {"policy": null}}}`,
	},
	{
		ID: "kms-policy-manageable", Class: refused, Document: KMSPolicyManageable,
		Why:      "nobody could change or delete the key; KMS refuses such a policy unless the safety check is bypassed",
		Fix:      "allow kms:* to the account's root principal",
		Source:   "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
		Violates: `{"aws_kms_key": {"main": {"policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111111111111:role/app\"},\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}]}"}}}`,
	},
	{
		ID: "kms-safety-check", Class: refused, Types: []string{"aws_kms_key", "aws_kms_key_policy"}, Resource: KMSSafetyCheck,
		Why:      "without the safety check, a policy can lock everybody out of the key permanently",
		Fix:      "do not set bypass_policy_lockout_safety_check",
		Violates: `{"aws_kms_key": {"main": {"bypass_policy_lockout_safety_check": true}}}`,
	},
	{
		ID: "kms-alias-name", Class: refused, Types: []string{"aws_kms_alias"}, Resource: KMSAliasName,
		Why:      `an alias must begin with "alias/", and the prefix "alias/aws/" is reserved for AWS`,
		Fix:      "name it alias/<system>-<environment>-<purpose>",
		Source:   "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html",
		Violates: `{"aws_kms_alias": {"main": {"name": "alias/aws/acme"}}}`,
	},
}

// KMSPolicyNotPublic requires key policies to name their principals.
func KMSPolicyNotPublic(d document, s statement) answer {
	return notPublic(d, s, synthesized.KeyPolicy)
}

// KMSRotation requires rotation of symmetric keys; KMS cannot rotate other keys.
func KMSRotation(key resource) answer {
	if spec := key.Value("customer_master_key_spec"); spec.Known() && spec.String() != "SYMMETRIC_DEFAULT" {
		return skip
	}
	return isTrue(key, "enable_key_rotation")
}

// KMSDeletionWindow requires a window that AWS accepts.
func KMSDeletionWindow(key resource) answer { return between(key, "deletion_window_in_days", 7, 30) }

// KMSEnabled requires enabled keys.
func KMSEnabled(key resource) answer {
	return notFalse(key, "is_enabled").And(notFalse(key, "enabled"))
}

// KMSPolicySet requires an explicit key policy.
func KMSPolicySet(key resource) answer {
	if len(key.Companions("aws_kms_key_policy", "key_id")) > 0 {
		return pass
	}
	return isSet(key, "policy")
}

// KMSPolicyManageable requires that a principal of the account may change the policy.
func KMSPolicyManageable(d document) answer {
	if d.Kind != synthesized.KeyPolicy {
		return skip
	}
	if d.Opaque {
		return open(d.Argument)
	}
	for _, s := range d.Statements {
		if s.Allows("kms:PutKeyPolicy") && len(s.Principals) > 0 {
			return pass
		}
	}
	return broken(d.Argument, "%s: nobody may change the policy", d.Argument)
}

// KMSSafetyCheck requires the policy lockout safety check.
func KMSSafetyCheck(key resource) answer { return notTrue(key, "bypass_policy_lockout_safety_check") }

// KMSAliasName requires names that AWS accepts.
func KMSAliasName(alias resource) answer {
	return unset(alias, "name", func(v value) bool {
		return strings.HasPrefix(v.String(), "alias/") && !strings.HasPrefix(v.String(), "alias/aws/")
	})
}
