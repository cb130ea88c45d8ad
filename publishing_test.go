package main

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/internal/synthesized"
)

// TestFrontendsHaveARoleToPublishWith holds the publisher of each environment against its bucket.
func TestFrontendsHaveARoleToPublishWith(t *testing.T) {
	checked := 0
	for _, stack := range shipped {
		if stack.Metadata().Role != synthesized.RoleEnvironment {
			continue
		}
		path := "cdn/assets"
		if stack.Metadata().System == "ticketing" {
			path = "frontend"
		}
		checked++
		bucket := "arn:aws:s3:::" + constructtest.Find(t, stack, path+"/bucket").Get("bucket").String()
		purpose := map[string]string{"cdn/assets": "assets", "frontend": "frontend"}[path]
		rights := constructtest.Document(t, constructtest.Find(t, stack, "publisher/policy-"+purpose+"-read-write"), "policy")
		constructtest.Expect(t, rights, map[string]any{"Statement.#.Resource": `[["` + bucket + `"],["` + bucket + `/*"]]`})
		trust := constructtest.Document(t, constructtest.Find(t, stack, "publisher/role"), "assume_role_policy")
		constructtest.Expect(t, trust, map[string]any{
			"Statement.0.Principal.AWS": `["arn:aws:iam::` + stack.Metadata().Account + `:role/FrontendRelease"]`,
		})
	}
	if checked != 5 {
		t.Errorf("%d environments were checked, want 5", checked)
	}
}
