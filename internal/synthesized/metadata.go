package synthesized

import "encoding/json"

// MetadataKey is where the metadata stands in a stack's JSON, below "//", which Terraform ignores.
// https://developer.hashicorp.com/terraform/language/syntax/json#comment-properties
const MetadataKey = "landform"

// Metadata is what programs need to know of a stack beside its resources. Every stack of landform has it in its JSON:
// nothing is learned from a stack's name.
type Metadata struct {
	System      string `json:"system"`          // for example "volteryde"
	Environment string `json:"environment"`     // for example "dev"; "shared" in a stack that belongs to no environment
	Role        Role   `json:"role"`            // what the stack is for
	Stage       Stage  `json:"stage,omitempty"` // of an environment
	Account     string `json:"account"`         // 12 digits
	Region      string `json:"region"`          // for example "us-east-1"
	// LockTable is the ARN of the table that locks the stack's state, which may be another account's; empty where files
	// alone lock it, or where the state is a local file.
	LockTable string `json:"lockTable,omitempty"`
	// Position orders the environments of a system: a change reaches one with a lower position first. Zero is no
	// environment.
	Position int `json:"position,omitempty"`
	// Disposable says that a destroy may take the stack's data with it.
	Disposable bool `json:"disposable,omitempty"`
	CI         *CI  `json:"ci,omitempty"` // nil where no job plans or applies
	// Outputs are the names of the outputs that programs read, by what they read them for.
	Outputs map[OutputUse]string `json:"outputs,omitempty"`
}

// Role is what a stack is for.
type Role string

// The roles of stacks.
const (
	RoleEnvironment  Role = "environment"
	RoleState        Role = "state"        // Terraform's own states
	RoleOrganization Role = "organization" // the AWS accounts
	RoleCI           Role = "ci"           // what lets CI into an account
)

// Stage is who depends on an environment.
type Stage string

// The stages of environments.
const (
	Development Stage = "development" // nobody but developers: it may be destroyed without a question
	Staging     Stage = "staging"     // releases are rehearsed in it
	Production  Stage = "production"  // customers
)

// CI is what the jobs of a stack have to know.
type CI struct {
	Environment string `json:"environment"`         // of the repository on GitHub: plans run in that with "-plan" behind it
	PlanRole    string `json:"planRole"`            // ARN
	ApplyRole   string `json:"applyRole,omitempty"` // ARN; empty where people alone deploy
	Plans       string `json:"plans"`               // S3 URL under which saved plans wait, ending in a slash
	// PullRequestRole is the ARN of the role that reads the copies of states that pull requests are planned against.
	PullRequestRole string `json:"pullRequestRole"`
	Reviews         string `json:"reviews"` // S3 URL under which the copies lie, ending in a slash
}

// OutputUse is what a program reads an output for.
type OutputUse string

// The uses of outputs.
const (
	// OutputDotenv holds the variables of a backend's .env.
	OutputDotenv OutputUse = "dotenv"
	// OutputAlarms is the ARN of the SNS topic that alarms go to.
	OutputAlarms OutputUse = "alarms"
	// OutputProtection tells whether anything deployed refuses to be deleted.
	OutputProtection OutputUse = "protection"
)

// Metadata returns the stack's metadata. It is the zero value for a stack that landform did not write.
func (s Stack) Metadata() Metadata {
	if s.graph != nil && s.graph.metadata != nil {
		return *s.graph.metadata
	}
	var metadata Metadata
	if text := s.Get("//." + MetadataKey).Raw; text != "" {
		_ = json.Unmarshal([]byte(text), &metadata) // another program's value of that name is none of ours
	}
	if s.graph != nil {
		s.graph.metadata = &metadata // rules ask for it often
	}
	return metadata
}

// OriginsFile is the file beside the manifest that says which line of the program made each construct, by the construct's
// path with its stack: "dev-stack/network/vpc" to "constructs/network/network.go:140".
const OriginsFile = "origins.json"
