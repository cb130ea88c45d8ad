package stack

// Locking is how Terraform locks states. The zero value is DynamoDB.
// https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
type Locking string

const (
	// DynamoDB locks by an item of a table. Terraform 1.10 and later warn that it goes away some day.
	DynamoDB Locking = "dynamodb"
	// Both locks by an item and by a file: the step between the other two, in either direction.
	Both Locking = "both"
	// S3 locks by a file beside the state, which S3 writes only where there is none.
	S3 Locking = "s3"
)

// Table tells whether the lock table is used.
func (l Locking) Table() bool { return l != S3 }

// File tells whether lock files are used.
func (l Locking) File() bool { return l == Both || l == S3 }

// LockFile is the key of the file that locks a state.
func LockFile(state string) string { return state + ".tflock" }

// terraformVersion is the range of engines that know the way of locking. Files came with Terraform 1.10 and OpenTofu 1.10.
func (l Locking) terraformVersion() string {
	if l.File() {
		return ">= 1.10.0"
	}
	return terraformVersion
}
