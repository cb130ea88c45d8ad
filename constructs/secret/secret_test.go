package secret_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/encryption"
	"landform/constructs/secret"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func TestSecretIsEncryptedAndRecoverable(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		built := secret.New(stack, "secret", secret.Props{
			Names:       constructtest.Names(),
			Name:        "acme/test/token",
			Purpose:     "token",
			Description: "Token of the API",
			Key: encryption.New(stack, "encryption", encryption.Props{
				Names: constructtest.Names(), Purpose: "secrets", Description: "Secrets",
			}),
		})
		built.Store(map[string]any{"token": secret.Token(stack, "token"), "port": 6379})
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "secret/secret"), map[string]any{
		"name": "acme/test/token", "description": "Token of the API", "recovery_window_in_days": 7,
		"kms_key_id": constructtest.Find(t, stack, "encryption/key").Reference("arn"),
		"tags.Name":  "acme-test-token",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "secret/version"), map[string]any{
		"secret_id": constructtest.Find(t, stack, "secret/secret").Reference("arn"),
		"secret_string": `${jsonencode({"port" = 6379, "token" = ` +
			constructtest.Find(t, stack, "token").Address() + `.result})}`,
	})
}
