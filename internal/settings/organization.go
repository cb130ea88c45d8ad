package settings

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
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
	AccountEmails  AccountEmails
	AllowedRegions []string // beside the global services, nothing works outside of them
	IdentityCenter IdentityCenter
}

// AccountEmails are the addresses of the member accounts' root users. Every account in AWS has an address of its own.
type AccountEmails struct {
	Dev        string
	Staging    string
	Production string
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
		AccountEmails  rawAccountEmails  `mapstructure:"accountEmails"`
		AllowedRegions []string          `mapstructure:"allowedRegions"`
		IdentityCenter rawIdentityCenter `mapstructure:"identityCenter"`
	}
	rawAccountEmails struct {
		Dev        string `mapstructure:"dev"`
		Staging    string `mapstructure:"staging"`
		Production string `mapstructure:"production"`
	}
	rawIdentityCenter struct {
		InstanceARN       string `mapstructure:"instanceArn"`
		DevelopersGroupID string `mapstructure:"developersGroupId"`
	}
)

func (raw rawOrganization) parse(r *report, at, region string) Organization {
	return Organization{
		Management:     raw.rawAccount.parse(r, at),
		AccountEmails:  raw.AccountEmails.parse(r, at+"accountEmails."),
		AllowedRegions: r.allowedRegions(at+"allowedRegions", raw.AllowedRegions, region),
		IdentityCenter: raw.IdentityCenter.parse(r, at+"identityCenter."),
	}
}

// parse refuses an address that is used twice: AWS compares them without regard to case.
func (raw rawAccountEmails) parse(r *report, at string) AccountEmails {
	r.email(at+"dev", raw.Dev)
	r.email(at+"staging", raw.Staging, raw.Dev)
	r.email(at+"production", raw.Production, raw.Dev, raw.Staging)
	return AccountEmails(raw)
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

func (r *report) email(path, value string, taken ...string) {
	if !emailForm.MatchString(value) || len(value) > maxEmailLength {
		r.add(path, value, fmt.Sprintf("must be an e-mail address of at most %d characters", maxEmailLength))
	}
	if slices.ContainsFunc(taken, func(other string) bool { return strings.EqualFold(other, value) }) {
		r.add(path, value, "must differ from the other accounts': an address belongs to one account")
	}
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
func (r *report) notManagement(path string, environment Environment, organization Organization) {
	if environment.Account.ID == organization.Management.ID {
		r.add(path, environment.Account.ID, "must not be the organization's management account")
	}
}
