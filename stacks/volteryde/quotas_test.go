package volteryde_test

import (
	"testing"

	"landform/constructs/account"
	"landform/constructs/constructtest"
	"landform/test/shipped"

	"github.com/google/go-cmp/cmp"
)

// TestQuotasFitTheLargestNodeGroup: the vCPUs of the nodes at their maximum, of TimescaleDB and of the proxy.
func TestQuotasFitTheLargestNodeGroup(t *testing.T) {
	for name, environment := range environments(t) {
		vcpus := map[string]int{"dev": 5*2 + 2 + 2, "staging": 5*2 + 2 + 2, "production": 20*4 + 2 + 2}[name]
		if diff := cmp.Diff([]account.Quota{account.InstanceVCPUs(vcpus)}, environment.Quotas()); diff != "" {
			t.Errorf("%s: quotas (-want +got):\n%s", name, diff)
		}
	}
}

func TestQuotasAreRequestedInTheCIStack(t *testing.T) {
	quota := constructtest.Find(t, shipped.Stack(t, "production-pipeline-stack"), "account/instance-vcpus-84")
	constructtest.Expect(t, quota, map[string]any{"service_code": "ec2", "value": 84})
}
