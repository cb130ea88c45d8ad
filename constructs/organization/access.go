package organization

import (
	"errors"
	"fmt"
	"strconv"

	"landform/constructs/naming"
	"landform/internal/problems"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ssoadminaccountassignment"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ssoadminmanagedpolicyattachment"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ssoadminpermissionset"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// AccessProps are the arguments of GrantAccess.
type AccessProps struct {
	Names       naming.Names
	InstanceARN string // of IAM Identity Center
	GroupID     string // in the instance's identity store
	Grants      []Grant
}

// Grant gives the group the rights of an AWS managed policy in an account, through a permission set.
type Grant struct {
	Account       *Account
	PermissionSet string // name, at most 32 characters
	Description   string
	ManagedPolicy string // name, for example "ReadOnlyAccess"
	SessionHours  int    // 1 to 12
}

// Access is the level of access of developers to an account. The zero value is the lowest level.
type Access int

const (
	// ReadOnly allows reading configuration, metrics and logs. It does not allow decryption, so that developers can read
	// neither secrets nor objects that are encrypted with a customer managed key.
	ReadOnly Access = iota
	// PowerUser allows everything except managing users, roles and their rights.
	PowerUser
	// Administrator allows everything.
	Administrator
)

// Grant returns the grant of this access to an account. The name of its permission set contains the environment: accounts
// with the same access have one permission set each, and names are unique in an Identity Center instance.
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

// Validate returns every problem of the grant at once, or nil. Each names the field, its value and what is allowed.
func (g Grant) Validate() error {
	var list problems.List
	list.Unless(g.SessionHours >= 1 && g.SessionHours <= 12, "SessionHours", g.SessionHours, "must be 1 to 12")
	list.Unless(len(g.PermissionSet) >= 1 && len(g.PermissionSet) <= maxPermissionSetName, "PermissionSet", strconv.Quote(g.PermissionSet),
		fmt.Sprintf("must have 1 to %d characters", maxPermissionSetName))
	return errors.Join(list...)
}

// GrantAccess creates the permission set of each grant and assigns it to the group. It panics unless Grant.Validate
// accepts each grant.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html
func GrantAccess(scope constructs.Construct, id string, props AccessProps) {
	namespace := constructs.NewConstruct(scope, &id)
	for _, grant := range props.Grants {
		if err := grant.Validate(); err != nil {
			panic("organization: grant for " + grant.Account.Environment + ": " + err.Error())
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
			// When the policy is detached, Identity Center provisions the permission set again, which fails in an account whose
			// assignment is being deleted. With this dependency, Terraform detaches the policy first.
			DependsOn: &[]cdktf.ITerraformDependable{assignment},
		})
}
