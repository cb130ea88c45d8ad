package settings

import (
	"fmt"
	"slices"

	"landform/internal/lazyregexp"
)

// The formats that AWS Organizations and IAM Identity Center require.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
// https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreateAccountAssignment.html
var (
	emailForm        = lazyregexp.New(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)
	instanceForm     = lazyregexp.New(`^arn:aws:sso:::instance/(ssoins|sso)-[0-9a-zA-Z.-]{16}$`)
	organizationForm = lazyregexp.New(`^o-[a-z0-9]{10,32}$`)
	rootForm         = lazyregexp.New(`^r-[0-9a-z]{4,32}$`)
	serviceForm      = lazyregexp.New(`^[a-z0-9.-]+\.amazonaws\.com$`)
	policyTypeForm   = lazyregexp.New(`^[A-Z_0-9]+_POLICY(_EC2)?$`)
	groupForm        = lazyregexp.New(`^([0-9a-f]{10}-)?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
)

// maxEmailLength is the longest address that AWS Organizations accepts.
const maxEmailLength = 64

// Organization holds the settings of the AWS organization of a system.
type Organization struct {
	Management     Account
	AllowedRegions []string // service control policies deny regional services elsewhere
	IdentityCenter IdentityCenter
	// Existing is an organization that already exists and is managed elsewhere; the zero value if there is none.
	Existing ExistingOrganization
	// TrustedServices and PolicyTypes are additional ones that the organization already uses. Terraform disables every
	// other.
	TrustedServices []string
	PolicyTypes     []string
}

// ExistingOrganization is an organization by its ids.
type ExistingOrganization struct {
	ID     string // for example "o-1234567890"
	RootID string // for example "r-1234"
}

// IdentityCenter is the organization's instance of IAM Identity Center. No API enables it: an administrator does so in
// the console once the organization exists. Until then it is the zero value.
type IdentityCenter struct {
	InstanceARN       string
	DevelopersGroupID string
}

// Enabled reports whether there is an instance.
func (c IdentityCenter) Enabled() bool { return c != IdentityCenter{} }

type (
	rawOrganization struct {
		rawAccount      `mapstructure:",squash"`
		AllowedRegions  []string          `mapstructure:"allowedRegions"`
		IdentityCenter  rawIdentityCenter `mapstructure:"identityCenter"`
		OrganizationID  string            `mapstructure:"organizationId"`
		RootID          string            `mapstructure:"rootId"`
		TrustedServices []string          `mapstructure:"trustedServices"`
		PolicyTypes     []string          `mapstructure:"policyTypes"`
	}
	rawIdentityCenter struct {
		InstanceARN       string `mapstructure:"instanceArn"`
		DevelopersGroupID string `mapstructure:"developersGroupId"`
	}
)

func (raw rawOrganization) parse(r *report, at, region string) Organization {
	return Organization{
		Management:      raw.rawAccount.parse(r, at),
		AllowedRegions:  r.allowedRegions(at+"allowedRegions", raw.AllowedRegions, region),
		IdentityCenter:  raw.IdentityCenter.parse(r, at+"identityCenter."),
		Existing:        r.existingOrganization(at, raw),
		TrustedServices: r.each(at+"trustedServices", raw.TrustedServices, serviceForm, `must be a service principal, for example "config.amazonaws.com"`),
		PolicyTypes:     r.each(at+"policyTypes", raw.PolicyTypes, policyTypeForm, `must be a policy type of AWS Organizations, for example "TAG_POLICY"`),
	}
}

// existingOrganization reads the ids of an organization that is not to be created: both of them, or none.
func (r *report) existingOrganization(at string, raw rawOrganization) ExistingOrganization {
	if raw.OrganizationID == "" && raw.RootID == "" {
		return ExistingOrganization{}
	}
	if !organizationForm.MatchString(raw.OrganizationID) {
		r.add(at+"organizationId", raw.OrganizationID, `must be the id of an organization, for example "o-1234567890", or empty like rootId`)
	}
	if !rootForm.MatchString(raw.RootID) {
		r.add(at+"rootId", raw.RootID, `must be the id of the organization's root, for example "r-1234", or empty like organizationId`)
	}
	return ExistingOrganization{ID: raw.OrganizationID, RootID: raw.RootID}
}

// each reports every value that does not match the format, and every duplicate.
func (r *report) each(path string, values []string, form *lazyregexp.Regexp, allowed string) []string {
	for index, value := range values {
		if !form.MatchString(value) {
			r.add(fmt.Sprintf("%s[%d]", path, index), value, allowed)
		}
	}
	r.distinct(path, values)
	return values
}

func (raw rawIdentityCenter) parse(r *report, at string) IdentityCenter {
	parsed := IdentityCenter(raw)
	if !parsed.Enabled() {
		return parsed
	}
	if !instanceForm.MatchString(raw.InstanceARN) {
		r.add(at+"instanceArn", raw.InstanceARN, "must be the ARN of an IAM Identity Center instance, "+
			`for example "arn:aws:sso:::instance/ssoins-1234567890abcdef", or empty like developersGroupId`)
	}
	if !groupForm.MatchString(raw.DevelopersGroupID) {
		r.add(at+"developersGroupId", raw.DevelopersGroupID, "must be the id of an IAM Identity Center group, "+
			`for example "11112222-3333-4444-5555-666677778888", or empty like instanceArn`)
	}
	return parsed
}

func (r *report) email(path, value string) string {
	if !emailForm.MatchString(value) || len(value) > maxEmailLength {
		r.add(path, value, fmt.Sprintf("must be an e-mail address of at most %d characters", maxEmailLength))
	}
	return value
}

func (r *report) allowedRegions(path string, values []string, home string) []string {
	for index, value := range values {
		r.region(fmt.Sprintf("%s[%d]", path, index), value)
	}
	r.distinct(path, values)
	if regionForm.MatchString(home) && !slices.Contains(values, home) {
		r.add(path, values, "must contain the system's own region, "+home)
	}
	return values
}

// notManagement reports an environment in the management account: service control policies do not apply there.
func (r *report) notManagement(path string, account Account, organization Organization) {
	if account.ID == organization.Management.ID {
		r.add(path, account.ID, "must not be the organization's management account")
	}
}
