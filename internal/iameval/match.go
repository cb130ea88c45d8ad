package iameval

import (
	"slices"
	"strings"
)

// like matches a text against a pattern with "*" and "?".
func like(pattern, text string) bool {
	for pattern != "" {
		switch {
		case pattern[0] == '*':
			rest := strings.TrimLeft(pattern, "*")
			for from := 0; from <= len(text); from++ {
				if like(rest, text[from:]) {
					return true
				}
			}
			return false
		case text == "" || pattern[0] != '?' && pattern[0] != text[0]:
			return false
		}
		pattern, text = pattern[1:], text[1:]
	}
	return text == ""
}

// arnLike matches an ARN part by part: a wildcard matches no colon, except in the last part, the resource.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
func arnLike(pattern, arn string) bool {
	if pattern == "*" || arn == "*" {
		return pattern == "*"
	}
	const parts = 6
	want, got := strings.SplitN(pattern, ":", parts), strings.SplitN(arn, ":", parts)
	return slices.EqualFunc(want, got, like)
}

// anyAction returns whether an action, such as "s3:GetObject", matches one of the patterns. Actions are case-insensitive.
func (p patterns) anyAction(action string) bool {
	return slices.ContainsFunc(p, func(pattern string) bool {
		return like(strings.ToLower(pattern), strings.ToLower(action))
	})
}

func (p patterns) anyARN(arn string) bool {
	return slices.ContainsFunc(p, func(pattern string) bool { return arnLike(pattern, arn) })
}

// anyPrincipal returns whether a principal matches, by its own ARN or by that of its account.
func (p patterns) anyPrincipal(kind, principal string) bool {
	return slices.ContainsFunc(p, func(pattern string) bool {
		if pattern == "*" || pattern == principal {
			return true
		}
		account := accountOf(principal)
		return kind == "AWS" && account != "" && (pattern == account || pattern == "arn:aws:iam::"+account+":root")
	})
}

// accountOf returns the account in an ARN, or "" for an ARN without an account, such as a bucket's.
func accountOf(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return ""
	}
	return parts[4]
}
