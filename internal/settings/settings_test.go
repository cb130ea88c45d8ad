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

// projectFile is the project's own file: its placeholder values are valid.
func projectFile(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../cdktf.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestProjectFileIsValid(t *testing.T) {
	read, problems := settings.Parse([]byte(projectFile(t)))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := read.Volteryde.Production.VPC.String(); got != "10.2.0.0/16" {
		t.Errorf("production's network is %s", got)
	}
	want := []string{"us-east-1a", "us-east-1b", "us-east-1c"}
	if diff := cmp.Diff(want, read.Volteryde.Zones); diff != "" {
		t.Errorf("zones (-want +got):\n%s", diff)
	}
}

// TestRefusedSettings changes one value of a valid file and wants exactly one problem, which names the path, the value
// and what is allowed.
func TestRefusedSettings(t *testing.T) {
	for _, test := range []struct {
		path  string // of the setting, as sjson has it
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
		{"volteryde.dev.accountId", "11111111111", `context.volteryde.dev.accountId is "11111111111": must be an AWS account id of 12 digits`},
		{"volteryde.dev.accountId", 111111111111, `context.volteryde.dev.accountId is 111111111111: must be a JSON string`},
		{"volteryde.dev.vpcCidr", "10.0.0.0", `context.volteryde.dev.vpcCidr is "10.0.0.0": must be an IPv4 network in CIDR notation`},
		{"volteryde.dev.vpcCidr", "2001:db8::/32", `context.volteryde.dev.vpcCidr is "2001:db8::/32": must be an IPv4 network`},
		{"volteryde.dev.vpcCidr", "10.0.0.0/24", `context.volteryde.dev.vpcCidr is "10.0.0.0/24": must be a private network between /16 and /20`},
		{"volteryde.dev.vpcCidr", "8.8.0.0/16", `context.volteryde.dev.vpcCidr is "8.8.0.0/16": must be a private network`},
		{"volteryde.staging.vpcCidr", "10.0.16.0/20", `context.volteryde.staging.vpcCidr is "10.0.16.0/20": must not overlap context.volteryde.dev.vpcCidr, 10.0.0.0/16`},
		{"volteryde.dev.domain", nil, `context.volteryde.dev.domain is missing: it must be set`},
		{"volteryde.dev.domain", "", `context.volteryde.dev.domain is "": must be a domain`},
		{"volteryde.dev.domain", "example", `context.volteryde.dev.domain is "example": must be a domain`},
		{"volteryde.dev.domain", "dev.example.com.", `context.volteryde.dev.domain is "dev.example.com.": must be a domain in lower case of at most 64 characters, without a dot at its end`},
		{"volteryde.dev.domain", "Dev.example.com", `context.volteryde.dev.domain is "Dev.example.com": must be a domain`},
		{"volteryde.dev.domain", "dev_1.example.com", `context.volteryde.dev.domain is "dev_1.example.com": must be a domain`},
		{"volteryde.dev.domain", "-dev.example.com", `context.volteryde.dev.domain is "-dev.example.com": must be a domain`},
		{"volteryde.dev.domain", "dev-.example.com", `context.volteryde.dev.domain is "dev-.example.com": must be a domain`},
		{"volteryde.dev.domain", "dev..example.com", `context.volteryde.dev.domain is "dev..example.com": must be a domain`},
		{"volteryde.dev.domain", strings.Repeat("a", 64) + ".io", `must be a domain`},
		{"volteryde.dev.domain", strings.Repeat("a", 40) + "." + strings.Repeat("b", 20) + ".com", `of at most 64 characters`},
		{"volteryde.staging.domain", "dev.volteryde.example.com", `context.volteryde.staging.domain is "dev.volteryde.example.com": must differ from context.volteryde.dev.domain`},
		{"volteryde.dev.deploymentRoleArn", "arn:aws:iam::222222222222:role/Deploy", `context.volteryde.dev.deploymentRoleArn is "arn:aws:iam::222222222222:role/Deploy": must be the ARN of an IAM role in account 111111111111`},
		{"volteryde.dev.administratorArns.0", "alice", `context.volteryde.dev.administratorArns[0] is "alice": must be the ARN of an IAM role or user`},
		{"volteryde.dev.alarmEmail", "nobody", `context.volteryde.dev.alarmEmail is "nobody": must be an e-mail address of at most 64 characters`},
		{"volteryde.staging.alarmEmail", nil, `context.volteryde.staging.alarmEmail is missing: it must be set`},
		{"volteryde.production", nil, `context.volteryde.production is missing: it must be set`},
		{"volteryde.production", "yes", `context.volteryde.production is "yes": must be a JSON object`},
		{"volteryde.dev.acountId", "111111111111", `context.volteryde.dev.acountId is "111111111111": is no setting`},
		{"volterdye", map[string]any{}, `context.volterdye is {}: is no setting`},
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
	_, problems := settings.Parse([]byte(text))
	return problems
}

func TestAllProblemsAtOnce(t *testing.T) {
	text := projectFile(t)
	for path, value := range map[string]string{
		"volteryde.eksVersion": "latest", "volteryde.dev.accountId": "12", "volteryde.spare": "", "volteryde.staging.vpcCidr": "x",
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
	_, err := settings.Read(file)
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
	if _, err := settings.Read(filepath.Join(t.TempDir(), "cdktf.json")); err == nil || !strings.Contains(err.Error(), "run landform in the folder") {
		t.Errorf("error of a missing file is %v", err)
	}
	if _, problems := settings.Parse([]byte(`{"context": `)); len(problems) != 1 {
		t.Errorf("problems of broken JSON are %v", problems)
	}
}
