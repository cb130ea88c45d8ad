package logs_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/logs"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func TestGroupIsEncryptedAndHasARetention(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		logs.New(stack, "api", logs.Props{Names: constructtest.Names(), Name: "/acme/api", Retention: constructtest.Logs(stack)})
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "api"), map[string]any{
		"name": "/acme/api", "retention_in_days": 30,
		"kms_key_id": constructtest.Find(t, stack, "log-encryption/key").Reference("arn"),
	})
}

func TestUnsupportedRetentionIsRefused(t *testing.T) {
	constructtest.Refused(t, "logs: /acme/api: RetentionDays is 31: must be one of", func() {
		constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
			retention := constructtest.Logs(stack)
			retention.Days = 31
			logs.New(stack, "api", logs.Props{Names: constructtest.Names(), Name: "/acme/api", Retention: retention})
		})
	})
}
