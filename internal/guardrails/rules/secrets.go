package rules

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"sync"

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

// secretName matches the names of arguments and fields that hold a secret.
var secretName = regexp.MustCompile(`(?i)(^|[_.-])(pass(word|wd|phrase)?|secret(_?string|_?key|_?binary|_?access_?key)?|(auth|access|api|refresh|bearer|oauth)?_?token|(private|secret|api|access|signing|encryption)_?key|credentials?|client_?secret|jwt(_?secret)?)$`)

// knownNames caches the answers by name: there are few names, and every stack has them.
var knownNames sync.Map

func isSecretName(name string) bool {
	if known, ok := knownNames.Load(name); ok {
		return known.(bool)
	}
	matches := secretName.MatchString(name)
	knownNames.Store(name, matches)
	return matches
}

// notSecret are the arguments that secretName matches although they hold no secret, such as an expiry date.
var notSecret = map[string]bool{"tags": true, "tags_all": true, "lifecycle": true, "http_tokens": true, "metadata_options": true,
	"creation_token": true, "client_request_token": true}

// SecretNotInJSON forbids literal values for arguments, and for fields of JSON in arguments, whose names say that they
// hold a secret.
func SecretNotInJSON(r resource) answer {
	whole := skip
	for _, argument := range r.Arguments() {
		if notSecret[argument] || argument == "environment" && slices.Contains(withEnvironment, r.Type) {
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

// isPlace reports whether a text is the location of a secret, and not its value.
func isPlace(text string) bool {
	return strings.HasPrefix(text, "arn:") || strings.HasPrefix(text, "resolve:") || strings.HasPrefix(text, "{{resolve:") ||
		strings.HasPrefix(text, "alias/") || strings.HasPrefix(text, "/")
}

func sorted(texts []string) []string { slices.Sort(texts); return texts }

// secretPattern matches strings that can only be a secret.
var secretPattern = regexp.MustCompile(`\b(AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{22,}|` +
	`\bglpat-[\w-]{20}|\bxox[abprs]-[\w-]{10,}|\bsk_live_\w{16,}|\bAIza[\w-]{35}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}|` +
	`\b[a-z][a-z0-9+]+://[^/\s:@$'"<{]+:[^/\s@$'"<{]{3,}@|(?i:aws_secret_access_key)\W{1,4}[A-Za-z0-9/+=]{40}`)

// Every text that secretPattern matches contains one of these hints. Looking for them is many times faster.
var hints = []string{"AKIA", "ASIA", "PRIVATE KEY", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "sk_live_", "AIza", "eyJ",
	"ecret_access_key", "ECRET_ACCESS_KEY"}

// suspicious reports whether a text may match secretPattern.
func suspicious(text string) bool {
	return slices.ContainsFunc(hints, func(hint string) bool { return strings.Contains(text, hint) }) || hasLogin(text)
}

// hasLogin reports whether a text has a URL with a name and a password before its host.
func hasLogin(text string) bool {
	const ends = "/ \t\n\f\r@$'\"<{"
	for {
		_, rest, found := strings.Cut(text, "://")
		if !found {
			return false
		}
		if at := strings.IndexAny(rest, ends+":"); at > 0 && rest[at] == ':' {
			password := rest[at+1:]
			if end := strings.IndexAny(password, ends); end >= 0 && password[end] == '@' {
				return true
			}
		}
		text = rest
	}
}

// hides reports whether JSON may contain a text indirectly: through a reference, or in base64.
func hides(raw string) bool {
	return strings.Contains(raw, "${local.") || strings.Contains(raw, "${var.") || strings.Contains(raw, "base64") || strings.Contains(raw, `"user_data"`)
}

// SecretPatternNotInJSON forbids strings that look like a credential anywhere in the JSON, also in base64.
func SecretPatternNotInJSON(r resource) answer {
	whole := pass
	if !suspicious(r.JSON.Raw) && !hides(r.JSON.Raw) {
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

// decoded returns a text, or its decoded form if it is base64.
func decoded(text string) string {
	if plain, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text)); err == nil && len(plain) > 8 {
		return string(plain)
	}
	return text
}

// assignedSecret matches a script that assigns a literal to the variable of a secret.
var assignedSecret = regexp.MustCompile(`(?i)(password|passwd|passphrase|secret|secret_key|access_key|token|api_?key)['"]?(\s*=\s*|:\s+)['"]?[A-Za-z0-9+/!@#%^&*_.-]{6,}`)

// SecretNotInUserData forbids secrets in user data, as literals and as references.
func SecretNotInUserData(server resource) answer {
	whole := skip
	for _, argument := range []string{"user_data", "user_data_base64"} {
		if !server.Value(argument).Exists() {
			continue
		}
		text := decoded(server.Value(argument).String())
		if assignedSecret.MatchString(text) || handsOver(text) {
			whole = whole.And(broken(argument, "%s holds a secret", argument))
		}
		whole = whole.And(pass)
	}
	return whole
}

// secretSource matches references to the value of a secret.
var secretSource = regexp.MustCompile(`\$\{[^}]*(random_password\.[\w-]+\.(result|bcrypt_hash)|secret_version\.[\w-]+\.secret_(string|binary)|tls_private_key\.[\w-]+\.private_key|iam_access_key\.[\w-]+\.(secret|ses_smtp)|\.(master_)?password\b|\.auth_token\b)`)

func handsOver(text string) bool {
	return strings.Contains(text, "${") && secretSource.MatchString(text)
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
