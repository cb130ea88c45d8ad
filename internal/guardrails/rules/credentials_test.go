package rules

import (
	"strings"
	"testing"
)

// credentials are texts for each branch of secretPattern.
var credentials = []string{
	"AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE", "-----BEGIN RSA PRIVATE KEY-----",
	"ghp_" + strings.Repeat("a1", 18), "gho_" + strings.Repeat("a1", 18), "ghu_" + strings.Repeat("a1", 18), "ghs_" + strings.Repeat("a1", 18),
	"ghr_" + strings.Repeat("a1", 18), "github_pat_" + strings.Repeat("a1", 11), "glpat-" + strings.Repeat("a1", 10), "xoxb-1234567890",
	"sk_live_" + strings.Repeat("a1", 8), "AIza" + strings.Repeat("a", 35), "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
	"postgres://app:hunter2@db.example.com/app", "https://example.com and redis://app:hunter2@cache",
	"aws_secret_access_key = " + strings.Repeat("aB3/", 10), "AWS_SECRET_ACCESS_KEY=" + strings.Repeat("aB3/", 10),
}

func TestCredentialsAreSuspicious(t *testing.T) {
	for _, text := range credentials {
		if text := "of " + text; !secretPattern.MatchString(text) || !suspicious(text) {
			t.Errorf("%q is not found", text)
		}
	}
	for _, text := range []string{"", "A", "gh", "high", "K", "asia", "https://example.com/@x", "https://example.com:443/a@b", "user:name@example.com"} {
		if suspicious(text) {
			t.Errorf("%q is suspicious", text)
		}
	}
}

func TestHints(t *testing.T) {
	for _, hint := range append(append(append(hints{gitHub}, credentialHints...), append(gitHubHints, hidingHints...)...), sourceHints...) {
		rare := string(hint.rare)
		for _, wanted := range hint.texts {
			if !strings.Contains(wanted, rare) {
				t.Fatalf("%q has no %q", wanted, rare)
			}
			for _, text := range []string{wanted, rare + wanted, "a" + rare + rare + wanted + rare, wanted + wanted} {
				if !hint.in(text) {
					t.Errorf("%q is not found in %q", wanted, text)
				}
			}
			for _, text := range []string{"", rare, wanted[1:], wanted[:len(wanted)-1], rare + rare + rare} {
				if hint.in(text) {
					t.Errorf("%q is found in %q", hint.texts, text)
				}
			}
		}
	}
}

func TestReferencesToSecrets(t *testing.T) {
	for _, text := range []string{"${random_password.p.result}", "a ${random_password.p-1.bcrypt_hash}", "${aws_secretsmanager_secret_version.v.secret_string}",
		"${tls_private_key.k.private_key_pem}", "${aws_iam_access_key.k.ses_smtp_password_v4}", "${aws_rds_cluster.c.master_password}", "${f(aws_elasticache_replication_group.r.auth_token)}"} {
		if !handsOver(text) {
			t.Errorf("%q hands over a secret", text)
		}
	}
	for _, text := range []string{"random_password.p.result", "${random_password.p.length} .result", "${aws_secretsmanager_secret.s.arn}", "${aws_db_instance.d.password_wo}"} {
		if handsOver(text) {
			t.Errorf("%q hands over no secret", text)
		}
	}
}

func TestAssignedSecrets(t *testing.T) {
	for _, script := range []string{"export DB_PASSWORD=hunter2", "password = 'hunter2'", `{"token":  "abcdef"}`, "Api_Key:\nabcdef", "a: b; ApiKey=abc+/!", "x=1 secret\t=\t\"abcdef"} {
		if !assignsSecret(script) {
			t.Errorf("%q assigns a secret", script)
		}
	}
	for _, script := range []string{"", "=", "password", "password=", "PASSWORD=$(aws secretsmanager get-secret-value)", "password=short", "token:abcdef", `"token" : "abcdef"`,
		"passwords=abcdef", "secret = =abcdef", "''=abcdef"} {
		if assignsSecret(script) {
			t.Errorf("%q assigns no secret", script)
		}
	}
}

func TestNamesOfSecrets(t *testing.T) {
	for _, name := range []string{"password", "Master_Password", "db.pass", "secret_string", "secretstring", "client_secret", "ClientSecret", "auth_token", "authtoken", "x-api_key", "apikey", "jwt_secret", "aws_secret_access_key", "credentials"} {
		if !isSecretName(name) {
			t.Errorf("%s is the name of a secret", name)
		}
	}
	for _, name := range []string{"", "key", "kms_key", "bypass", "password_length", "secret_arn", "tokens", "public_key", "private-key", "http_tokens"} {
		if isSecretName(name) {
			t.Errorf("%s is not the name of a secret", name)
		}
	}
	if !isSecretVariable("MY_DB_PASSWORD_2") || isSecretVariable("DB_HOST") || !isPlaceName("TOKEN_URL") || isPlaceName("URL_TOKEN") {
		t.Error("names of environment variables")
	}
}
