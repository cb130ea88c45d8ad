// Package guardrails checks synthesized stacks against rules. A stack that breaks a rule is not deployed.
package guardrails

import (
	"landform/internal/synthesized"
)

// Rule is a condition that stacks must meet. Exactly one of its functions is set.
type Rule struct {
	ID      string // "rds-storage-encrypted"
	Class   Class
	Why     string   // the risk if the rule is broken
	Fix     string   // the instruction to fix it
	Aliases []string // ids of the same rule in public rule sets: "AWS-0080", "CKV_AWS_16", "RDS.3"
	Source  string   // the page with the source of the rule; for a list that becomes outdated, with its date
	Types   []string // the types of resources that the rule checks
	With    []string // additional types that it reads, such as the aws_s3_bucket_versioning of a bucket
	Unknown Unknown  // how to treat a value that is unknown until apply

	Resource  func(Resource) Answer              // called for each resource of Types
	Statement func(*Document, *Statement) Answer // called for each statement of every policy document
	Document  func(*Document) Answer             // called for every policy document
	Stack     func(Stack) Answer                 // called once for each stack
	Across    func([]Stack, func(Subject))       // called once for all stacks; calls a function for each subject

	// Violates is a JSON merge patch (RFC 7396) for the resources in the examples. It breaks this rule and no other.
	Violates string
}

// Table contains the rules that stacks are checked against.
type Table struct {
	Rules  []Rule
	Exempt map[string]string // types that need no rule, with the reason
}

// AnyType in the types of a rule means every resource. A type that is only covered by such rules counts as a type
// without a rule.
const AnyType = "*"

type (
	// Stack is the argument of rules for whole stacks.
	Stack = synthesized.Stack
	// Resource is the argument of most rules.
	Resource = synthesized.Resource
	// Document is a policy document in any argument of a resource.
	Document = synthesized.Document
	// Statement is one statement of a policy document.
	Statement = synthesized.Statement
)

// Class is the severity of a rule.
type Class string

const (
	// Refused rules cover what AWS or Terraform would refuse at apply, and what exposes or loses data or secrets.
	Refused Class = "refused"
	// Advice rules cover best practices.
	Advice Class = "advice"
)

// Unknown says how a rule treats a value that is unknown until apply.
type Unknown string

const (
	// NotEvaluated reports the value as not evaluated.
	NotEvaluated Unknown = ""
	// Passes accepts the value: for example, a password that is unknown until apply is not in the JSON.
	Passes Unknown = "passes"
)

// Subject is the answer of a rule across stacks for one resource. The zero resource means the stack itself.
type Subject struct {
	Stack    Stack
	Resource Resource
	Answer   Answer
}

// Answer is the answer of a rule for a resource. The zero Answer passes.
type Answer struct {
	Violations    []Violation
	Unknown       []string // arguments with values that are unknown until apply
	Unread        []string // descriptions of what could not be read
	NotApplicable bool     // the rule does not apply to this resource
}

// Violation is one way in which a resource breaks a rule.
type Violation struct {
	Argument string // path of the argument, to find its line
	Text     string // "storage_encrypted = false"
}

// And combines two answers. The result passes only if both pass.
func (a Answer) And(b Answer) Answer {
	return Answer{
		Violations:    append(a.Violations[:len(a.Violations):len(a.Violations)], b.Violations...),
		Unknown:       append(a.Unknown[:len(a.Unknown):len(a.Unknown)], b.Unknown...),
		Unread:        append(a.Unread[:len(a.Unread):len(a.Unread)], b.Unread...),
		NotApplicable: a.NotApplicable && b.NotApplicable,
	}
}
