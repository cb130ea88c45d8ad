// Package state composes the stacks that hold Terraform's own state: one for each system.
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

// keyPurpose is what the alias of a state key ends in.
const keyPurpose = "terraform-state"

// Backend is the place of a system's states.
type Backend struct {
	StackName string // of the stack that builds it
	Project   string // value of the Project tag
	Owner     string // who answers for its waivers
	Bucket    string
	LockTable string
	Locking   stack.Locking
	System    string
	Region    string
	Account   settings.Account
}

// Volteryde is where the states of the Volteryde platform lie, as its document names it.
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

// Ticketing is where the states of the ticketing system lie.
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

// Of is the state at a key of the backend, for example "environments/dev/terraform.tfstate".
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

// OwnKey is where the state of a backend's own stack lies.
const OwnKey = "shared/terraform.tfstate"

// EnvironmentKey is where an environment's state lies, in every backend.
func EnvironmentKey(environment string) string {
	return fmt.Sprintf("environments/%s/terraform.tfstate", environment)
}

// KeyAlias is the alias of the key that encrypts the backend's states.
func (b Backend) KeyAlias() string { return encryption.AliasName(b.names(), keyPurpose) }

// New adds the backend's stack to the app. Its own state lies in the bucket that it builds: the first time it is
// applied with a local one. The tenants are the other accounts that keep states in it.
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
