package backendtest_test

import (
	"regexp"
	"strings"
	"testing"

	"landform/internal/engine"
)

// providers matches the addresses of providers in a state.
var providers = regexp.MustCompile(`registry[a-z.]+/hashicorp/[a-z]+`)

// TestEndToEndTheEngineOfAStateCanChange deploys with one engine, switches to the other and back, as in docs/leaving.md. No switch
// changes a resource.
func TestEndToEndTheEngineOfAStateCanChange(t *testing.T) {
	terraform, tofu := mode{engine.Terraform, "dynamodb"}, mode{engine.OpenTofu, "dynamodb"}
	for name, test := range map[string]struct{ from, to mode }{
		"to OpenTofu":  {terraform, tofu},
		"to Terraform": {tofu, terraform},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud, project := start(t)
			test.from.startDeployment(t, project, "1").Succeeds(t)
			before := values(cloud.Get(t, bucket, devKey))

			for _, next := range []mode{test.to, test.from, test.to} {
				if printed := next.startDeployment(t, project, "1").Succeeds(t); !strings.Contains(printed, "0 added, 0 changed, 0 destroyed") {
					t.Errorf("%s changes resources:\n%s", next.engine.Title(), printed)
				}
				state := cloud.Get(t, bucket, devKey)
				if got := values(state); len(got) != 1 || got[0] != before[0] {
					t.Errorf("the state has the values %v, want %v", got, before)
				}
				for _, address := range providers.FindAllString(string(state), -1) {
					if !strings.HasPrefix(address, next.engine.Registry()) {
						t.Errorf("after a deployment with %s, the state names the provider %s", next.engine.Title(), address)
					}
				}
			}
		})
	}
}
