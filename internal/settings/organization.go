package settings

import (
	"fmt"
	"regexp"
	"slices"
)

// The forms of what AWS Organizations and IAM Identity Center ask for.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
// https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreateAccountAssignment.html
var (
	emailForm    = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)
	instanceForm = regexp.MustCompile(`^arn:aws:sso:::instance/(ssoins|sso)-[0-9a-zA-Z.-]{16}$`)
	groupForm    = regexp.MustCompile(`^([0-9a-f]{10}-)?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
)

// maxEmailLength is the longest address that AWS Organizations accepts.
const maxEmailLength = 64

// Organization is what a person decides about the accounts of a system.
type Organization struct {
	Management     Account
	AllowedRegions []string // beside the global services, nothing works outside of them
	IdentityCenter IdentityCenter
}

// IdentityCenter is the organization's instance of IAM Identity Center, which no API enables: somebody does so in the
// console once the organization exists. Until then it is the zero value.
type IdentityCenter struct {
	InstanceARN       string
	DevelopersGroupID string
}

// Enabled tells whether there is an instance.
func (c IdentityCenter) Enabled() bool { return c != IdentityCenter{} }

type (
	rawOrganization struct {
		rawAccount     `mapstructure:",squash"`
		AllowedRegions []string          `mapstructure:"allowedRegions"`
		IdentityCenter rawIdentityCenter `mapstructure:"identityCenter"`
	}
	rawIdentityCenter struct {
		InstanceARN       string `mapstructure:"instanceArn"`
		DevelopersGroupID string `mapstructure:"developersGroupId"`
	}
)

func (raw rawOrganization) parse(r *report, at, region string) Organization {
	return Organization{
		Management:     raw.rawAccount.parse(r, at),
		AllowedRegions: r.allowedRegions(at+"allowedRegions", raw.AllowedRegions, region),
		IdentityCenter: raw.IdentityCenter.parse(r, at+"identityCenter."),
	}
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

// notManagement reports an environment that would lie in the management account, which no service control policy
// reaches.
func (r *report) notManagement(path string, account Account, organization Organization) {
	if account.ID == organization.Management.ID {
		r.add(path, account.ID, "must not be the organization's management account")
	}
}
