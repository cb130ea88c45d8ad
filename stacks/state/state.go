// Package state composes the stacks that hold Terraform's own state: one for each system.
package state

import (
	"fmt"

	"landform/constructs/encryption"
	"landform/constructs/naming"
	"landform/constructs/statebackend"
	"landform/internal/settings"
	"landform/stacks/base"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// keyPurpose is what the alias of a state key ends in.
const keyPurpose = "terraform-state"

// Backend is the place of a system's states.
type Backend struct {
	StackName string // of the stack that builds it
	Project   string // value of the Project tag
	Bucket    string
	LockTable string
	System    string
	Region    string
	Account   settings.Account
}

// Volteryde is where the states of the Volteryde platform lie, as its document names it.
func Volteryde(region string, account settings.Account) Backend {
	return Backend{
		StackName: "state-stack",
		Project:   "Volteryde",
		Bucket:    "volteryde-terraform-state",
		LockTable: "terraform-state-lock",
		System:    "volteryde",
		Region:    region,
		Account:   account,
	}
}

// Ticketing is where the states of the ticketing system lie.
func Ticketing(region string, account settings.Account) Backend {
	return Backend{
		StackName: "ticketing-state-stack",
		Project:   "Ticketing",
		Bucket:    "ticketing-terraform-state",
		LockTable: "ticketing-terraform-state-lock",
		System:    "ticketing",
		Region:    region,
		Account:   account,
	}
}

// Of is the state at a key of the backend, for example "environments/dev/terraform.tfstate".
func (b Backend) Of(key string) base.State {
	names := b.names()
	return base.State{
		Bucket:    b.Bucket,
		Key:       key,
		Region:    b.Region,
		LockTable: b.LockTable,
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

// LockTableARN names the lock table for callers in other accounts.
func (b Backend) LockTableARN() string { return b.names().ARN("dynamodb", "table/"+b.LockTable) }

// New adds the backend's stack to the app. Its own state lies in the bucket that it builds: the first time it is
// applied with a local one. The tenants are the other accounts that keep states in it.
func New(app constructs.Construct, target base.Target, backend Backend, tenants ...statebackend.Tenant) cdktf.TerraformStack {
	names := backend.names()
	stack := base.NewStack(app, backend.StackName, base.Props{
		Target: target,
		State:  backend.Of(OwnKey),
	})
	base.AddAWS(stack, target, names, base.Account(backend.Account))
	built := statebackend.New(stack, "state", statebackend.Props{
		Names:      names,
		Bucket:     backend.Bucket,
		LockTable:  backend.LockTable,
		KeyPurpose: keyPurpose,
		Tenants:    tenants,
	})
	base.AddOutputs(stack,
		base.Output{Name: "state_bucket_name", Value: built.Bucket, Description: "Bucket of the Terraform states"},
		base.Output{Name: "lock_table_name", Value: built.Table, Description: "Table of the Terraform state locks"},
		base.Output{Name: "state_key_arn", Value: built.Key.ARN, Description: "Key that encrypts the Terraform states"},
	)
	return stack
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
