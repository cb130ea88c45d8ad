package secret_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/deletion"
	"landform/constructs/encryption"
	"landform/constructs/secret"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func newSecret(stack cdktf.TerraformStack, protection deletion.Protection) *secret.Secret {
	return secret.New(stack, "secret", secret.Props{
		Names:   constructtest.Names(),
		Name:    "acme/test/backend",
		Purpose: "backend",
		Key: encryption.New(stack, "encryption", encryption.Props{
			Names: constructtest.Names(), Purpose: "backend", Description: "Secrets of the backend",
		}),
		Protection: protection,
	})
}

func TestDisposableSecretIsDeletedAtOnce(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) { newSecret(stack, deletion.Disposable) })
	constructtest.Expect(t, constructtest.Find(t, stack, "secret/secret"), map[string]any{"recovery_window_in_days": 0})
}

func TestReferencesNameTheFieldAndTheVersion(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		built := newSecret(stack, deletion.Protected)
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
