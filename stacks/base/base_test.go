package base_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/internal/synthesized"
	"landform/stacks/base"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

var remote = base.State{
	Bucket: "acme-terraform-state", Key: "environments/test/terraform.tfstate", Region: "eu-west-1",
	LockTable: "terraform-state-lock", KMSKeyARN: "arn:aws:kms:eu-west-1:123456789012:alias/acme-state",
}

func synthesize(t *testing.T, target base.Target, account base.Account) synthesized.Stack {
	t.Helper()
	outdir := t.TempDir()
	app := base.NewApp(outdir)
	stack := base.NewStack(app, "test-stack", base.Props{Target: target, State: remote})
	base.AddAWS(stack, target, constructtest.Names(), account)
	base.AddRandom(stack)
	base.AddOutputs(stack,
		base.Output{Name: "open", Value: new("value"), Description: "Anybody may see it"},
		base.Output{Name: "hidden", Value: new("value"), Description: "Only who asks", Sensitive: true})
	app.Synth()
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		t.Fatal(err)
	}
	return stacks[0]
}

func expect(t *testing.T, stack synthesized.Stack, wanted map[string]string) {
	t.Helper()
	for path, want := range wanted {
		if got := stack.Get(path).String(); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}

func TestRealStack(t *testing.T) {
	stack := synthesize(t, base.AWS, base.Account{ID: "123456789012", DeploymentRoleARN: "arn:aws:iam::123456789012:role/Deploy"})
	expect(t, stack, map[string]string{
		"terraform.required_version":                  ">= 1.6.0",
		"terraform.required_providers.aws.source":     "hashicorp/aws",
		"terraform.required_providers.aws.version":    "~> 5.0",
		"terraform.required_providers.random.version": "~> 3.0",
		"terraform.backend.s3.bucket":                 remote.Bucket,
		"terraform.backend.s3.key":                    remote.Key,
		"terraform.backend.s3.region":                 remote.Region,
		"terraform.backend.s3.dynamodb_table":         remote.LockTable,
		"terraform.backend.s3.kms_key_id":             remote.KMSKeyARN,
		"terraform.backend.s3.encrypt":                "true",
		"provider.aws.0.region":                       "eu-west-1",
		"provider.aws.0.allowed_account_ids.0":        "123456789012",
		"provider.aws.0.assume_role.0.role_arn":       "arn:aws:iam::123456789012:role/Deploy",
		"provider.aws.0.default_tags.0.tags.Project":  "Acme",
		"provider.aws.0.access_key":                   "",
		"output.hidden.sensitive":                     "true",
		"output.open.sensitive":                       "",
	})
}

func TestWithoutADeploymentRoleTheCallersRightsCount(t *testing.T) {
	stack := synthesize(t, base.AWS, base.Account{ID: "123456789012"})
	if role := stack.Get("provider.aws.0.assume_role"); role.Exists() {
		t.Errorf("assume_role is %s", role.Raw)
	}
}

func TestOfflineStackCannotReachAWS(t *testing.T) {
	stack := synthesize(t, base.Offline, base.Account{ID: "123456789012", DeploymentRoleARN: "arn:aws:iam::123456789012:role/Deploy"})
	expect(t, stack, map[string]string{
		"terraform.backend.local.path":               "terraform.tfstate",
		"terraform.backend.s3":                       "",
		"provider.aws.0.skip_credentials_validation": "true",
		"provider.aws.0.skip_requesting_account_id":  "true",
		"provider.aws.0.skip_metadata_api_check":     "true",
		"provider.aws.0.allowed_account_ids":         "",
		"provider.aws.0.assume_role":                 "",
	})
}

func TestStackWithoutProviders(t *testing.T) {
	outdir := t.TempDir()
	app := base.NewApp(outdir)
	cdktf.NewTerraformOutput(base.NewStack(app, "bare", base.Props{State: remote}), new("only"), &cdktf.TerraformOutputConfig{Value: new("x")})
	app.Synth()
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		t.Fatal(err)
	}
	if providers := stacks[0].Get("provider"); providers.Exists() {
		t.Errorf("providers are %s", providers.Raw)
	}
}
