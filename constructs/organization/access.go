package organization

import (
	"fmt"

	"landform/constructs/naming"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ssoadminaccountassignment"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ssoadminmanagedpolicyattachment"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ssoadminpermissionset"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// AccessProps say what the members of a group may do in the organization's accounts.
type AccessProps struct {
	Names       naming.Names
	InstanceARN string // of IAM Identity Center
	GroupID     string // in the instance's identity store
	Grants      []Grant
}

// Grant gives a group the rights of an AWS managed policy in an account, through a permission set of its own.
type Grant struct {
	Account       *Account
	PermissionSet string // name, at most 32 characters
	Description   string
	ManagedPolicy string // name, for example "ReadOnlyAccess"
	SessionHours  int    // 1 to 12
}

// Access is what developers may do in an account. The zero value is the least.
type Access int

const (
	// ReadOnly lets them see configuration, metrics and logs. The policy decrypts nothing: secrets, and objects under a
	// customer managed key, stay closed.
	ReadOnly Access = iota
	// PowerUser lets them work in the account, and change nobody's rights.
	PowerUser
	// Administrator lets them do everything.
	Administrator
)

// Grant returns the grant of this access to an account. Its permission set bears the environment's name: two accounts with the
// same access have a set each, and Identity Center knows a name only once.
func (a Access) Grant(account *Account) Grant {
	switch a {
	case Administrator:
		return Grant{
			Account:       account,
			PermissionSet: account.Environment + "-Administrator",
			Description:   "Everything, in an account whose mistakes reach no customer",
			ManagedPolicy: "AdministratorAccess",
			SessionHours:  8,
		}
	case PowerUser:
		return Grant{
			Account:       account,
			PermissionSet: account.Environment + "-PowerUser",
			Description:   "Everything but users, roles and their rights",
			ManagedPolicy: "PowerUserAccess",
			SessionHours:  8,
		}
	}
	return Grant{
		Account:       account,
		PermissionSet: account.Environment + "-ReadOnly",
		Description:   "Configuration, metrics and logs, and no secrets",
		ManagedPolicy: "ReadOnlyAccess",
		SessionHours:  4,
	}
}

// maxPermissionSetName is the longest name of a permission set.
// https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html
const maxPermissionSetName = 32

// GrantAccess creates the permission set of each grant and assigns it to the group. It panics if Identity Center knows
// no session of that length, or no name that long.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html
func GrantAccess(scope constructs.Construct, id string, props AccessProps) {
	namespace := constructs.NewConstruct(scope, &id)
	for _, grant := range props.Grants {
		if grant.SessionHours < 1 || grant.SessionHours > 12 {
			panic(fmt.Sprintf("organization: sessions of %s last %d hours: must be 1 to 12", grant.PermissionSet, grant.SessionHours))
		}
		if len(grant.PermissionSet) > maxPermissionSetName {
			panic(fmt.Sprintf("organization: permission set %s: must have at most %d characters", grant.PermissionSet, maxPermissionSetName))
		}
		props.grant(constructs.NewConstruct(namespace, &grant.Account.Environment), grant)
	}
}

func (p AccessProps) grant(scope constructs.Construct, grant Grant) {
	set := ssoadminpermissionset.NewSsoadminPermissionSet(scope, new("permission-set"),
		&ssoadminpermissionset.SsoadminPermissionSetConfig{
			InstanceArn:     &p.InstanceARN,
			Name:            &grant.PermissionSet,
			Description:     &grant.Description,
			SessionDuration: new(fmt.Sprintf("PT%dH", grant.SessionHours)),
			Tags:            p.Names.Tags(grant.PermissionSet),
		})
	setARN := set.Arn()
	assignment := ssoadminaccountassignment.NewSsoadminAccountAssignment(scope, new("assignment"),
		&ssoadminaccountassignment.SsoadminAccountAssignmentConfig{
			InstanceArn:      &p.InstanceARN,
			PermissionSetArn: setARN,
			PrincipalType:    new("GROUP"),
			PrincipalId:      &p.GroupID,
			TargetType:       new("AWS_ACCOUNT"),
			TargetId:         grant.Account.ID,
		})
	ssoadminmanagedpolicyattachment.NewSsoadminManagedPolicyAttachment(scope, new("managed-policy"),
		&ssoadminmanagedpolicyattachment.SsoadminManagedPolicyAttachmentConfig{
			InstanceArn:      &p.InstanceARN,
			PermissionSetArn: setARN,
			ManagedPolicyArn: new("arn:aws:iam::aws:policy/" + grant.ManagedPolicy),
			// Detaching a policy provisions the set anew in its accounts, which fails for one that is being unassigned:
			// the policy goes first.
			DependsOn: &[]cdktf.ITerraformDependable{assignment},
		})
}
