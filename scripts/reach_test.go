package scripts_test

import (
	"strings"
	"testing"
)

// TestSecretsAreReadWhereTheStackIs checks the region and the account, neither of which is the one of the user's shell.
func TestSecretsAreReadWhereTheStackIs(t *testing.T) {
	for emulator, want := range map[string][]string{
		"":  {"AWS_REGION=eu-west-1\n", "AWS_ACCESS_KEY_ID=the user's\n"},
		"1": {"AWS_REGION=eu-west-1\n", "AWS_ACCESS_KEY_ID=123456789012\n"},
	} {
		p := newProject(t)
		p.env["EMULATOR"], p.env["AWS_REGION"], p.env["AWS_ACCESS_KEY_ID"] = emulator, "us-west-2", "the user's"
		p.env["STUB_SECRET"] = `{"password": "the stored password", "JWT_SECRET": "the stored key"}`
		output, ok := p.run(t, "provision.sh", []string{"dev"})
		environment := p.note(t, "environment-of-aws")
		for _, variable := range want {
			if !ok || !strings.Contains(environment, variable) {
				t.Errorf("EMULATOR=%s: succeeded: %v, the AWS CLI has no %s:\n%s\n%s", emulator, ok, variable, environment, output)
			}
		}
	}
}
