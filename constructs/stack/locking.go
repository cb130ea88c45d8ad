package stack

// Locking says how Terraform locks states. The zero value means DynamoDB.
// https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
type Locking string

const (
	// DynamoDB locks with an item in a DynamoDB table. Terraform 1.10 and later warn that this is deprecated.
	DynamoDB Locking = "dynamodb"
	// Both locks with an item and with a file, to migrate between the other two in either direction.
	Both Locking = "both"
	// S3 locks with a file beside the state, using S3's conditional writes.
	S3 Locking = "s3"
)

// Table reports whether the lock table is used.
func (l Locking) Table() bool { return l != S3 }

// File reports whether lock files are used.
func (l Locking) File() bool { return l == Both || l == S3 }

// LockFile returns the object key of a state's lock file.
func LockFile(state string) string { return state + ".tflock" }

// terraformVersion returns the versions of Terraform and OpenTofu that support the locking. Both support lock files since
// 1.10.
func (l Locking) terraformVersion() string {
	if l.File() {
		return ">= 1.10.0"
	}
	return terraformVersion
}
