package logs_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/logs"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func TestGroupIsKeptEncrypted(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		logs.New(stack, "api", logs.Props{Names: constructtest.Names(), Name: "/acme/api", Retention: constructtest.Logs(stack)})
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "api"), map[string]any{
		"name": "/acme/api", "retention_in_days": 30,
		"kms_key_id": constructtest.Find(t, stack, "log-encryption/key").Reference("arn"),
	})
}

func TestRetentionThatAWSDoesNotKnowIsRefused(t *testing.T) {
	constructtest.Refused(t, "/acme/api is to be kept for 31 days", func() {
		constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
			kept := constructtest.Logs(stack)
			kept.Days = 31
			logs.New(stack, "api", logs.Props{Names: constructtest.Names(), Name: "/acme/api", Retention: kept})
		})
	})
}
