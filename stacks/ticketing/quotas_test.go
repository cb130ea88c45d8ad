package ticketing_test

import (
	"testing"

	"landform/constructs/account"
	"landform/constructs/constructtest"
	"landform/test/shipped"

	"github.com/google/go-cmp/cmp"
)

// TestQuotasFitADeployment: the vCPUs of twice the maximum number of tasks, rounded up.
func TestQuotasFitADeployment(t *testing.T) {
	for name, environment := range environments(t) {
		vcpus := map[string]int{"dev": 1, "prod": 10}[name]
		if diff := cmp.Diff([]account.Quota{account.FargateVCPUs(vcpus)}, environment.Quotas()); diff != "" {
			t.Errorf("%s: quotas (-want +got):\n%s", name, diff)
		}
	}
}

func TestQuotasAreRequestedInTheCIStack(t *testing.T) {
	quota := constructtest.Find(t, shipped.Stack(t, "ticketing-prod-pipeline-stack"), "account/fargate-vcpus-10")
	constructtest.Expect(t, quota, map[string]any{"service_code": "fargate", "value": 10})
	if quotas := shipped.Stack(t, "ticketing-dev-pipeline-stack").OfType("aws_servicequotas_service_quota"); len(quotas) != 0 {
		t.Errorf("dev requests %d quotas, want none: the default is enough", len(quotas))
	}
}
