package volteryde_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/test/shipped"
)

// TestPublisherMayWriteOnlyTheAssets also checks who may assume the role: the principals in the settings.
func TestPublisherMayWriteOnlyTheAssets(t *testing.T) {
	for _, stack := range shipped.Environments(t, "volteryde") {
		bucket := "arn:aws:s3:::" + constructtest.Find(t, stack, "cdn/assets/bucket").Get("bucket").String()
		rights := constructtest.Document(t, constructtest.Find(t, stack, "publisher/policy-assets-read-write"), "policy")
		constructtest.Expect(t, rights, map[string]any{"Statement.#.Resource": `[["` + bucket + `"],["` + bucket + `/*"]]`})
		purge := constructtest.Document(t, constructtest.Find(t, stack, "publisher/policy-purge"), "policy")
		constructtest.Expect(t, purge, map[string]any{
			"Statement.#.Resource": `[["` + constructtest.Find(t, stack, "cdn/distribution").Reference("arn") + `"]]`,
		})
		trust := constructtest.Document(t, constructtest.Find(t, stack, "publisher/role"), "assume_role_policy")
		constructtest.Expect(t, trust, map[string]any{
			"Statement.#": 1, "Statement.0.Principal.AWS": `["arn:aws:iam::` + stack.Metadata().Account + `:role/FrontendRelease"]`,
		})
	}
}
