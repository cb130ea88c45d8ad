package rules

import (
	"strings"
)

var secretType = []string{"aws_secretsmanager_secret"}

var vaultRules = []rule{
	{
		ID: "secret-customer-key", Class: advice, Types: secretType, Resource: SecretCustomerKey,
		Why:      "only a customer managed key lets us control, and see in CloudTrail, who decrypts the data",
		Fix:      "set kms_key_id",
		Aliases:  []string{"AWS-0098", "CKV_AWS_149"},
		Violates: `{"aws_secretsmanager_secret": {"main": {"kms_key_id": null}}}`,
	},
	{
		ID: "secret-rotated", Class: advice, With: []string{"aws_secretsmanager_secret_rotation"}, Types: secretType, Resource: SecretRotated,
		Why:      "a leaked secret stays valid forever",
		Fix:      "create an aws_secretsmanager_secret_rotation of 90 days or less",
		Aliases:  []string{"CKV2_AWS_57", "CKV_AWS_304", "SecretsManager.1", "SecretsManager.4"},
		Violates: `{"aws_secretsmanager_secret_rotation": {"main": {"rotation_rules": {"automatically_after_days": 365}}}}`,
	},
	{
		ID: "secret-recoverable", Class: refused, Types: secretType, Resource: SecretRecoverable,
		Why:      "a secret that is deleted by mistake is lost immediately; Secrets Manager accepts 0 or 7 to 30 days",
		Fix:      "set recovery_window_in_days to 7 to 30",
		Violates: `{"aws_secretsmanager_secret": {"main": {"recovery_window_in_days": 0}}}`,
	},
	{
		ID: "secret-policy-checked", Class: refused, Types: []string{"aws_secretsmanager_secret_policy"}, Resource: SecretPolicyChecked,
		Why:      "Secrets Manager would accept a policy that makes the secret public",
		Fix:      "set block_public_policy to true",
		Violates: `{"aws_secretsmanager_secret_policy": {"main": {"block_public_policy": false}}}`,
	},
	{
		ID: "secret-given", Class: refused, Types: []string{"aws_secretsmanager_secret_version"}, Resource: SecretGiven,
		Why:      "Secrets Manager refuses a version without a value",
		Fix:      "set secret_string",
		Violates: `{"aws_secretsmanager_secret_version": {"main": {"secret_string": null}}}`,
	},
	{
		ID: "random-password-strong", Class: refused, Types: []string{"random_password", "random_string"}, Resource: RandomPasswordStrong,
		Why:      "attackers guess short passwords",
		Fix:      "set length to 16 or more, with at least letters and digits",
		Violates: `{"random_password": {"main": {"length": 8}}}`,
	},
	{
		ID: "ssm-parameter-encrypted", Class: refused, Types: []string{"aws_ssm_parameter"}, Resource: SSMParameterEncrypted,
		Why:      "everybody who may read parameters can read this one, without permission for a key",
		Fix:      "set type to SecureString for secrets",
		Aliases:  []string{"CKV2_AWS_34", "CKV_AWS_337"},
		Violates: `{"aws_ssm_parameter": {"main": {"type": "String"}}}`,
	},
	{
		ID: "secret-not-in-state", Class: advice, Types: []string{"tls_private_key", "aws_iam_access_key", "aws_iam_user_login_profile"}, Resource: SecretNotInState,
		Why:      "the Terraform state contains the private key or the password in plain text, and it never expires",
		Fix:      "use a role instead of an access key, and ACM certificates instead of your own keys",
		Aliases:  []string{"CKV_AWS_273", "IAM.3"},
		Violates: `{"tls_private_key": {"main": {"algorithm": "RSA"}}}`,
	},
}

// SecretCustomerKey requires a customer managed key.
func SecretCustomerKey(secret resource) answer { return isSet(secret, "kms_key_id") }

// SecretRotated requires rotation at least every 90 days.
func SecretRotated(secret resource) answer {
	return companion(secret, "aws_secretsmanager_secret_rotation", "secret_id", func(rotation resource) answer {
		if rotation.Value("rotation_rules.schedule_expression").Exists() {
			return pass
		}
		return between(rotation, "rotation_rules.automatically_after_days", 1, 90)
	})
}

// SecretRecoverable requires a recovery window.
func SecretRecoverable(secret resource) answer {
	return between(secret, "recovery_window_in_days", 7, 30)
}

// SecretPolicyChecked requires that public policies are blocked.
func SecretPolicyChecked(policy resource) answer { return isTrue(policy, "block_public_policy") }

// SecretGiven requires versions with a value.
func SecretGiven(version resource) answer {
	for _, argument := range []string{"secret_binary", "secret_string_wo"} {
		if version.Value(argument).Exists() {
			return pass
		}
	}
	return isSet(version, "secret_string")
}

// RandomPasswordStrong requires long passwords.
func RandomPasswordStrong(password resource) answer {
	if password.Type == "random_string" {
		for _, reference := range password.ReferredBy() {
			if isSecretName(reference.Argument) {
				return broken("", "random_string as %s: plans show its value", reference.Argument)
			}
		}
		return skip
	}
	whole := atLeast(password, "length", 16)
	for _, argument := range []string{"lower", "upper", "numeric"} {
		whole = whole.And(notFalse(password, argument))
	}
	return whole
}

// SSMParameterEncrypted requires type SecureString for secrets.
func SSMParameterEncrypted(parameter resource) answer {
	name := parameter.Value("name").String()
	if parameter.Value("type").String() == "SecureString" {
		return pass
	}
	if isSecretVariable(name[strings.LastIndexByte(name, '/')+1:]) || handsOver(parameter.Value("value").String()) {
		return broken("type", "%s", shown("type", parameter.Value("type")))
	}
	return pass
}

// SecretNotInState forbids resources that leave a long-lived credential in the state.
func SecretNotInState(r resource) answer { return broken("", "%s", r.Type) }
