package synthesized

// AWSProviderVersion is the range of versions of the AWS provider whose arguments the stacks are written with, and which
// the guardrails know. The lock file pins one of them.
const AWSProviderVersion = "~> 5.0"
