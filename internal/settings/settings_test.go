package settings_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"landform/internal/settings"

	"github.com/google/go-cmp/cmp"
	"github.com/tidwall/sjson"
)

// known are the environments of the project's own file.
var known = settings.Known{Volteryde: []string{"dev", "staging", "production"}, Ticketing: []string{"dev", "prod"}}

// projectFile returns the text of the project's own file: its placeholder values are valid.
func projectFile(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../cdktf.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestProjectFileIsValid(t *testing.T) {
	read, problems := settings.Parse([]byte(projectFile(t)), known)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := read.Volteryde.Environments["production"].VPC.String(); got != "10.2.0.0/16" {
		t.Errorf("production's network is %s", got)
	}
	want := []string{"us-east-1a", "us-east-1b", "us-east-1c"}
	if diff := cmp.Diff(want, read.Volteryde.Environments["dev"].Zones); diff != "" {
		t.Errorf("zones (-want +got):\n%s", diff)
	}
}

// TestRefusedSettings changes one value of a valid file and expects exactly one problem, which names the path, the
// value and what is allowed.
func TestRefusedSettings(t *testing.T) {
	for _, test := range []struct {
		path  string // path of the setting, in the syntax of sjson
		value any    // nil removes it
		want  string
	}{
		{"volteryde.region", "us-east", `context.volteryde.region is "us-east": must be an AWS region`},
		{"volteryde.region", nil, `context.volteryde.region is missing: it must be set`},
		{"volteryde.availabilityZones.1", "eu-west-1b", `context.volteryde.availabilityZones[1] is "eu-west-1b": must be a zone of us-east-1`},
		{"volteryde.availabilityZones.1", "us-east-1a", `context.volteryde.availabilityZones[1] is "us-east-1a": is named twice`},
		{"volteryde.availabilityZones", []string{"us-east-1a"}, `context.volteryde.availabilityZones is ["us-east-1a"]: must be two to six`},
		{"volteryde.availabilityZones", "us-east-1a", `context.volteryde.availabilityZones is "us-east-1a": must be a JSON array`},
		{"volteryde.eksVersion", "1.3", `context.volteryde.eksVersion is "1.3": must be a Kubernetes version of the form "1.NN"`},
		{"volteryde.eksVersion", 1.35, `context.volteryde.eksVersion is 1.35: must be a JSON string`},
		{"volteryde.officeCidrs", []string{}, `context.volteryde.officeCidrs is []: must name at least one office network`},
		{"volteryde.officeCidrs.0", "0.0.0.0/0", `context.volteryde.officeCidrs[0] is "0.0.0.0/0": must be an office network`},
		{"volteryde.officeCidrs.0", "203.0.113.7/24", `context.volteryde.officeCidrs[0] is "203.0.113.7/24": has host bits set: must be "203.0.113.0/24"`},
		{"volteryde.officeCidrs.0", "10.9.8.0/24", `context.volteryde.officeCidrs[0] is "10.9.8.0/24": must be a network of public addresses`},
		{"volteryde.officeCidrs.1", "203.0.113.128/25", `context.volteryde.officeCidrs[1] is "203.0.113.128/25": must not overlap context.volteryde.officeCidrs[0], 203.0.113.0/24`},
		{"volteryde.environments.dev.accountId", "11111111111", `context.volteryde.environments.dev.accountId is "11111111111": must be an AWS account id of 12 digits`},
		{"volteryde.environments.dev.accountId", 111111111111, `context.volteryde.environments.dev.accountId is 111111111111: must be a JSON string`},
		{"volteryde.environments.dev.vpcCidr", "10.0.0.0", `context.volteryde.environments.dev.vpcCidr is "10.0.0.0": must be an IPv4 network in CIDR notation`},
		{"volteryde.environments.dev.vpcCidr", "2001:db8::/32", `context.volteryde.environments.dev.vpcCidr is "2001:db8::/32": must be an IPv4 network`},
		{"volteryde.environments.dev.vpcCidr", "10.0.0.0/24", `context.volteryde.environments.dev.vpcCidr is "10.0.0.0/24": must be a private network between /16 and /20`},
		{"volteryde.environments.dev.vpcCidr", "8.8.0.0/16", `context.volteryde.environments.dev.vpcCidr is "8.8.0.0/16": must be a private network`},
		{"volteryde.environments.staging.vpcCidr", "10.0.16.0/20", `context.volteryde.environments.staging.vpcCidr is "10.0.16.0/20": must not overlap context.volteryde.environments.dev.vpcCidr, 10.0.0.0/16`},
		{"volteryde.environments.dev.domain", nil, `context.volteryde.environments.dev.domain is missing: it must be set`},
		{"volteryde.environments.dev.domain", "", `context.volteryde.environments.dev.domain is "": must be a domain`},
		{"volteryde.environments.dev.domain", "example", `context.volteryde.environments.dev.domain is "example": must be a domain`},
		{"volteryde.environments.dev.domain", "dev.example.com.", `context.volteryde.environments.dev.domain is "dev.example.com.": must be a domain in lower case of at most 64 characters, without a trailing dot`},
		{"volteryde.environments.dev.domain", "Dev.example.com", `context.volteryde.environments.dev.domain is "Dev.example.com": must be a domain`},
		{"volteryde.environments.dev.domain", "dev_1.example.com", `context.volteryde.environments.dev.domain is "dev_1.example.com": must be a domain`},
		{"volteryde.environments.dev.domain", "-dev.example.com", `context.volteryde.environments.dev.domain is "-dev.example.com": must be a domain`},
		{"volteryde.environments.dev.domain", "dev-.example.com", `context.volteryde.environments.dev.domain is "dev-.example.com": must be a domain`},
		{"volteryde.environments.dev.domain", "dev..example.com", `context.volteryde.environments.dev.domain is "dev..example.com": must be a domain`},
		{"volteryde.environments.dev.domain", strings.Repeat("a", 64) + ".io", `must be a domain`},
		{"volteryde.environments.dev.domain", strings.Repeat("a", 40) + "." + strings.Repeat("b", 20) + ".com", `of at most 64 characters`},
		{"volteryde.environments.staging.domain", "dev.volteryde.example.com", `context.volteryde.environments.staging.domain is "dev.volteryde.example.com": must differ from context.volteryde.environments.dev.domain`},
		{"volteryde.environments.dev.deploymentRoleArn", "arn:aws:iam::222222222222:role/Deploy", `context.volteryde.environments.dev.deploymentRoleArn is "arn:aws:iam::222222222222:role/Deploy": must be the ARN of an IAM role in account 111111111111`},
		{"volteryde.environments.dev.administratorArns.0", "alice", `context.volteryde.environments.dev.administratorArns[0] is "alice": must be the ARN of an IAM role or user`},
		{"volteryde.environments.production.viewerArns.0", "bob", `context.volteryde.environments.production.viewerArns[0] is "bob": must be the ARN of an IAM role or user`},
		{"volteryde.environments.dev.viewerArns", "alice", `context.volteryde.environments.dev.viewerArns is "alice": must be a JSON array`},
		{"volteryde.environments.dev.alarmEmail", "nobody", `context.volteryde.environments.dev.alarmEmail is "nobody": must be an e-mail address of at most 64 characters`},
		{"volteryde.environments.staging.alarmEmail", nil, `context.volteryde.environments.staging.alarmEmail is missing: it must be set`},
		{"volteryde.environments.production", nil, `context.volteryde.environments.production is missing: it must be set`},
		{"volteryde.environments.production", "yes", `context.volteryde.environments.production is "yes": must be a JSON object`},
		{"volteryde.environments.dev.domain", true, `context.volteryde.environments.dev.domain is true: must be a JSON string`},
		{"volteryde.environments.qa", map[string]any{"domain": "x"}, `context.volteryde.environments.qa: unknown environment: must be one of dev, staging, production`},
		{"volteryde.environments.staging.accountId", "111111111111", `context.volteryde.environments.staging.accountId is "111111111111": must differ from context.volteryde.environments.dev.accountId`},
		{"volteryde.environments.dev.administratorArns", []string{}, `context.volteryde.environments.dev.administratorArns is []: must name at least one`},
		{"volteryde.environments.dev.region", "eu-west-1", `context.volteryde.environments.dev.region is "eu-west-1": also set availabilityZones`},
		{"volteryde.environments.dev.availabilityZones", []string{"us-east-1a", "us-east-1a"}, `context.volteryde.environments.dev.availabilityZones[1] is "us-east-1a": is named twice`},
		{"volteryde.environments.dev.acountId", "111111111111", `context.volteryde.environments.dev.acountId is "111111111111": unknown setting`},
		{"volteryde.state.locking", "file", `context.volteryde.state.locking is "file": must be one of dynamodb, both, s3`},
		{"ticketing.state.locking", true, `context.ticketing.state.locking is true: must be a JSON string`},
		{"volterdye", map[string]any{}, `context.volterdye is {}: unknown setting`},
	} {
		t.Run(test.want, func(t *testing.T) {
			problems := parseChanged(t, test.path, test.value)
			if len(problems) != 1 || !strings.Contains(problems[0].Error(), test.want) {
				t.Errorf("problems are %v, want one that says %q", problems, test.want)
			}
		})
	}
}

func parseChanged(t *testing.T, path string, value any) []error {
	t.Helper()
	text := projectFile(t)
	var err error
	if value == nil {
		text, err = sjson.Delete(text, "context."+path)
	} else {
		text, err = sjson.Set(text, "context."+path, value)
	}
	if err != nil {
		t.Fatal(err)
	}
	_, problems := settings.Parse([]byte(text), known)
	return problems
}

func TestAnEnvironmentMayHaveItsOwnRegionAndZones(t *testing.T) {
	text := projectFile(t)
	for path, value := range map[string]any{"region": "eu-west-1", "availabilityZones": []string{"eu-west-1b", "eu-west-1c"}} {
		var err error
		if text, err = sjson.Set(text, "context.volteryde.environments.staging."+path, value); err != nil {
			t.Fatal(err)
		}
	}
	read, problems := settings.Parse([]byte(text), known)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	staging, dev := read.Volteryde.Environments["staging"], read.Volteryde.Environments["dev"]
	if staging.Region != "eu-west-1" || len(staging.Zones) != 2 || dev.Region != "us-east-1" || len(dev.Zones) != 3 {
		t.Errorf("staging lies in %+v, dev in %+v", staging.Location, dev.Location)
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	text := projectFile(t)
	for path, value := range map[string]string{
		"volteryde.eksVersion": "latest", "volteryde.environments.dev.accountId": "12", "volteryde.spare": "", "volteryde.environments.staging.vpcCidr": "x",
	} {
		var err error
		if text, err = sjson.Set(text, "context."+path, value); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "cdktf.json")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := settings.Read(file, known)
	if err == nil {
		t.Fatal("four problems were accepted")
	}
	for _, want := range []string{"4 problems", "eksVersion", "dev.accountId", "spare", "staging.vpcCidr"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in:\n%v", want, err)
		}
	}
}

func TestUnreadableFiles(t *testing.T) {
	if _, err := settings.Read(filepath.Join(t.TempDir(), "cdktf.json"), known); err == nil || !strings.Contains(err.Error(), "run landform in the folder") {
		t.Errorf("error of a missing file is %v", err)
	}
	if _, problems := settings.Parse([]byte(`{"context": `), known); len(problems) != 1 {
		t.Errorf("problems of broken JSON are %v", problems)
	}
}

func TestStatesAreLockedWithTheTableByDefault(t *testing.T) {
	read, problems := settings.Parse([]byte(projectFile(t)), known)
	if len(problems) > 0 || read.Volteryde.State.Locking != "dynamodb" || read.Ticketing.State.Locking != "dynamodb" {
		t.Errorf("locking is %q and %q, problems are %v", read.Volteryde.State.Locking, read.Ticketing.State.Locking, problems)
	}
	text, err := sjson.Set(projectFile(t), "context.ticketing.state.locking", "both")
	if err != nil {
		t.Fatal(err)
	}
	if read, problems = settings.Parse([]byte(text), known); len(problems) > 0 || read.Ticketing.State.Locking != "both" {
		t.Errorf("locking is %q, problems are %v", read.Ticketing.State.Locking, problems)
	}
}

func TestInvalidDelegations(t *testing.T) {
	servers := []string{"ns-1.awsdns-01.com", "ns-2.awsdns-02.net"}
	for want, delegation := range map[string]map[string]any{
		`delegations[0].domain is "dev.example.org": must be a subdomain of the environment's own domain, volteryde.example.com`: {"domain": "dev.example.org", "nameServers": servers},
		`delegations[0].nameServers is ["ns-1.awsdns-01.com"]: must be two or more`:                                              {"domain": "dev.volteryde.example.com", "nameServers": servers[:1]},
		`delegations[0].nameServers[1] is "ns-2.awsdns-02.net.": must be a host name in lower case`:                              {"domain": "dev.volteryde.example.com", "nameServers": []string{servers[0], servers[1] + "."}},
		`delegations[0].nameServers is missing: it must be set`:                                                                  {"domain": "dev.volteryde.example.com"},
	} {
		problems := parseChanged(t, "volteryde.environments.production.delegations", []any{delegation})
		if len(problems) != 1 || !strings.Contains(problems[0].Error(), "context.volteryde.environments.production."+want) {
			t.Errorf("problems are %v, want one that says %q", problems, want)
		}
	}
	if problems := parseChanged(t, "volteryde.environments.production.delegations", nil); len(problems) != 0 {
		t.Errorf("an environment without delegations has problems: %v", problems)
	}
}
