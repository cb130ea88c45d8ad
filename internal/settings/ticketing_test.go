package settings_test

import (
	"errors"
	"strings"
	"testing"

	"landform/internal/settings"

	"github.com/tidwall/sjson"
)

// ticketing are valid settings, in which each test changes one value.
const ticketing = `{
  "region": "eu-west-1", "availabilityZones": ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
  "state": {"accountId": "444444444444"},
  "environments": {"dev": {"accountId": "555555555555", "vpcCidr": "10.10.0.0/16",
    "frontendDomain": "dev.example.com", "backendTag": "1.0.0-rc.1", "alarmEmail": "dev@example.com"},
  "prod": {"accountId": "666666666666", "vpcCidr": "10.11.0.0/16", "apiDomain": "api.example.com",
    "frontendDomain": "www.example.com", "backendTag": "1.0.0", "alarmEmail": "prod@example.com"}}
}`

// parseTicketing parses the project's own file with these settings of the ticketing system.
func parseTicketing(t *testing.T, object string) (settings.Settings, []error) {
	t.Helper()
	text, err := sjson.SetRaw(projectFile(t), "context.ticketing", object)
	if err != nil {
		t.Fatal(err)
	}
	return settings.Parse([]byte(text), known)
}

func TestTicketingIsRead(t *testing.T) {
	read, problems := parseTicketing(t, ticketing)
	if len(problems) > 0 {
		t.Fatal(errors.Join(problems...))
	}
	dev, prod := read.Ticketing.Environments["dev"], read.Ticketing.Environments["prod"]
	if dev.APIDomain != "" || dev.BackendTag != "1.0.0-rc.1" || dev.Account.ID != "555555555555" ||
		dev.VPC.String() != "10.10.0.0/16" || dev.FrontendDomain != "dev.example.com" {
		t.Errorf("dev is %+v", dev)
	}
	if prod.APIDomain != "api.example.com" || read.Ticketing.State.Account.ID != "444444444444" ||
		read.Ticketing.Region != "eu-west-1" || len(prod.Zones) != 3 {
		t.Errorf("ticketing is %+v", read.Ticketing)
	}
}

func TestInvalidTicketingSettings(t *testing.T) {
	for name, test := range map[string]struct{ from, to, problem string }{
		"a malformed account": {`"555555555555"`, `"5555"`, `context.ticketing.environments.dev.accountId is "5555": must be an AWS account id of 12 digits`},
		"a role elsewhere": {`"666666666666",`, `"666666666666", "deploymentRoleArn": "arn:aws:iam::555555555555:role/deploy",`,
			`context.ticketing.environments.prod.deploymentRoleArn is "arn:aws:iam::555555555555:role/deploy": must be the ARN of an IAM role in account 666666666666`},
		"overlapping networks": {"10.11.0.0/16", "10.10.128.0/17", `context.ticketing.environments.prod.vpcCidr is "10.10.128.0/17": must not overlap context.ticketing.environments.dev.vpcCidr, 10.10.0.0/16`},
		"one zone":             {`, "eu-west-1b", "eu-west-1c"`, ``, `context.ticketing.availabilityZones is ["eu-west-1a"]: must be two to six`},
		"a URL as host":        {`"api.example.com"`, `"https://api.example.com"`, `context.ticketing.environments.prod.apiDomain is "https://api.example.com": must be a host name`},
		"capitals in a host":   {`"dev.example.com"`, `"Dev.example.com"`, `context.ticketing.environments.dev.frontendDomain is "Dev.example.com": must be a host name`},
		"no frontend":          {`"frontendDomain": "dev.example.com", `, ``, `context.ticketing.environments.dev.frontendDomain is missing`},
		"an empty frontend":    {`"dev.example.com"`, `""`, `context.ticketing.environments.dev.frontendDomain is "": must be a host name`},
		"a host too long for a bucket": {`"dev.example.com"`, `"` + strings.Repeat("a", 60) + `.example.com"`,
			"must have at most 63 characters"},
		"one host for both":     {`"www.example.com"`, `"api.example.com"`, `context.ticketing.environments.prod.apiDomain is "api.example.com": must differ from context.ticketing.environments.prod.frontendDomain`},
		"a moving tag":          {`"1.0.0-rc.1"`, `"latest"`, `context.ticketing.environments.dev.backendTag is "latest": must be the tag of one build`},
		"a malformed tag":       {`"1.0.0-rc.1"`, `"backend:1"`, `context.ticketing.environments.dev.backendTag is "backend:1": must be the tag of one build`},
		"no recipient":          {`, "alarmEmail": "dev@example.com"`, ``, `context.ticketing.environments.dev.alarmEmail is missing`},
		"a malformed recipient": {`"dev@example.com"`, `"nobody"`, `context.ticketing.environments.dev.alarmEmail is "nobody": must be an e-mail address`},
		"an unknown key":        {`"backendTag": "1.0.0-rc.1"`, `"backendTag": "1", "image": "x"`, `context.ticketing.environments.dev.image is "x": unknown setting`},
	} {
		t.Run(name, func(t *testing.T) {
			spoiled := strings.Replace(ticketing, test.from, test.to, 1)
			if spoiled == ticketing {
				t.Fatalf("%s is not in the file", test.from)
			}
			_, problems := parseTicketing(t, spoiled)
			if len(problems) != 1 || !strings.Contains(problems[0].Error(), test.problem) {
				t.Errorf("problems are:\n%v\nwant one:\n  %s", errors.Join(problems...), test.problem)
			}
		})
	}
}
