package rules

import (
	"slices"
	"strings"
)

// isSecretName reports whether an argument or a field with this name holds a secret: the end of the name, from its
// beginning or from a separator, is one of a list.
func isSecretName(name string) bool {
	name = strings.ToLower(name)
	if isSecretEnd(name) {
		return true
	}
	for at := range len(name) {
		if c := name[at]; (c == '_' || c == '.' || c == '-') && isSecretEnd(name[at+1:]) {
			return true
		}
	}
	return false
}

func isSecretEnd(text string) bool {
	switch text {
	case "pass", "password", "passwd", "passphrase", "credential", "credentials", "jwt", "jwtsecret",
		"secret", "clientsecret", "secret_string", "secretstring", "secret_binary", "secretbinary", "secretaccess_key", "secretaccesskey",
		"token", "authtoken", "accesstoken", "apitoken", "refreshtoken", "bearertoken", "oauthtoken",
		"private_key", "secret_key", "api_key", "access_key", "signing_key", "encryption_key",
		"privatekey", "secretkey", "apikey", "accesskey", "signingkey", "encryptionkey":
		return true
	}
	return false
}

// environmentNames are parts of the names of environment variables that hold a secret.
var environmentNames = []string{"password", "passwd", "passphrase", "secret", "token", "credential", "jwt", "dsn", "connection_string", "connectionstring",
	"api_key", "private_key", "access_key", "signing_key", "encryption_key", "apikey", "privatekey", "accesskey", "signingkey", "encryptionkey"}

// placeNames are the ends of the names of variables with the location or the lifetime of a secret.
var placeNames = []string{"_arn", "_name", "_id", "_file", "_path", "_uri", "_url", "_endpoint", "_region", "_ttl", "_expiry", "_expires", "_expiration",
	"_length", "_issuer", "_audience", "_algorithm"}

// isSecretVariable reports whether an environment variable or a parameter with this name holds a secret or tells where one is.
func isSecretVariable(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(environmentNames, func(part string) bool { return strings.Contains(name, part) })
}

// isPlaceName reports whether an environment variable with this name holds the location or the lifetime of a secret.
func isPlaceName(name string) bool { return endsIn(name, placeNames) }

// isPlace reports whether a text is the location of a secret, and not its value.
func isPlace(text string) bool {
	return strings.HasPrefix(text, "arn:") || strings.HasPrefix(text, "resolve:") || strings.HasPrefix(text, "{{resolve:") ||
		strings.HasPrefix(text, "alias/") || strings.HasPrefix(text, "/")
}
