package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"landform/stacks/ticketing/dotenv"
)

// inProject changes to a project with one stack and a local state.
func inProject(t *testing.T, state string) {
	t.Helper()
	if _, err := exec.LookPath("terraform"); err != nil {
		t.Fatal("terraform is not on PATH: install Terraform 1.6.1 or later (https://developer.hashicorp.com/terraform/install) and put it on PATH")
	}
	t.Chdir(t.TempDir())
	t.Setenv("CI", "") // where a deployment needs a lock file
	for name, text := range map[string]string{
		"cdktf.json":                                    `{"context": {}}`,
		"cdktf.out/manifest.json":                       `{"stacks": {"acme-stack": {"synthesizedStackPath": "stacks/acme-stack/cdk.tf.json"}}}`,
		"cdktf.out/stacks/acme-stack/cdk.tf.json":       `{"//": {"landform": {"outputs": {"dotenv": "backend_environment"}}}, "terraform": {"backend": {"local": {}}}}`,
		"cdktf.out/stacks/acme-stack/terraform.tfstate": state,
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func env(stack string) (string, error) {
	var text strings.Builder
	command := envCommand()
	command.SetArgs([]string{stack, "--app", "true"})
	command.SetOut(&text)
	command.SilenceErrors, command.SilenceUsage = true, true
	err := command.Execute()
	return text.String(), err
}

func TestEnvIsReadFromTheState(t *testing.T) {
	inProject(t, `{"version": 4, "terraform_version": "1.6.0", "serial": 1, "lineage": "a", "outputs": {
	  "backend_environment": {"value": {"S3_BUCKET": "files", "DATABASE_URL": "arn:x:DATABASE_URL::"}, "type": ["map", "string"]}
	}, "resources": []}`)
	text, err := env("acme-stack")
	if want := "DATABASE_URL=arn:x:DATABASE_URL::\nS3_BUCKET=files\n"; err != nil || text != want {
		t.Errorf("printed %q (%v), want %q", text, err, want)
	}
}

func TestEnvOfAStackThatIsNotDeployed(t *testing.T) {
	inProject(t, `{"version": 4, "terraform_version": "1.6.0", "serial": 1, "lineage": "a", "outputs": {}, "resources": []}`)
	if text, err := env("acme-stack"); err == nil || err.Error() != dotenv.ErrNotDeployed.Error() || text != "" {
		t.Errorf("printed %q, error is %v", text, err)
	}
}

func TestEnvOfAnUnknownStack(t *testing.T) {
	inProject(t, "{}")
	if _, err := env("other-stack"); err == nil || err.Error() != `no stack "other-stack": there are acme-stack` {
		t.Errorf("error is %v", err)
	}
}
