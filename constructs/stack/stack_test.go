package stack_test

import (
	"strings"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/stack"
	"landform/internal/synthesized"

	"github.com/google/go-cmp/cmp"
)

const role = "arn:aws:iam::123456789012:role/Deploy"

var remote = stack.State{
	Bucket: "acme-terraform-state", Key: "environments/test/terraform.tfstate", Region: "eu-west-1",
	LockTable: "terraform-state-lock", KMSKeyARN: "arn:aws:kms:eu-west-1:210987654321:alias/acme-state", AccountID: "210987654321",
}

var metadata = synthesized.Metadata{
	Role: synthesized.RoleEnvironment, Stage: synthesized.Staging, Position: 20, Disposable: true,
	CI:      &synthesized.CI{Environment: "test", PlanRole: role, Plans: "s3://b/p/"},
	Outputs: map[synthesized.OutputUse]string{synthesized.OutputDotenv: "variables"},
}

func synthesize(t *testing.T, target stack.Target, deploymentRole string) synthesized.Stack {
	t.Helper()
	outdir := t.TempDir()
	app := stack.NewApp(outdir)
	test := stack.New(app, stack.Props{
		Target: target, Name: "test-stack", Names: constructtest.Names(), State: remote, DeploymentRoleARN: deploymentRole, Metadata: metadata,
	})
	test.AddAWSProvider()
	test.AddRandomProvider()
	test.AddOutputs(
		stack.Output{Name: "open", Value: new("value"), Description: "Public"},
		stack.Output{Name: "hidden", Value: new("value"), Description: "Secret", Sensitive: true})
	app.Synth()
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		t.Fatal(err)
	}
	return stacks[0]
}

func expect(t *testing.T, written synthesized.Stack, wanted map[string]string) {
	t.Helper()
	for path, want := range wanted {
		if got := written.Get(path).String(); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}

func TestStackForAWS(t *testing.T) {
	expect(t, synthesize(t, stack.AWS, role), map[string]string{
		"terraform.required_version":                  ">= 1.6.1",
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
		"provider.aws.0.assume_role.0.role_arn":       role,
		"provider.aws.0.default_tags.0.tags.Project":  "Acme",
		"provider.aws.0.access_key":                   "",
		"output.hidden.sensitive":                     "true",
		"output.open.sensitive":                       "",
	})
}

func TestDeploymentRoleIsOptional(t *testing.T) {
	if role := synthesize(t, stack.AWS, "").Get("provider.aws.0.assume_role"); role.Exists() {
		t.Errorf("assume_role is %s", role.Raw)
	}
}

func TestOfflineStackUsesNoCredentials(t *testing.T) {
	expect(t, synthesize(t, stack.Offline, role), map[string]string{
		"terraform.backend.local.path":               "terraform.tfstate",
		"terraform.backend.s3":                       "",
		"provider.aws.0.skip_credentials_validation": "true",
		"provider.aws.0.skip_requesting_account_id":  "true",
		"provider.aws.0.skip_metadata_api_check":     "true",
		"provider.aws.0.allowed_account_ids":         "",
		"provider.aws.0.assume_role":                 "",
	})
}

func TestMetadataCanBeReadFromTheJSON(t *testing.T) {
	want := metadata
	want.System, want.Environment, want.Account, want.Region = "acme", "test", "123456789012", "eu-west-1"
	want.LockTable = "arn:aws:dynamodb:eu-west-1:210987654321:table/terraform-state-lock"
	if diff := cmp.Diff(want, synthesize(t, stack.AWS, "").Metadata()); diff != "" {
		t.Errorf("metadata (-want +got):\n%s", diff)
	}
}

func TestMetadataNamesNoLockTableWhereNoneIsUsed(t *testing.T) {
	if table := synthesize(t, stack.Offline, "").Metadata().LockTable; table != "" {
		t.Errorf("a local state is locked by %s", table)
	}
	outdir := t.TempDir()
	app := stack.NewApp(outdir)
	stack.New(app, stack.Props{
		Name: "test-stack", Names: constructtest.Names(),
		State: stack.State{Bucket: "b", Key: "k", Region: "eu-west-1", LockTable: "unused", Locking: stack.S3, AccountID: "210987654321"},
	})
	app.Synth()
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		t.Fatal(err)
	}
	if locked := stacks[0]; locked.Metadata().LockTable != "" || strings.Contains(string(locked.JSON), "lockTable") {
		t.Errorf("lock files have a table: %s", locked.JSON)
	}
}
