package rules

import (
	"encoding/base64"
	"slices"
	"strings"

	"landform/internal/lazyregexp"
)

// secretPattern matches strings that can only be a secret.
var secretPattern = lazyregexp.New(`\b(AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{22,}|` +
	`\bglpat-[\w-]{20}|\bxox[abprs]-[\w-]{10,}|\bsk_live_\w{16,}|\bAIza[\w-]{35}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}|` +
	`\b[a-z][a-z0-9+]+://[^/\s:@$'"<{]+:[^/\s@$'"<{]{3,}@|(?i:aws_secret_access_key)\W{1,4}[A-Za-z0-9/+=]{40}`)

// Every match of secretPattern contains one of these hints or is a URL. Few resources have the beginning of a token of
// GitHub in them, so that its forms are looked for in those alone.
var (
	credentialHints = hints{{'I', []string{"ASIA"}}, {'J', []string{"eyJ"}}, {'K', []string{"AKIA"}}, {'Y', []string{"PRIVATE KEY", "ECRET_ACCESS_KEY"}},
		{'g', []string{"glpat-"}}, {'k', []string{"sk_live_", "ecret_access_key"}}, {'x', []string{"xox"}}, {'z', []string{"AIza"}}}
	gitHub      = hint{'h', []string{"gh", "github_pat_"}}
	gitHubHints = hints{{'h', []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"}}}
)

// suspicious reports whether a text may match secretPattern.
func suspicious(text string) bool {
	return credentialHints.in(text) || gitHub.in(text) && gitHubHints.in(text) || hasLogin(text)
}

// hasLogin reports whether a text has a URL with a name and a password before its host.
func hasLogin(text string) bool {
	const ends = "/ \t\n\f\r@$'\"<{"
	for strings.Contains(text, "@") {
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
	return false
}

// Resources with one of these hints may contain a text indirectly: through a reference, or in base64.
var hidingHints = hints{{'$', []string{"${local.", "${var."}}, {'6', []string{"base64"}}, {'u', []string{`"user_data"`}}}

// decoded returns a text, or its decoded form if it is base64.
func decoded(text string) string {
	if plain, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text)); err == nil && len(plain) > 8 {
		return string(plain)
	}
	return text
}

// secretSource matches references to the value of a secret.
var secretSource = lazyregexp.New(`\$\{[^}]*(random_password\.[\w-]+\.(result|bcrypt_hash)|secret_version\.[\w-]+\.secret_(string|binary)|tls_private_key\.[\w-]+\.private_key|iam_access_key\.[\w-]+\.(secret|ses_smtp)|\.(master_)?password\b|\.auth_token\b)`)

// Every match of secretSource contains one of these hints.
var sourceHints = hints{{'k', []string{"tls_private_key.", "iam_access_key.", ".auth_token"}}, {'v', []string{"secret_version."}}, {'w', []string{"password"}}}

// handsOver reports whether a text contains the value of a secret by reference.
func handsOver(text string) bool {
	return strings.Contains(text, "${") && sourceHints.in(text) && secretSource.MatchString(text)
}

// assigned are the ends of the names of variables that hold a secret.
var assigned = []string{"password", "passwd", "passphrase", "secret", "secret_key", "access_key", "token", "api_key", "apikey"}

// assignsSecret reports whether a script assigns a literal of at least six characters to the variable of a secret, as in
// PASSWORD='...' or "token": "...".
func assignsSecret(script string) bool {
	const space, least = " \t\n\f\r", 6
	for {
		at := strings.IndexAny(script, "=:")
		if at < 0 {
			return false
		}
		name, rest := script[:at], script[at+1:]
		literal := strings.TrimLeft(rest, space)
		if script[at] == '=' {
			name = strings.TrimRight(name, space)
		} else if literal == rest {
			literal = "" // a colon without a space after it is part of a text
		}
		if isQuote(name, len(name)-1) {
			name = name[:len(name)-1]
		}
		if isQuote(literal, 0) {
			literal = literal[1:]
		}
		if len(literal) >= least && consistsOf(literal[:least], "+/!@#%^&*_.-") && endsIn(name, assigned) {
			return true
		}
		script = rest
	}
}

func isQuote(text string, at int) bool {
	return at >= 0 && at < len(text) && (text[at] == '\'' || text[at] == '"')
}

// endsIn reports whether a text has one of these endings, ignoring case.
func endsIn(text string, endings []string) bool {
	return slices.ContainsFunc(endings, func(ending string) bool {
		return len(text) >= len(ending) && strings.EqualFold(text[len(text)-len(ending):], ending)
	})
}
