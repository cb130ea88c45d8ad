package synthesized

import "encoding/json"

// MetadataKey is the key of the metadata in a stack's JSON, under "//", which Terraform ignores.
// https://developer.hashicorp.com/terraform/language/syntax/json#comment-properties
const MetadataKey = "landform"

// Metadata describes a stack for other programs. Every stack of landform contains it in its JSON, so that no program parses a
// stack's name.
type Metadata struct {
	System      string `json:"system"`          // for example "volteryde"
	Environment string `json:"environment"`     // for example "dev"; "shared" in a stack that belongs to no environment
	Role        Role   `json:"role"`            // purpose of the stack
	Stage       Stage  `json:"stage,omitempty"` // of an environment
	Account     string `json:"account"`         // 12 digits
	Region      string `json:"region"`          // for example "us-east-1"
	// LockTable is the ARN of the DynamoDB table that locks the stack's state, possibly in another account. It is empty if
	// only lock files are used, or if the state is a local file.
	LockTable string `json:"lockTable,omitempty"`
	// Position is the position of an environment in the promotion order of its system, from 1. It is 0 for stacks that are not
	// environments.
	Position int `json:"position,omitempty"`
	// Disposable is true if the stack may be destroyed together with its data.
	Disposable bool `json:"disposable,omitempty"`
	CI         *CI  `json:"ci,omitempty"` // nil if CI does not plan the stack
	// Outputs are the names of outputs that programs read, by use.
	Outputs map[OutputUse]string `json:"outputs,omitempty"`
}

// Role is the purpose of a stack.
type Role string

// The roles of stacks.
const (
	RoleEnvironment  Role = "environment"
	RoleState        Role = "state"        // storage of Terraform state
	RoleOrganization Role = "organization" // AWS Organizations and accounts
	RoleCI           Role = "ci"           // access of CI to an account
)

// Stage classifies an environment by its users.
type Stage string

// The stages of environments.
const (
	Development Stage = "development" // developers: it may be destroyed at any time
	Staging     Stage = "staging"     // tests of releases
	Production  Stage = "production"  // customers
)

// CI is the configuration of a stack's CI jobs.
type CI struct {
	Environment string `json:"environment"`         // GitHub environment of applies; plans run in the one with the suffix "-plan"
	PlanRole    string `json:"planRole"`            // ARN
	ApplyRole   string `json:"applyRole,omitempty"` // ARN; empty if CI does not deploy the stack
	Plans       string `json:"plans"`               // S3 URL of the folder for saved plans, ending in a slash
	// PullRequestRole is the ARN of the role that reads copies of states, against which pull requests are planned.
	PullRequestRole string `json:"pullRequestRole"`
	Reviews         string `json:"reviews"` // S3 URL of the folder for the copies, ending in a slash
}

// OutputUse is the purpose for which a program reads an output.
type OutputUse string

// The uses of outputs.
const (
	// OutputDotenv holds the variables of a backend's .env.
	OutputDotenv OutputUse = "dotenv"
	// OutputAlarms is the ARN of the SNS topic for alarms.
	OutputAlarms OutputUse = "alarms"
	// OutputProtection reports whether deployed resources are protected from deletion.
	OutputProtection OutputUse = "protection"
)

// Metadata returns the stack's metadata, or the zero value for a stack that landform did not write.
func (s Stack) Metadata() Metadata {
	if s.graph != nil && s.graph.metadata != nil {
		return *s.graph.metadata
	}
	var metadata Metadata
	if text := s.Get("//." + MetadataKey).Raw; text != "" {
		_ = json.Unmarshal([]byte(text), &metadata) // ignore a value of the same name written by another program
	}
	if s.graph != nil {
		s.graph.metadata = &metadata // cached: rules read it often
	}
	return metadata
}

// OriginsFile is a file next to the manifest with the source position that created each construct, by full construct path:
// "dev-stack/network/vpc" to "constructs/network/network.go:140".
const OriginsFile = "origins.json"
