package deployment

import (
	"strings"

	"landform/internal/synthesized"
)

// initArguments are those of "terraform init". A table is looked up by its name in the account of whoever calls, and by
// its ARN in the account that owns it: a stack of another account than the states' could not lock its state by the name.
// https://developer.hashicorp.com/terraform/language/backend#partial-configuration
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-cross-account-access.html
func (p *Project) initArguments(stack synthesized.Stack) []string {
	arguments := []string{"-input=false"}
	if table := foreignLockTable(stack); table != "" && !p.Emulated {
		arguments = append(arguments, "-reconfigure", "-backend-config=dynamodb_table="+table)
	}
	return arguments
}

// foreignLockTable is the ARN of the stack's lock table, or "" where there is none or it lies in the stack's own account.
func foreignLockTable(stack synthesized.Stack) string {
	metadata := stack.Metadata()
	if metadata.CI == nil || !stack.Get("terraform.backend.s3.dynamodb_table").Exists() || strings.Contains(metadata.CI.LockTable, ":"+metadata.Account+":") {
		return ""
	}
	return metadata.CI.LockTable
}
