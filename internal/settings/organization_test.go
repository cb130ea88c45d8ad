package settings_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"landform/internal/settings"
)

// with returns the text of the repository's cdktf.json with one value of the organization replaced.
func with(t *testing.T, path string, value any) []byte {
	t.Helper()
	text, err := os.ReadFile("../../cdktf.json")
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	keys := strings.Split("context.volteryde."+path, ".")
	object := file
	for _, key := range keys[:len(keys)-1] {
		object = object[key].(map[string]any)
	}
	object[keys[len(keys)-1]] = value
	if text, err = json.Marshal(file); err != nil {
		t.Fatal(err)
	}
	return text
}

func TestRefusedOrganizations(t *testing.T) {
	const at = "context.volteryde."
	cases := []struct {
		path  string
		value any
		want  string // the only problem
	}{
		{"organization.accountId", "12345", ` is "12345": must be an AWS account id of 12 digits`},
		{"organization.deploymentRoleArn", "arn:aws:iam::111111111111:role/Deployment",
			" must be the ARN of an IAM role in account 999999999999"},
		{"organization.accountEmails.dev", "nobody", ` is "nobody": must be an e-mail address of at most 64 characters`},
		{"organization.accountEmails.dev", "somebody@localhost", "must be an e-mail address"},
		{"organization.accountEmails.staging", strings.Repeat("x", 60) + "@acme.example", "of at most 64 characters"},
		{"organization.accountEmails.staging", "AWS-dev@volteryde.example", "an address belongs to one account"},
		{"organization.accountEmails.production", "aws-staging@volteryde.example", "an address belongs to one account"},
		{"organization.accountEmails", "aws@volteryde.example", "must be a JSON object"},
		{"organization.allowedRegions", []string{}, "must contain the system's own region, us-east-1"},
		{"organization.allowedRegions", []string{"eu-west-1"}, "must contain the system's own region, us-east-1"},
		{"organization.identityCenter.instanceArn", "ssoins-1234567890abcdef", "or empty like developersGroupId"},
		{"organization.identityCenter.instanceArn", "", "or empty like developersGroupId"},
		{"organization.identityCenter.developersGroupId", "developers", "or empty like instanceArn"},
		{"organization.identityCenter.developersGroupId", "", "or empty like instanceArn"},
		{"dev.accountId", "999999999999", "must not be the organization's management account"},
		{"production.accountId", "999999999999", "must not be the organization's management account"},
	}
	for _, c := range cases {
		_, problems := settings.Parse(with(t, c.path, c.value))
		found := false
		for _, problem := range problems {
			text := problem.Error()
			found = found || strings.Contains(text, at+c.path+" is ") && strings.Contains(text, c.want)
		}
		if !found {
			t.Errorf("%s = %v: problems are %v, want one that says %q", c.path, c.value, problems, c.want)
		}
	}
}

func TestRefusedRegionsOfAnOrganization(t *testing.T) {
	for want, value := range map[string][]string{
		`allowedRegions[1] is "Frankfurt": must be an AWS region`: {"us-east-1", "Frankfurt"},
		`allowedRegions[1] is "us-east-1": is named twice`:        {"us-east-1", "us-east-1"},
	} {
		_, problems := settings.Parse(with(t, "organization.allowedRegions", value))
		if len(problems) != 1 || !strings.Contains(problems[0].Error(), want) {
			t.Errorf("%v: problems are %v, want one that says %q", value, problems, want)
		}
	}
}

func TestOrganizationBeforeIdentityCenter(t *testing.T) {
	read, problems := settings.Parse(with(t, "organization.identityCenter",
		map[string]string{"instanceArn": "", "developersGroupId": ""}))
	if len(problems) != 0 || read.Volteryde.Organization.IdentityCenter.Enabled() {
		t.Errorf("Identity Center is %+v with problems %v, want none of either",
			read.Volteryde.Organization.IdentityCenter, problems)
	}
}
