package rules

import (
	"slices"

	"landform/internal/guardrails"
)

var secretRules = []rule{
	{
		ID: "secret-not-in-json", Class: refused, Types: []string{guardrails.AnyType}, Resource: SecretNotInJSON, Unknown: passes,
		Why:      "the JSON, the plan and the repository would contain the secret in plain text",
		Fix:      "use a random_password, a sensitive variable without default, or a reference to Secrets Manager",
		Aliases:  []string{"CKV_AWS_41", "CKV_SECRET_6"},
		Violates: `{"aws_db_instance": {"main": {"password": "correct-horse-battery"}}}`,
	},
	{
		ID: "secret-pattern-not-in-json", Class: refused, Types: []string{guardrails.AnyType}, Resource: SecretPatternNotInJSON, Unknown: passes,
		Why:      "a string looks like an access key, a private key, a token or a URL with a password",
		Fix:      "remove it, and revoke it, because it has been written to a file",
		Aliases:  []string{"CKV_SECRET_2", "CKV_SECRET_13"},
		Violates: `{"aws_ecr_repository": {"main": {"tags": {"note": "key AKIAIOSFODNN7EXAMPLE"}}}}`,
	},
	{
		ID: "secret-not-in-user-data", Class: refused, Types: []string{"aws_instance", "aws_launch_template", "aws_launch_configuration"},
		Resource: SecretNotInUserData, Unknown: passes,
		Why:      "every process on the instance, and everybody who may describe it, can read the user data",
		Fix:      "read the secret from Secrets Manager at boot, with the instance's role",
		Aliases:  []string{"AWS-0029", "AWS-0129", "CKV_AWS_46"},
		Violates: `{"aws_instance": {"main": {"user_data": "#!/bin/bash\nexport DB_PASSWORD=hunter2-hunter2\n"}}}`,
	},
	{
		ID: "secret-output-sensitive", Class: refused, Stack: SecretOutputSensitive, Unknown: passes,
		Why: "terraform output and every CI log would print the secret",
		Fix: "set sensitive to true, or output the ARN of the secret instead of its value",
	},
	{
		ID: "secret-variable-without-default", Class: refused, Stack: SecretVariableWithoutDefault, Unknown: passes,
		Why: "the JSON contains the default of a variable in plain text",
		Fix: "remove the default, and pass the value in TF_VAR_<name>",
	},
	{
		ID: "provider-without-credentials", Class: refused, Stack: ProviderWithoutCredentials, Unknown: passes,
		Why:     "the repository would contain the credentials, because they are in the JSON",
		Fix:     "let the provider read its credentials from the environment",
		Aliases: []string{"CKV_AWS_41"},
	},
}

// notSecret are arguments that hold no secret, although names in them, or their own, are those of secrets.
var notSecret = []string{"tags", "tags_all", "lifecycle", "http_tokens", "metadata_options", "creation_token", "client_request_token"}

// SecretNotInJSON forbids literal values for arguments, and for fields of JSON in arguments, whose names say that they
// hold a secret.
func SecretNotInJSON(r resource) answer {
	whole := skip
	for _, argument := range r.Arguments() {
		if slices.Contains(notSecret, argument) || argument == "environment" && slices.Contains(withEnvironment, r.Type) {
			continue // a separate rule checks environments
		}
		whole = whole.And(literalSecrets(r, argument, argument, r.Value(argument)))
	}
	return whole
}

func literalSecrets(r resource, name, path string, v value) answer {
	if v.IsObject() {
		whole := skip
		for _, key := range sorted(v.Keys()) {
			whole = whole.And(literalSecrets(r, key, path+"."+key, v.Field(key)))
		}
		return whole
	}
	if list := v.List(); len(list) > 1 || len(list) == 1 && list[0].IsObject() {
		whole := skip
		for _, element := range list {
			whole = whole.And(literalSecrets(r, name, path, element))
		}
		return whole
	}
	named := isSecretName(name) || r.Type == "aws_ssm_parameter" && name == "value" && r.Value("type").String() == "SecureString"
	if !named {
		return skip
	}
	if inner, ok := v.Document(); ok { // the fields of a secret
		return literalSecrets(r, "", path, inner)
	}
	if !v.Known() || v.String() == "" || v.String() == "true" || v.String() == "false" || isPlace(v.String()) {
		return pass
	}
	return broken(path, "%s is literal", path)
}

func sorted(texts []string) []string { slices.Sort(texts); return texts }

// SecretPatternNotInJSON forbids strings that look like a credential anywhere in the JSON, also in base64.
func SecretPatternNotInJSON(r resource) answer {
	whole := pass
	if !suspicious(r.JSON.Raw) && !hidingHints.in(r.JSON.Raw) {
		return whole
	}
	for _, argument := range r.Arguments() {
		text := decoded(r.Value(argument).String())
		if suspicious(text) && secretPattern.MatchString(text) {
			whole = whole.And(broken(argument, "%s holds what looks like a credential", argument))
		}
	}
	return whole
}

// SecretNotInUserData forbids secrets in user data, as literals and as references.
func SecretNotInUserData(server resource) answer {
	whole := skip
	for _, argument := range []string{"user_data", "user_data_base64"} {
		if !server.Value(argument).Exists() {
			continue
		}
		text := decoded(server.Value(argument).String())
		if assignsSecret(text) || handsOver(text) {
			whole = whole.And(broken(argument, "%s holds a secret", argument))
		}
		whole = whole.And(pass)
	}
	return whole
}

// SecretOutputSensitive requires outputs with a secret to be sensitive.
func SecretOutputSensitive(s stack) answer {
	whole := pass
	outputs := s.Value("output")
	for _, name := range sorted(outputs.Keys()) {
		output := outputs.Field(name)
		if handsOver(output.Field("value").String()) && !output.Field("sensitive").IsTrue() {
			whole = whole.And(broken("output."+name, "output %s carries a secret and is not sensitive", name))
		}
	}
	return whole
}

// SecretVariableWithoutDefault forbids defaults for variables that hold a secret.
func SecretVariableWithoutDefault(s stack) answer {
	whole := pass
	variables := s.Value("variable")
	for _, name := range sorted(variables.Keys()) {
		variable := variables.Field(name)
		value := variable.Field("default")
		if value.Exists() && value.String() != "" && (variable.Field("sensitive").IsTrue() || isSecretName(name)) {
			whole = whole.And(broken("variable."+name, "variable %s has a default", name))
		}
	}
	return whole
}

// ProviderWithoutCredentials forbids keys and tokens in provider configurations. A provider that works without AWS has
// dummy keys.
func ProviderWithoutCredentials(s stack) answer {
	whole := pass
	for _, provider := range s.Value("provider.aws").List() {
		for _, argument := range []string{"access_key", "secret_key", "token"} {
			v := provider.Field(argument)
			if v.Known() && (!worksWithoutAWS(provider) || secretPattern.MatchString(v.String()) || len(v.String()) == secretKeyLength) {
				whole = whole.And(broken("provider.aws", "provider aws has a literal %s", argument))
			}
		}
	}
	return whole
}

// secretKeyLength is the length of a secret access key.
const secretKeyLength = 40
