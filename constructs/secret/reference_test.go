package secret_test

import (
	"testing"

	"landform/constructs/encryption"
	"landform/constructs/placement"
	"landform/constructs/secret"
	"landform/internal/constructtest"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func newSecret(stack cdktf.TerraformStack, protection placement.Protection) *secret.Secret {
	return secret.New(stack, "secret", secret.Props{
		Placement: constructtest.Placement(),
		Name:      "acme/test/backend",
		Thing:     "backend",
		Key: encryption.New(stack, "encryption", encryption.Props{
			Placement: constructtest.Placement(), Thing: "backend", Description: "Secrets of the backend",
		}),
		Protection: protection,
	})
}

func TestDisposableSecretFreesItsNameAtOnce(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) { newSecret(stack, placement.Disposable) })
	constructtest.Expect(t, constructtest.Find(t, stack, "secret/secret"), map[string]any{"recovery_window_in_days": 0})
}

func TestReferencesNameTheFieldAndTheVersion(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		built := newSecret(stack, placement.Protected)
		version := built.Store(map[string]any{"TOKEN": secret.Token(stack, "token")})
		for name, value := range map[string]string{
			"fixed": version.Reference("TOKEN"), "current": built.Reference("TOKEN"),
		} {
			cdktf.NewTerraformOutput(stack, &name, &cdktf.TerraformOutputConfig{Value: &value})
		}
	})
	arn := constructtest.Find(t, stack, "secret/secret").Reference("arn")
	version := constructtest.Find(t, stack, "secret/version").Reference("version_id")
	for output, want := range map[string]string{"current": arn + ":TOKEN::", "fixed": arn + ":TOKEN::" + version} {
		if got := stack.Get("output." + output + ".value").String(); got != want {
			t.Errorf("%s reference is %q, want %q", output, got, want)
		}
	}
}
