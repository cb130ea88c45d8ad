package ticketing_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/test/shipped"
)

// TestPublisherMayWriteOnlyTheFrontend also checks who may assume the role: the principals in the settings.
func TestPublisherMayWriteOnlyTheFrontend(t *testing.T) {
	for _, stack := range shipped.Environments(t, "ticketing") {
		bucket := "arn:aws:s3:::" + constructtest.Find(t, stack, "frontend/bucket").Get("bucket").String()
		rights := constructtest.Document(t, constructtest.Find(t, stack, "publisher/policy-frontend-read-write"), "policy")
		constructtest.Expect(t, rights, map[string]any{"Statement.#.Resource": `[["` + bucket + `"],["` + bucket + `/*"]]`})
		trust := constructtest.Document(t, constructtest.Find(t, stack, "publisher/role"), "assume_role_policy")
		constructtest.Expect(t, trust, map[string]any{
			"Statement.#": 1, "Statement.0.Principal.AWS": `["arn:aws:iam::` + stack.Metadata().Account + `:role/FrontendRelease"]`,
		})
	}
}
