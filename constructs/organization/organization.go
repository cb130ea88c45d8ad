// Package organization builds an AWS organization: its member accounts, what they can never do, and who works in them.
package organization

import (
	"slices"

	"landform/constructs/naming"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/organizationsaccount"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/organizationsorganization"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/organizationsorganizationalunit"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// managementRole is the role that AWS makes in each new account: the management account's way into it.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
const managementRole = "OrganizationAccountAccessRole"

// trustedServices are the services that work across the organization: IAM Identity Center, and CloudTrail for the trail.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services_list.html
var trustedServices = []string{"sso.amazonaws.com", "cloudtrail.amazonaws.com"}

// Props are the arguments of New.
type Props struct {
	Names          naming.Names // of the management account
	Unit           string       // name of the organizational unit that holds the accounts
	Accounts       []AccountProps
	AllowedRegions []string // in which the unit's accounts may work
	// ProtectedNames are those of roles and policies of the accounts that nobody in them may change, and what names of
	// providers of tokens begin with: the pipeline's.
	ProtectedNames []string
	// Existing is an organization that is there already and that somebody else manages; nil to create one, or to manage one
	// that was imported.
	Existing *Existing
	// TrustedServices and PolicyTypes are others than ours that the organization has. Terraform withdraws the trust from
	// every service, and disables every type of policy, that is not named: both lists are exclusive.
	TrustedServices []string
	PolicyTypes     []string
}

// Existing is an organization that is not created.
type Existing struct {
	ID     string // for example "o-1234567890"
	RootID string // for example "r-1234"
}

// AccountProps describe a member account.
type AccountProps struct {
	Environment string // what the account is for, for example "dev"
	Name        string // for example "volteryde-dev", at most 50 characters
	Email       string // of the root user; no other account in AWS has the same
}

// Organization is an AWS organization with its member accounts.
type Organization struct {
	Resource organizationsorganization.OrganizationsOrganization // nil for an existing one
	ID       *string
	RootID   *string // of the top of the tree, which every member account lies below
	UnitID   *string
	Accounts map[string]*Account // by environment
}

// Account is a member account.
type Account struct {
	Environment string
	Name        string
	ID          *string
}

// New creates the organization, its unit, its accounts and its service control policies. Neither the organization nor
// an account can be destroyed by Terraform.
func New(scope constructs.Construct, id string, props Props) *Organization {
	namespace := constructs.NewConstruct(scope, &id)
	o := &Organization{Accounts: map[string]*Account{}}
	if props.Existing != nil {
		o.ID, o.RootID = &props.Existing.ID, &props.Existing.RootID
	} else {
		o.organization(namespace, props)
	}
	o.unit(namespace, props)
	for _, account := range props.Accounts {
		o.account(namespace, props.Names, account)
	}
	o.control(namespace, props.Names, leaving(), o.RootID)
	o.control(namespace, props.Names, rootUser(), o.RootID)
	o.control(namespace, props.Names, regions(props.AllowedRegions), o.UnitID)
	o.control(namespace, props.Names, weakening(), o.UnitID)
	o.control(namespace, props.Names, pipeline(props.ProtectedNames), o.UnitID)
	return o
}

func (o *Organization) organization(scope constructs.Construct, props Props) {
	o.Resource = organizationsorganization.NewOrganizationsOrganization(scope, new("organization"),
		&organizationsorganization.OrganizationsOrganizationConfig{
			FeatureSet:                 new("ALL"),
			EnabledPolicyTypes:         jsii.Strings(append([]string{serviceControlPolicy}, props.PolicyTypes...)...),
			AwsServiceAccessPrincipals: jsii.Strings(slices.Concat(trustedServices, props.TrustedServices)...),
			Lifecycle:                  &cdktf.TerraformResourceLifecycle{PreventDestroy: new(true)},
		})
	o.ID = o.Resource.Id()
	o.RootID = o.Resource.Roots().Get(new(0.0)).Id()
}

// After is what waits for the organization; empty for an existing one.
func (o *Organization) After() []cdktf.ITerraformDependable {
	if o.Resource == nil {
		return nil
	}
	return []cdktf.ITerraformDependable{o.Resource}
}

func (o *Organization) unit(scope constructs.Construct, props Props) {
	o.UnitID = organizationsorganizationalunit.NewOrganizationsOrganizationalUnit(scope, new("unit"),
		&organizationsorganizationalunit.OrganizationsOrganizationalUnitConfig{
			Name:     &props.Unit,
			ParentId: o.RootID,
			Tags:     props.Names.Tags(props.Unit),
		}).Id()
}

// account creates a member account. What Terraform cannot read back, the role's name, is ignored: an account that was
// imported would be replaced because of it.
func (o *Organization) account(scope constructs.Construct, names naming.Names, props AccountProps) {
	resource := organizationsaccount.NewOrganizationsAccount(scope, new("account-"+props.Environment),
		&organizationsaccount.OrganizationsAccountConfig{
			Name:            &props.Name,
			Email:           &props.Email,
			ParentId:        o.UnitID,
			RoleName:        new(managementRole),
			CloseOnDeletion: false,
			Tags:            names.Tags(props.Name, map[string]string{"Environment": props.Environment}),
			Lifecycle: &cdktf.TerraformResourceLifecycle{
				PreventDestroy: new(true),
				IgnoreChanges:  jsii.Strings("role_name"),
			},
		})
	o.Accounts[props.Environment] = &Account{
		Environment: props.Environment, Name: props.Name, ID: resource.Id(),
	}
}
