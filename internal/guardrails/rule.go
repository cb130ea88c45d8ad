// Package guardrails holds synthesized stacks against rules: what breaks one does not ship.
package guardrails

import (
	"landform/internal/synthesized"
)

// Rule is one thing that must be true of a stack. Exactly one of its functions is set.
type Rule struct {
	ID      string // "rds-storage-encrypted"
	Class   Class
	Why     string   // what happens where the rule is broken
	Fix     string   // what to write instead
	Aliases []string // the same rule in public sets: "AWS-0080", "CKV_AWS_16", "RDS.3"
	Source  string   // the page that the rule or its list comes from, with the date of a list that ages
	Types   []string // the types of resources that the rule judges
	With    []string // the types that it looks at beside them: the aws_s3_bucket_versioning of a bucket
	Unknown Unknown  // what a value means that is known only after an apply

	Resource  func(Resource) Answer            // is asked of each resource of the types
	Statement func(Document, Statement) Answer // is asked of each statement of every policy document
	Document  func(Document) Answer            // is asked of every policy document
	Stack     func(Stack) Answer               // is asked once of each stack
	Across    func([]Stack) []Subject          // is asked once of all stacks

	// Violates is a JSON merge patch (RFC 7396) of the resources in the examples that breaks this rule and no other.
	Violates string
}

// Table is what stacks are held against.
type Table struct {
	Rules  []Rule
	Exempt map[string]string // types that no rule looks at, with the reason why none has to
}

// AnyType among the types of a rule stands for every resource. A type that only such rules look at counts as one without
// a rule.
const AnyType = "*"

type (
	// Stack is what rules look at as a whole.
	Stack = synthesized.Stack
	// Resource is what most rules look at.
	Resource = synthesized.Resource
	// Document is a policy document, wherever it stands.
	Document = synthesized.Document
	// Statement is one statement of a policy document.
	Statement = synthesized.Statement
)

// Class tells what kind of rule was broken.
type Class string

const (
	// Refused is what AWS or Terraform will refuse at apply, and what exposes or loses data or secrets.
	Refused Class = "refused"
	// Advice is best practice.
	Advice Class = "advice"
)

// Unknown is what a rule makes of a value that is known only after an apply.
type Unknown string

const (
	// NotEvaluated leaves the question open, and the report says so.
	NotEvaluated Unknown = ""
	// Passes takes what is unknown for good: a password that is known before an apply is the mistake.
	Passes Unknown = "passes"
)

// Subject is what a rule across stacks found of one resource, or of a stack where the resource is the zero one.
type Subject struct {
	Stack    Stack
	Resource Resource
	Answer   Answer
}

// Answer is what a rule says of a resource. The zero Answer passes.
type Answer struct {
	Violations    []Violation
	Unknown       []string // arguments that are known only after an apply
	Unread        []string // what could not be looked at, in words
	NotApplicable bool     // the rule has no say in this resource
}

// Violation is one way in which a resource breaks a rule.
type Violation struct {
	Argument string // dotted path of the argument, for its line
	Text     string // "storage_encrypted = false"
}

// And joins two answers: what violates, violates the whole.
func (a Answer) And(b Answer) Answer {
	return Answer{
		Violations:    append(a.Violations[:len(a.Violations):len(a.Violations)], b.Violations...),
		Unknown:       append(a.Unknown[:len(a.Unknown):len(a.Unknown)], b.Unknown...),
		Unread:        append(a.Unread[:len(a.Unread):len(a.Unread)], b.Unread...),
		NotApplicable: a.NotApplicable && b.NotApplicable,
	}
}
