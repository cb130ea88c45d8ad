// Package organization composes the stack of the management account: a system's AWS organization with a member account for
// each environment.
package organization

import (
	"landform/constructs/account"
	"landform/constructs/naming"
	"landform/constructs/organization"
	"landform/constructs/pipeline"
	"landform/constructs/stack"
	"landform/constructs/trail"
	"landform/internal/guardrails"
	"landform/internal/settings"
	"landform/internal/synthesized"

	"github.com/aws/constructs-go/constructs/v10"
)

// Name is the name of the stack, without "-stack".
const Name = "organization"

// StateKey is the object key of the stack's state in the system's backend.
const StateKey = "shared/organization.tfstate"

// Props are what New cannot decide by itself.
type Props struct {
	Target  stack.Target
	State   stack.State
	System  string // for example "volteryde"
	Project string // value of the Project tag, and the name of the organizational unit
	Region  string
	From    settings.Organization
	Members []Member
}

// Member is the member account of an environment.
type Member struct {
	Environment string // for example "dev"
	Email       string // of the root user, unique among all AWS accounts
	Developers  organization.Access
	Waivers     []guardrails.Waiver // accepted findings about developers' rights in the account, without Path
}

// New adds the organization's stack to the app. It grants developers access only if the settings contain an Identity Center
// instance, which a person can enable after the organization exists.
func New(app constructs.Construct, props Props) *stack.Stack {
	names := props.names()
	built := stack.New(app, stack.Props{
		Target:            props.Target,
		Name:              Name + "-stack",
		Names:             names,
		State:             props.State,
		DeploymentRoleARN: props.From.Management.DeploymentRoleARN,
		Metadata:          synthesized.Metadata{Role: synthesized.RoleOrganization},
		Waivers:           props.waivers(),
	})
	built.AddAWSProvider()
	organized := props.organization(built, names)
	// The organization trail records the management account as well.
	account.New(built.Resource, "account", account.Props{Names: names, Trail: account.OrganizationTrail})
	trail.New(built.Resource, "trail", trail.Props{Names: names, OrganizationID: organized.ID, After: organized.After()})
	center := props.From.IdentityCenter
	if !center.Enabled() {
		return built
	}
	var grants []organization.Grant
	for _, member := range props.Members {
		grants = append(grants, member.Developers.Grant(organized.Accounts[member.Environment]))
	}
	organization.GrantAccess(built.Resource, "developers", organization.AccessProps{
		Names:       names,
		InstanceARN: center.InstanceARN,
		GroupID:     center.DevelopersGroupID,
		Grants:      grants,
	})
	return built
}

// waivers returns the waivers about developers' rights in the member accounts.
func (p Props) waivers() []guardrails.Waiver {
	var waivers []guardrails.Waiver
	for _, member := range p.Members {
		for _, waiver := range member.Waivers {
			if p.From.IdentityCenter.Enabled() {
				waiver.Path = "developers/" + member.Environment + "/managed-policy"
				waivers = append(waivers, waiver)
			}
		}
	}
	return waivers
}

// organization creates the organization with its member accounts.
func (p Props) organization(to *stack.Stack, names naming.Names) *organization.Organization {
	var members []organization.AccountProps
	for _, member := range p.Members {
		members = append(members, organization.AccountProps{
			Environment: member.Environment, Name: p.System + "-" + member.Environment, Email: member.Email,
		})
	}
	built := organization.New(to.Resource, "organization", organization.Props{
		Names:          names,
		Unit:           p.Project,
		Accounts:       members,
		AllowedRegions: p.From.AllowedRegions,
		ProtectedNames: pipeline.ProtectedNames(),
		Existing:       p.existing(),

		TrustedServices: p.From.TrustedServices,
		PolicyTypes:     p.From.PolicyTypes,
	})
	to.AddOutputs(stack.Output{Name: "organization_id", Value: built.ID, Description: "Organization that the accounts belong to"})
	for _, member := range p.Members {
		to.AddOutputs(stack.Output{
			Name:        member.Environment + "_account_id",
			Value:       built.Accounts[member.Environment].ID,
			Description: "Account of the " + member.Environment + " environment",
		})
	}
	return built
}

// existing returns the existing organization in the settings, or nil.
func (p Props) existing() *organization.Existing {
	if p.From.Existing == (settings.ExistingOrganization{}) {
		return nil
	}
	return new(organization.Existing(p.From.Existing))
}

func (p Props) names() naming.Names {
	return naming.Names{
		System:       p.System,
		Environment:  "shared",
		Region:       p.Region,
		AccountID:    p.From.Management.ID,
		ResourceTags: map[string]string{"Environment": "shared"},
		CommonTags:   map[string]string{"Environment": "shared", "ManagedBy": "Terraform", "Project": p.Project},
	}
}
