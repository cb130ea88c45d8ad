package synthesized

import (
	"slices"
	"strings"
)

// DocumentKind is the kind of a policy document, which determines how AWS evaluates it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#access_policy-types
type DocumentKind string

// The kinds of policy documents.
const (
	Identity     DocumentKind = "identity"     // permissions of a role, a user, a group or a permission set
	Trust        DocumentKind = "trust"        // who may assume a role
	KeyPolicy    DocumentKind = "key"          // of a KMS key
	BucketPolicy DocumentKind = "bucket"       // of an S3 bucket
	Endpoint     DocumentKind = "endpoint"     // of a VPC endpoint
	Organization DocumentKind = "organization" // a service control policy, which only limits permissions
	Boundary     DocumentKind = "boundary"     // a permissions boundary, which only limits permissions
	OfResource   DocumentKind = "resource"     // of any other resource: a topic, a queue, a repository
)

// Document is a policy document: literal text, jsonencode with references, or a data source that the argument refers to.
type Document struct {
	Resource   Resource
	Argument   string // dotted path: "policy", "inline_policy.0.policy"
	Kind       DocumentKind
	Text       string // JSON; unknown parts are "${...}"
	Statements []Statement
	Opaque     bool // the whole document is unknown until apply
}

// Statement is one statement of a document. Unknown parts of a text are "${...}".
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
type Statement struct {
	Index         int
	Sid, Effect   string
	Principals    []Principal
	NotPrincipals []Principal
	Actions       []string
	NotActions    []string
	Resources     []string
	NotResources  []string
	Conditions    []Condition
}

// Principal is whom a statement applies to. "*" alone in a document is the type "AWS" with the id "*".
type Principal struct{ Type, ID string }

// Condition is one key of a statement's conditions.
type Condition struct {
	Operator string // "StringEquals", "ForAnyValue:StringLike"
	Key      string
	Values   []string
}

func (r Resource) document(path, content string) Document {
	document := Document{Resource: r, Argument: path, Kind: kindOf(r.Type, path), Text: content}
	if r.Type == "aws_iam_policy" && r.isBoundary() {
		document.Kind = Boundary
	}
	parsed, ok := documentIn(content, &r.node.graph.policies) // of which only texts are kept
	if !ok {
		document.Opaque = true
		return document
	}
	statements := insensitive(parsed, "Statement").List()
	document.Statements = make([]Statement, 0, len(statements))
	for index, statement := range statements {
		document.Statements = append(document.Statements, newStatement(index, statement))
	}
	if strings.HasPrefix(r.Address(), "data.") && slices.ContainsFunc(document.Statements, func(s Statement) bool { return len(s.Principals) > 0 }) {
		document.Kind = OfResource // nothing of the stack uses it, and no policy of an identity has principals
	}
	return document
}

// isBoundary reports whether a policy is attached as a permissions boundary, here or by its ARN, and in no other way.
func (r Resource) isBoundary() bool {
	uses := slices.DeleteFunc(slices.Clone(r.ReferredBy()), func(use Reference) bool {
		return strings.HasPrefix(use.From, "output.") || strings.HasPrefix(use.Argument, "depends_on")
	})
	if len(uses) == 0 {
		return r.boundsOthers()
	}
	return !slices.ContainsFunc(uses, func(use Reference) bool { return use.Argument != "permissions_boundary" })
}

// boundsOthers reports whether roles name the policy as their boundary by its ARN, or a policy demands that they do.
func (r Resource) boundsOthers() bool {
	name := r.Value("name")
	arn := ":policy/" + name.String()
	return name.Known() && slices.ContainsFunc(r.node.graph.order, func(other *node) bool {
		text := other.resource.JSON.Raw
		return (strings.Contains(text, arn+`"`) || strings.Contains(text, arn+`\"`)) &&
			strings.Contains(strings.ToLower(strings.ReplaceAll(text, "_", "")), "permissionsboundary")
	})
}

func kindOf(kind, path string) DocumentKind {
	switch {
	case strings.HasPrefix(path, "assume_role_policy"):
		return Trust
	case strings.HasPrefix(kind, "aws_kms_"):
		return KeyPolicy
	case kind == "aws_s3_bucket_policy" || kind == "aws_s3_bucket":
		return BucketPolicy
	case strings.HasPrefix(kind, "aws_vpc_endpoint"):
		return Endpoint
	case kind == "aws_organizations_policy":
		return Organization
	case strings.HasPrefix(kind, "aws_iam_"), strings.HasPrefix(kind, "aws_ssoadmin_"):
		return Identity
	}
	return OfResource
}

func newStatement(index int, value Value) Statement {
	texts := func(name string) []string { return insensitive(value, name).Strings() }
	return Statement{
		Index: index, Sid: insensitive(value, "Sid").String(), Effect: insensitive(value, "Effect").String(),
		Principals: principals(insensitive(value, "Principal")), NotPrincipals: principals(insensitive(value, "NotPrincipal")),
		Actions: texts("Action"), NotActions: texts("NotAction"),
		Resources: texts("Resource"), NotResources: texts("NotResource"),
		Conditions: conditions(insensitive(value, "Condition")),
	}
}

// insensitive looks a name up without regard to case, as IAM does.
func insensitive(value Value, name string) Value {
	if found := value.Field(name); found.Exists() {
		return found
	}
	raw := value.raw
	if list, ok := raw.([]any); ok && len(list) == 1 {
		raw = list[0]
	}
	if object, ok := raw.(*object); ok {
		for _, field := range object.fields {
			if strings.EqualFold(field.name, name) {
				return valueOf(field.value)
			}
		}
	}
	return Value{}
}

func principals(value Value) []Principal {
	var found []Principal
	value.each(func(element Value) {
		byType, ok := element.raw.(*object)
		if !ok {
			found = append(found, Principal{"AWS", element.String()})
			return
		}
		for _, field := range byType.fields {
			for _, id := range valueOf(field.value).Strings() {
				found = append(found, Principal{field.name, id})
			}
		}
	})
	return found
}

func conditions(value Value) []Condition {
	var found []Condition
	for _, operator := range sortedKeys(value.raw) {
		keys := value.Field(operator)
		for _, key := range sortedKeys(keys.raw) {
			found = append(found, Condition{operator, key, keys.Field(key).Strings()})
		}
	}
	return found
}

// Allows reports whether the statement grants an action, such as "s3:GetObject", on some resource.
func (s Statement) Allows(action string) bool { return s.Effect == "Allow" && s.Concerns(action) }

// Concerns reports whether the statement applies to an action.
func (s Statement) Concerns(action string) bool {
	matches := func(pattern string) bool { return MatchAction(pattern, action) }
	if len(s.NotActions) > 0 {
		return !slices.ContainsFunc(s.NotActions, matches)
	}
	return slices.ContainsFunc(s.Actions, matches)
}

// MatchAction reports whether an action matches a pattern, without regard to case.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
func MatchAction(pattern, action string) bool {
	return match(pattern, action, func(a, b byte) bool { return a == b || lower(a) == lower(b) })
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// Match reports whether a text matches a pattern of IAM, in which "*" stands for any characters and "?" for one.
func Match(pattern, text string) bool {
	return match(pattern, text, func(a, b byte) bool { return a == b })
}

func match(pattern, text string, same func(a, b byte) bool) bool {
	p, t := 0, 0
	star, resume := -1, 0 // the last "*", and where the text after what it stands for begins
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, resume = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || same(pattern[p], text[t])):
			p, t = p+1, t+1
		case star >= 0: // let the "*" stand for one character more
			resume++
			p, t = star+1, resume
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
