// Package organization builds an AWS organization: its member accounts, its service control policies, and developers'
// access through IAM Identity Center.
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

// managementRole is the role that Organizations creates in each new member account for the management account.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
const managementRole = "OrganizationAccountAccessRole"

// trustedServices are the services with trusted access to the organization: IAM Identity Center, and CloudTrail for the
// organization trail.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services_list.html
var trustedServices = []string{"sso.amazonaws.com", "cloudtrail.amazonaws.com"}

// Props are the arguments of New.
type Props struct {
	Names          naming.Names // of the management account
	Unit           string       // name of the organizational unit of the accounts
	Accounts       []AccountProps
	AllowedRegions []string // for the accounts in the unit
	// ProtectedNames are names of roles, policies and OIDC providers of CI that no principal in the accounts may change.
	ProtectedNames []string
	// Existing is an organization that Terraform does not manage; nil to create the organization, or to manage one that was
	// imported.
	Existing *Existing
	// TrustedServices and PolicyTypes are additional ones that the organization already uses. Terraform disables every
	// trusted service and policy type that is not listed.
	// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/organizations_organization
	TrustedServices []string
	PolicyTypes     []string
}

// Existing identifies an organization that Terraform does not manage.
type Existing struct {
	ID     string // for example "o-1234567890"
	RootID string // for example "r-1234"
}

// AccountProps describes a member account.
type AccountProps struct {
	Environment string // for example "dev"
	Name        string // for example "volteryde-dev", at most 50 characters
	Email       string // of the root user, unique among all AWS accounts
}

// Organization is an AWS organization with its member accounts.
type Organization struct {
	Resource organizationsorganization.OrganizationsOrganization // nil for an existing one
	ID       *string
	RootID   *string             // of the organization's root
	UnitID   *string             // of the organizational unit
	Accounts map[string]*Account // by environment
}

// Account is a member account.
type Account struct {
	Environment string
	Name        string
	ID          *string
}

// New creates the organization, its organizational unit, its accounts and its service control policies. Terraform can
// destroy neither the organization nor an account.
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

// After returns the dependencies of resources that need the organization; none for an existing organization.
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

// account creates a member account. Terraform ignores role_name, which it cannot read back: it would otherwise replace an
// imported account.
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
