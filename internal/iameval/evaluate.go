package iameval

import (
	"fmt"
	"slices"
	"strings"
)

// Request is one call to AWS.
type Request struct {
	Principal string // ARN of the calling role
	Action    string // for example "s3:GetObject"
	Resource  string // ARN, or "*" for an action without resource types
	// Context holds the condition keys that AWS sets for the call. Keys are case-insensitive.
	Context map[string][]string
}

func (r Request) values(key string) []string {
	for name, values := range r.Context {
		if strings.EqualFold(name, key) {
			return values
		}
	}
	return nil
}

// Rights are all policies that apply to a request.
type Rights struct {
	Identity []Policy // policies of the calling role
	Boundary *Policy  // permissions boundary of that role, or nil
	Resource *Policy  // policy of the resource, or nil
	// CrossAccount is true if the resource belongs to another account: then both its policy and the role's must allow the request.
	// It cannot be derived from the ARN, since ARNs of buckets have no account.
	CrossAccount bool
}

// Decision is the result of an evaluation.
type Decision struct {
	Allowed bool
	Reason  string // the denying statement, or the kind of policy that does not allow the request
}

// Decide evaluates a request. It returns an error if a condition cannot be evaluated.
//
// An explicit deny always wins. Within an account, either the identity policies or the resource policy must allow the request;
// across accounts, both must. The boundary limits the identity policies. A resource policy that names the account only delegates
// the decision to the account, so it allows a role by itself only if it names the role's ARN.
func (r Rights) Decide(request Request) (Decision, error) {
	identity, err := evaluate(request, r.Identity...)
	if err != nil || identity.denied != "" {
		return Decision{Reason: "denied by " + identity.denied}, err
	}
	bounded := outcome{allowed: true}
	if r.Boundary != nil {
		if bounded, err = evaluate(request, *r.Boundary); err != nil || bounded.denied != "" {
			return Decision{Reason: "denied by the boundary's " + bounded.denied}, err
		}
	}
	resource := outcome{}
	if r.Resource != nil {
		if resource, err = evaluate(request, *r.Resource); err != nil || resource.denied != "" {
			return Decision{Reason: "denied by the resource's " + resource.denied}, err
		}
	}
	switch {
	case r.CrossAccount && !resource.allowed:
		return Decision{Reason: "the resource's policy does not allow it"}, nil
	case !identity.allowed && (r.CrossAccount || !resource.direct):
		return Decision{Reason: "no policy of the role allows it"}, nil
	case !bounded.allowed && identity.allowed:
		return Decision{Reason: "the boundary does not allow it"}, nil
	}
	return Decision{Allowed: true}, nil
}

// outcome is the result of a set of policies.
type outcome struct {
	denied  string // the denying statement, or ""
	allowed bool
	direct  bool // allowed for the principal itself, not only for its account
}

func evaluate(request Request, policies ...Policy) (outcome, error) {
	var result outcome
	for _, policy := range policies {
		for index, statement := range policy.statements {
			matches, err := statement.matches(request)
			if err != nil {
				return result, fmt.Errorf("statement %d %q: %w", index, statement.sid, err)
			}
			switch {
			case matches && statement.deny && result.denied == "":
				result.denied = fmt.Sprintf("statement %d %q", index, statement.sid)
			case matches && !statement.deny:
				result.allowed = true
				result.direct = result.direct || statement.namesDirectly(request.Principal)
			}
		}
	}
	return result, nil
}

func (s statement) matches(request Request) (bool, error) {
	switch {
	case len(s.actions) > 0 && !s.actions.anyAction(request.Action),
		len(s.notActions) > 0 && s.notActions.anyAction(request.Action),
		len(s.resources) > 0 && !s.resources.anyARN(request.Resource),
		len(s.notResources) > 0 && s.notResources.anyARN(request.Resource),
		s.principals != nil && !s.names(request.Principal):
		return false, nil
	}
	for _, condition := range s.conditions {
		holds, err := condition.holds(request)
		if err != nil || !holds {
			return false, err
		}
	}
	return true, nil
}

func (s statement) names(principal string) bool {
	for kind, named := range s.principals {
		if named.anyPrincipal(kind, principal) {
			return true
		}
	}
	return false
}

func (s statement) namesDirectly(principal string) bool {
	for _, named := range s.principals {
		if slices.Contains(named, principal) || slices.Contains(named, "*") {
			return true
		}
	}
	return false
}
