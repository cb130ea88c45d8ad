package encryption_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/deletion"
	"landform/constructs/encryption"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/tidwall/gjson"
)

func TestKeyRotatesAndHasAnAlias(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		encryption.New(stack, "encryption", encryption.Props{
			Names: constructtest.Names(), Purpose: "eks", Description: "Secrets of EKS",
		})
	})
	key := constructtest.Find(t, stack, "encryption/key")
	constructtest.Expect(t, key, map[string]any{
		"description": "Secrets of EKS", "enable_key_rotation": true, "deletion_window_in_days": 30,
		"tags.Name": "acme-test-eks-kms",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "encryption/alias"), map[string]any{
		"name": "alias/acme-test-eks", "target_key_id": key.Reference("key_id"),
	})
}

func TestProtectedKeyCannotBeDestroyed(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		for purpose, protection := range map[string]deletion.Protection{"protected": deletion.Protected, "disposable": deletion.Disposable} {
			encryption.New(stack, purpose, encryption.Props{
				Names: constructtest.Names(), Purpose: purpose, Protection: protection, WindowDays: 10,
			})
		}
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "protected/key"), map[string]any{
		"lifecycle.prevent_destroy": true, "deletion_window_in_days": 10,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "disposable/key"), map[string]any{
		"lifecycle": nil, "deletion_window_in_days": 10,
	})
}

func TestMisuseIsRefused(t *testing.T) {
	for words, props := range map[string]encryption.Props{
		"WindowDays is 6: must be 7 to 30":                                          {Purpose: "data", WindowDays: 6},
		"WindowDays is 31: must be 7 to 30":                                         {Purpose: "data", WindowDays: 31},
		"Purpose is \"\": must name the key, for example \"eks\"\nWindowDays is 31": {WindowDays: 31},
	} {
		constructtest.Refused(t, words, func() {
			constructtest.Synthesize(t, func(stack cdktf.TerraformStack) { encryption.New(stack, "key", props) })
		})
	}
}

func TestPolicyNamesTheAccountAndTheServices(t *testing.T) {
	policy := gjson.Parse(encryption.Policy("123456789012", encryption.ForLogs(constructtest.Names())))
	for path, want := range map[string]string{
		"Statement.#":                     "2",
		"Statement.0.Principal.AWS.0":     "arn:aws:iam::123456789012:root",
		"Statement.0.Action.0":            "kms:*",
		"Statement.1.Principal.Service.0": "logs.eu-west-1.amazonaws.com",
		"Statement.1.Condition.ArnLike.kms:EncryptionContext:aws:logs:arn.0": "arn:aws:logs:eu-west-1:123456789012:*",
	} {
		if got := policy.Get(path).String(); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}
