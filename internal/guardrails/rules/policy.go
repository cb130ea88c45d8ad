package rules

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"landform/internal/synthesized"
)

// said returns a violation of a statement.
func said(d document, s statement, text string, values ...any) answer {
	name := s.Sid
	if name == "" {
		name = fmt.Sprintf("#%d", s.Index+1)
	}
	return broken(d.Argument, "%s", fmt.Sprintf("%s: statement %s: ", d.Argument, name)+fmt.Sprintf(text, values...))
}

// allows reports whether a statement grants anything.
func allows(s statement) bool { return strings.EqualFold(s.Effect, "Allow") }

// everybody returns the principal of the statement that means everybody, or "".
func everybody(s statement) string {
	for _, principal := range s.Principals {
		if principal.ID == "*" && principal.Type != "Service" || strings.HasPrefix(principal.ID, "arn:aws:iam::*:") || principal.Type == "*" {
			return "Principal " + principal.ID
		}
	}
	if len(s.NotPrincipals) > 0 {
		return "NotPrincipal"
	}
	return ""
}

// narrowing are the condition keys that exclude most callers.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
var narrowing = []string{"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner",
	"aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount", "aws:principalarn", "aws:sourcevpc", "aws:sourcevpce",
	"aws:sourceip", "aws:vpcsourceip", "kms:calleraccount", "s3:dataaccesspointaccount", "s3:dataaccesspointarn", "aws:userid",
	"lambda:eventsourcetoken", "sts:externalid", "aws:username"}

// narrowed reports whether a condition excludes most callers.
func narrowed(s statement) bool {
	return slices.ContainsFunc(s.Conditions, func(c synthesized.Condition) bool {
		key := strings.ToLower(c.Key)
		return requires(c) && (slices.Contains(narrowing, key) || strings.HasPrefix(key, "kms:encryptioncontext:")) &&
			!slices.ContainsFunc(c.Values, isEverything)
	})
}

// requires reports whether only requests with the condition's key can meet it. The "IfExists" operators and
// "ForAllValues" also match requests without the key, and negated operators match nearly all requests.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
func requires(c synthesized.Condition) bool {
	operator := strings.ToLower(c.Operator)
	return !strings.HasSuffix(operator, "ifexists") && !strings.HasPrefix(operator, "forallvalues") && !strings.Contains(operator, "not") &&
		(strings.Contains(operator, "equals") || strings.Contains(operator, "like") || strings.Contains(operator, "ipaddress") || strings.Contains(operator, "bool"))
}

// isEverything reports whether a condition's value matches everything, or nearly everything.
func isEverything(text string) bool {
	if isWorld(text) {
		return true
	}
	return strings.Trim(text, "*?:/") == "" || text == "arn:aws:*" || strings.HasPrefix(text, "arn:aws:*:*:*:*") || strings.HasPrefix(text, "arn:*:")
}

// isWorld reports whether a network covers a large part of the internet: 0.0.0.0/0, and also its halves.
func isWorld(cidr string) bool {
	network, err := netip.ParsePrefix(cidr)
	if err != nil {
		return false
	}
	return network.Addr().Is4() && network.Bits() < 8 || network.Addr().Is6() && network.Bits() < 16
}

// notPublic returns a violation for a public statement in documents of these kinds.
func notPublic(d document, s statement, kinds ...synthesized.DocumentKind) answer {
	if !slices.Contains(kinds, d.Kind) || !allows(s) || len(s.Principals)+len(s.NotPrincipals) == 0 {
		return skip
	}
	if who := everybody(s); who != "" && !narrowed(s) {
		return said(d, s, "%s without a condition", who)
	}
	return pass
}

// plural formats a list of actions or resources for a finding.
func plural(name string, values []string) string {
	if len(values) > 3 {
		return fmt.Sprintf("%s %s and %d more", name, strings.Join(values[:3], ", "), len(values)-3)
	}
	return name + " " + strings.Join(values, ", ")
}
