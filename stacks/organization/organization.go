// Package organization composes the stack of the management account: the AWS organization of the Volteryde platform,
// with one member account for each environment.
package organization

import (
	"landform/constructs/naming"
	"landform/constructs/organization"
	"landform/internal/settings"
	"landform/stacks/base"
	"landform/stacks/state"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// New adds the organization's stack to the app. Developers get their access once there is an Identity Center: it can
// only be enabled in an organization that exists.
func New(app constructs.Construct, target base.Target, from settings.Volteryde) cdktf.TerraformStack {
	names := placed(from)
	stack := base.NewStack(app, "organization-stack", base.Props{
		Target: target,
		State:  state.Volteryde(from.Region, from.State.Account).Of("shared/organization.tfstate"),
	})
	base.AddAWS(stack, target, names, base.Account(from.Organization.Management))

	emails := from.Organization.AccountEmails
	built := organization.New(stack, "organization", organization.Props{
		Names: names,
		Unit:  "Volteryde",
		Accounts: []organization.AccountProps{
			{Environment: "dev", Name: "volteryde-dev", Email: emails.Dev},
			{Environment: "staging", Name: "volteryde-staging", Email: emails.Staging},
			{Environment: "production", Name: "volteryde-production", Email: emails.Production},
		},
		AllowedRegions: from.Organization.AllowedRegions,
	})
	if center := from.Organization.IdentityCenter; center.Enabled() {
		organization.GrantAccess(stack, "developers", organization.AccessProps{
			Names:       names,
			InstanceARN: center.InstanceARN,
			GroupID:     center.DevelopersGroupID,
			Grants:      developers(built.Accounts),
		})
	}
	base.AddOutputs(stack,
		base.Output{Name: "organization_id", Value: built.ID, Description: "Organization that the accounts belong to"},
		base.Output{Name: "dev_account_id", Value: built.Accounts["dev"].ID, Description: "Account of the dev environment"},
		base.Output{Name: "staging_account_id", Value: built.Accounts["staging"].ID, Description: "Account of the staging environment"},
		base.Output{Name: "production_account_id", Value: built.Accounts["production"].ID, Description: "Account of the production environment"},
	)
	return stack
}

// developers are administrators in dev and readers in production, as the document has them. Staging is where a release
// is rehearsed: they work in it, and change nobody's rights.
func developers(accounts map[string]*organization.Account) []organization.Grant {
	return []organization.Grant{
		{
			Account:       accounts["dev"],
			PermissionSet: "DeveloperAdministrator",
			Description:   "Everything, in an account whose mistakes reach no customer",
			ManagedPolicy: "AdministratorAccess",
			SessionHours:  8,
		},
		{
			Account:       accounts["staging"],
			PermissionSet: "DeveloperPowerUser",
			Description:   "Everything but users, roles and their rights",
			ManagedPolicy: "PowerUserAccess",
			SessionHours:  8,
		},
		{
			// The policy decrypts nothing: secrets, and objects under a key of our own, stay closed.
			Account:       accounts["production"],
			PermissionSet: "DeveloperReadOnly",
			Description:   "Configuration, metrics and logs, and no secrets",
			ManagedPolicy: "ReadOnlyAccess",
			SessionHours:  4,
		},
	}
}

func placed(from settings.Volteryde) naming.Names {
	return naming.Names{
		System:       "volteryde",
		Environment:  "shared",
		Region:       from.Region,
		AccountID:    from.Organization.Management.ID,
		ResourceTags: map[string]string{"Environment": "shared"},
		CommonTags:   map[string]string{"Environment": "shared", "ManagedBy": "Terraform", "Project": "Volteryde"},
	}
}
