package settings_test

import (
	"strings"
	"testing"

	"landform/internal/settings"

	"github.com/tidwall/sjson"
)

func TestInvalidOrganizationSettings(t *testing.T) {
	for _, test := range []struct {
		path  string
		value any
		want  string // context.volteryde. and this
	}{
		{"organization", nil, `organization is missing: it must be set`},
		{"organization.accountId", "12345", `organization.accountId is "12345": must be an AWS account id of 12 digits`},
		{"organization.deploymentRoleArn", "arn:aws:iam::111111111111:role/Deploy", `organization.deploymentRoleArn is "arn:aws:iam::111111111111:role/Deploy": must be the ARN of an IAM role in account 999999999999`},
		{"environments.dev.accountEmail", nil, `environments.dev.accountEmail is missing: it must be set`},
		{"environments.dev.accountEmail", "nobody", `environments.dev.accountEmail is "nobody": must be an e-mail address of at most 64 characters`},
		{"environments.dev.accountEmail", "somebody@localhost", `environments.dev.accountEmail is "somebody@localhost": must be an e-mail address`},
		{"environments.staging.accountEmail", strings.Repeat("x", 60) + "@acme.example", `@acme.example": must be an e-mail address of at most 64 characters`},
		{"environments.staging.accountEmail", "AWS-dev@volteryde.example", `environments.staging.accountEmail is "AWS-dev@volteryde.example": must differ from context.volteryde.environments.`},
		{"environments.production.accountEmail", "aws-staging@volteryde.example", `environments.production.accountEmail is "aws-staging@volteryde.example": must differ from context.volteryde.environments.`},
		{"organization.allowedRegions", []string{}, `organization.allowedRegions is []: must contain the system's own region, us-east-1`},
		{"organization.allowedRegions", []string{"eu-west-1"}, `organization.allowedRegions is ["eu-west-1"]: must contain the system's own region, us-east-1`},
		{"organization.allowedRegions", []string{"us-east-1", "Frankfurt"}, `organization.allowedRegions[1] is "Frankfurt": must be an AWS region`},
		{"organization.allowedRegions", []string{"us-east-1", "us-east-1"}, `organization.allowedRegions[1] is "us-east-1": is named twice`},
		{"organization.identityCenter.instanceArn", "ssoins-1234567890abcdef", `organization.identityCenter.instanceArn is "ssoins-1234567890abcdef": must be the ARN of an IAM Identity Center instance`},
		{"organization.identityCenter.instanceArn", "", `organization.identityCenter.instanceArn is "": must be the ARN of an IAM Identity Center instance`},
		{"organization.identityCenter.developersGroupId", "developers", `organization.identityCenter.developersGroupId is "developers": must be the id of an IAM Identity Center group`},
		{"organization.identityCenter.developersGroupId", "", `organization.identityCenter.developersGroupId is "": must be the id of an IAM Identity Center group`},
		{"organization.trustedServices", []string{"config"}, `organization.trustedServices[0] is "config": must be a service principal`},
		{"organization.trustedServices", []string{"config.amazonaws.com", "config.amazonaws.com"}, `organization.trustedServices[1] is "config.amazonaws.com": is named twice`},
		{"organization.policyTypes", []string{"tags"}, `organization.policyTypes[0] is "tags": must be a policy type`},
		{"environments.dev.accountId", "999999999999", `environments.dev.accountId is "999999999999": must not be the organization's management account`},
		{"environments.staging.accountId", "999999999999", `environments.staging.accountId is "999999999999": must not be the organization's management account`},
		{"environments.production.accountId", "999999999999", `environments.production.accountId is "999999999999": must not be the organization's management account`},
	} {
		t.Run(test.want, func(t *testing.T) {
			problems := parseChanged(t, "volteryde."+test.path, test.value)
			if len(problems) != 1 || !strings.Contains(problems[0].Error(), "context.volteryde."+test.path) ||
				!strings.Contains(problems[0].Error(), test.want) {
				t.Errorf("problems are %v, want one that says %q", problems, test.want)
			}
		})
	}
}

func TestExistingOrganizationHasBothIDs(t *testing.T) {
	for path, test := range map[string]struct{ value, want string }{
		"organizationId": {"o-1234567890", `context.volteryde.organization.rootId is "": must be the id of the organization's root`},
		"rootId":         {"r-1234", `context.volteryde.organization.organizationId is "": must be the id of an organization`},
	} {
		problems := parseChanged(t, "volteryde.organization."+path, test.value)
		if len(problems) != 1 || !strings.Contains(problems[0].Error(), test.want) {
			t.Errorf("problems are %v, want one that says %q", problems, test.want)
		}
	}
}

func TestOrganizationBeforeIdentityCenter(t *testing.T) {
	text, err := sjson.Set(projectFile(t), "context.volteryde.organization.identityCenter",
		map[string]string{"instanceArn": "", "developersGroupId": ""})
	if err != nil {
		t.Fatal(err)
	}
	read, problems := settings.Parse([]byte(text), known)
	if len(problems) != 0 || read.Volteryde.Organization.IdentityCenter.Enabled() {
		t.Errorf("Identity Center is %+v with problems %v, want none of either",
			read.Volteryde.Organization.IdentityCenter, problems)
	}
}
