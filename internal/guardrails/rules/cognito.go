package rules

import (
	"slices"
	"strings"
)

var (
	userPool       = []string{"aws_cognito_user_pool"}
	userPoolClient = []string{"aws_cognito_user_pool_client"}
)

var cognitoRules = []rule{
	{
		ID: "cognito-passwords", Class: advice, Types: userPool, Resource: CognitoPasswords,
		Why:      "attackers guess short passwords, and a single factor is easily stolen",
		Fix:      "set password_policy with minimum_length of 12 or more, and mfa_configuration to ON or OPTIONAL",
		Aliases:  []string{"Cognito.3", "Cognito.5"},
		Violates: `{"aws_cognito_user_pool": {"main": {"password_policy": {"minimum_length": 6}}}}`,
	},
	{
		ID: "cognito-kept", Class: advice, Types: userPool, Resource: CognitoKept,
		Why:      "a change of a single argument could replace, and so delete, all users; their passwords cannot be restored",
		Fix:      "set deletion_protection to ACTIVE",
		Aliases:  []string{"Cognito.6"},
		Violates: `{"aws_cognito_user_pool": {"main": {"deletion_protection": "INACTIVE"}}}`,
	},
	{
		ID: "cognito-attacks-seen", Class: advice, Types: userPool, Resource: CognitoAttacksSeen,
		Why:      "attackers try stolen passwords unnoticed",
		Fix:      "set user_pool_add_ons.advanced_security_mode to ENFORCED",
		Aliases:  []string{"Cognito.1"},
		Violates: `{"aws_cognito_user_pool": {"main": {"user_pool_add_ons": {"advanced_security_mode": "OFF"}}}}`,
	},
	{
		ID: "cognito-code-flow", Class: refused, Types: userPoolClient, Resource: CognitoCodeFlow,
		Why:      "the implicit flow puts tokens into URLs, which browsers and proxies store",
		Fix:      "set allowed_oauth_flows to code, with PKCE",
		Source:   "https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints-oauth-grants.html",
		Violates: `{"aws_cognito_user_pool_client": {"main": {"allowed_oauth_flows": ["implicit"]}}}`,
	},
	{
		ID: "cognito-callback-tls", Class: refused, Types: userPoolClient, Resource: CognitoCallbackTLS,
		Why:      "codes and tokens cross the internet unencrypted; Cognito refuses such an address",
		Fix:      "use https://, or http://localhost for tests",
		Source:   "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html",
		Violates: `{"aws_cognito_user_pool_client": {"main": {"callback_urls": ["http://app.example.com"]}}}`,
	},
	{
		ID: "cognito-users-hidden", Class: advice, Types: userPoolClient, Resource: CognitoUsersHidden,
		Why:      "the response to a wrong password reveals whether the user exists",
		Fix:      "set prevent_user_existence_errors to ENABLED",
		Source:   "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html",
		Violates: `{"aws_cognito_user_pool_client": {"main": {"prevent_user_existence_errors": "LEGACY"}}}`,
	},
	{
		ID: "cognito-passwords-not-sent", Class: advice, Types: userPoolClient, Resource: CognitoPasswordsNotSent,
		Why:      "the application receives the password, which SRP avoids",
		Fix:      "use ALLOW_USER_SRP_AUTH instead of ALLOW_USER_PASSWORD_AUTH",
		Violates: `{"aws_cognito_user_pool_client": {"main": {"explicit_auth_flows": ["ALLOW_USER_PASSWORD_AUTH"]}}}`,
	},
	{
		ID: "cognito-no-guests", Class: refused, Types: []string{"aws_cognito_identity_pool"}, Resource: CognitoNoGuests,
		Why:      "everybody on the internet gets credentials for a role of the account",
		Fix:      "set allow_unauthenticated_identities to false",
		Aliases:  []string{"CKV_AWS_366", "Cognito.2"},
		Violates: `{"aws_cognito_identity_pool": {"main": {"allow_unauthenticated_identities": true}}}`,
	},
}

// CognitoPasswords requires long passwords and a second factor. Length counts more than kinds of characters:
// https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver
func CognitoPasswords(pool resource) answer {
	return atLeast(pool, "password_policy.minimum_length", 12).And(isOne(pool, "mfa_configuration", "ON", "OPTIONAL"))
}

// CognitoKept requires that a deletion takes two steps.
func CognitoKept(pool resource) answer { return isOne(pool, "deletion_protection", "ACTIVE") }

// CognitoAttacksSeen requires attempts with stolen passwords to be noticed.
func CognitoAttacksSeen(pool resource) answer {
	return isOne(pool, "user_pool_add_ons.advanced_security_mode", "ENFORCED", "AUDIT")
}

// CognitoCodeFlow requires tokens to be handed over server to server.
func CognitoCodeFlow(client resource) answer {
	if slices.Contains(client.Value("allowed_oauth_flows").Strings(), "implicit") {
		return broken("allowed_oauth_flows", "allowed_oauth_flows has implicit")
	}
	return pass
}

// CognitoCallbackTLS requires addresses with TLS.
func CognitoCallbackTLS(client resource) answer {
	whole := pass
	for _, argument := range []string{"callback_urls", "logout_urls", "default_redirect_uri"} {
		for _, address := range client.All(argument) {
			text := address.String()
			if strings.HasPrefix(text, "http://") && !strings.HasPrefix(text, "http://localhost") {
				whole = whole.And(broken(argument, "%s has %s", argument, text))
			}
		}
	}
	return whole
}

// CognitoUsersHidden requires one answer for a wrong password and an unknown user.
func CognitoUsersHidden(client resource) answer {
	return isOne(client, "prevent_user_existence_errors", "ENABLED")
}

// CognitoPasswordsNotSent requires proofs of passwords.
func CognitoPasswordsNotSent(client resource) answer {
	for _, flow := range client.Value("explicit_auth_flows").Strings() {
		if flow == "ALLOW_USER_PASSWORD_AUTH" || flow == "USER_PASSWORD_AUTH" {
			return broken("explicit_auth_flows", "explicit_auth_flows has %s", flow)
		}
	}
	return pass
}

// CognitoNoGuests requires credentials for known users only.
func CognitoNoGuests(pool resource) answer { return notTrue(pool, "allow_unauthenticated_identities") }
