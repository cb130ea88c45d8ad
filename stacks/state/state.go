// Package state composes the stacks with the backends of the Terraform states: one for each system.
package state

import (
	"fmt"

	"landform/constructs/encryption"
	"landform/constructs/naming"
	"landform/constructs/stack"
	"landform/constructs/statebackend"
	"landform/internal/settings"
	"landform/internal/synthesized"

	"github.com/aws/constructs-go/constructs/v10"
)

// keyPurpose is the suffix of the alias of a backend's key.
const keyPurpose = "terraform-state"

// Backend is the S3 backend of a system's states.
type Backend struct {
	StackName string // of the stack that creates it
	Project   string // value of the Project tag
	Owner     string // the team that is responsible for its waivers
	Bucket    string
	LockTable string
	Locking   stack.Locking
	System    string
	Region    string
	Account   settings.Account
}

// Volteryde returns the backend of the Volteryde platform, with the names of its document.
func Volteryde(region string, from settings.StateAccount) Backend {
	return Backend{
		StackName: "state-stack",
		Project:   "Volteryde",
		Owner:     "Volteryde platform team",
		Bucket:    "volteryde-terraform-state",
		LockTable: "terraform-state-lock",
		System:    "volteryde",
		Region:    region,
		Account:   from.Account,
		Locking:   stack.Locking(from.Locking),
	}
}

// Ticketing returns the backend of the ticketing system.
func Ticketing(region string, from settings.StateAccount) Backend {
	return Backend{
		StackName: "ticketing-state-stack",
		Project:   "Ticketing",
		Owner:     "Ticketing team",
		Bucket:    "ticketing-terraform-state-" + from.Account.ID, // unique in all of AWS
		LockTable: "ticketing-terraform-state-lock",
		System:    "ticketing",
		Region:    region,
		Account:   from.Account,
		Locking:   stack.Locking(from.Locking),
	}
}

// Of returns the state at an object key of the backend, for example "environments/dev/terraform.tfstate".
func (b Backend) Of(key string) stack.State {
	names := b.names()
	return stack.State{
		Bucket:    b.Bucket,
		Key:       key,
		Region:    b.Region,
		LockTable: b.LockTable,
		Locking:   b.Locking,
		KMSKeyARN: names.ARN("kms", encryption.AliasName(names, keyPurpose)),
		AccountID: b.Account.ID,
	}
}

// OwnKey is the object key of the state of a backend's own stack.
const OwnKey = "shared/terraform.tfstate"

// EnvironmentKey returns the object key of an environment's state, in every backend.
func EnvironmentKey(environment string) string {
	return fmt.Sprintf("environments/%s/terraform.tfstate", environment)
}

// KeyAlias returns the alias of the key that encrypts the backend's states.
func (b Backend) KeyAlias() string { return encryption.AliasName(b.names(), keyPurpose) }

// New adds the backend's stack to the app. The stack's own state is in the bucket that it creates, so that the first apply
// uses a local state. The tenants are other accounts with states in the backend.
func New(app constructs.Construct, target stack.Target, backend Backend, ci *synthesized.CI, tenants ...statebackend.Tenant) *stack.Stack {
	built := stack.New(app, stack.Props{
		Target:            target,
		Name:              backend.StackName,
		Names:             backend.names(),
		State:             backend.Of(OwnKey),
		DeploymentRoleARN: backend.Account.DeploymentRoleARN,
		Metadata:          synthesized.Metadata{Role: synthesized.RoleState, CI: ci},
		Waivers:           waivers(backend, tenants),
	})
	built.AddAWSProvider()
	state := statebackend.New(built.Resource, "state", statebackend.Props{
		Names:      backend.names(),
		Bucket:     backend.Bucket,
		LockTable:  backend.LockTable,
		Locking:    backend.Locking,
		KeyPurpose: keyPurpose,
		Tenants:    tenants,
	})
	built.AddOutputs(
		stack.Output{Name: "state_bucket_name", Value: state.Bucket, Description: "Bucket of the Terraform states"},
		stack.Output{Name: "lock_table_name", Value: state.Table, Description: "Table of the Terraform state locks"},
		stack.Output{Name: "state_key_arn", Value: state.Key.ARN, Description: "Key that encrypts the Terraform states"},
	)
	return built
}

func (b Backend) names() naming.Names {
	return naming.Names{
		System:       b.System,
		Environment:  "shared",
		Region:       b.Region,
		AccountID:    b.Account.ID,
		ResourceTags: map[string]string{"Environment": "shared"},
		CommonTags:   map[string]string{"Environment": "shared", "ManagedBy": "Terraform", "Project": b.Project},
	}
}
