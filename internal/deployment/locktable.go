package deployment

import (
	"strings"

	"landform/internal/synthesized"
)

// initArguments returns the arguments of "terraform init". DynamoDB looks up a table name in the caller's account. A
// stack in another account than the lock table therefore needs the table's ARN.
// https://developer.hashicorp.com/terraform/language/backend#partial-configuration
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-cross-account-access.html
func (p *Project) initArguments(stack synthesized.Stack) []string {
	arguments := []string{"-input=false"}
	if table := foreignLockTable(stack); table != "" && !p.Emulated {
		arguments = append(arguments, "-reconfigure", "-backend-config=dynamodb_table="+table)
	}
	return arguments
}

// foreignLockTable returns the ARN of the stack's lock table, or "" if there is no table or if it is in the stack's own
// account.
func foreignLockTable(stack synthesized.Stack) string {
	metadata := stack.Metadata()
	if strings.Contains(metadata.LockTable, ":"+metadata.Account+":") {
		return ""
	}
	return metadata.LockTable
}
