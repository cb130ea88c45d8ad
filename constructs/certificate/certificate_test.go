package certificate_test

import (
	"testing"

	"landform/constructs/certificate"
	"landform/constructs/constructtest"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func TestHostIsRequired(t *testing.T) {
	constructtest.Refused(t, `certificate: Host is "": must be a host name`, func() {
		constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
			certificate.New(stack, "certificate", certificate.Props{Names: constructtest.Names()})
		})
	})
}

func TestUsersOfTheCertificateWaitUntilItIsIssued(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		built := certificate.New(stack, "certificate", certificate.Props{
			Names: constructtest.Names(), Host: "api.example.com",
		})
		for name, value := range map[string]*string{"arn": built.ARN, "record": built.Validation.Value} {
			cdktf.NewTerraformOutput(stack, &name, &cdktf.TerraformOutputConfig{Value: value})
		}
	})
	requested := constructtest.Find(t, stack, "certificate/certificate")
	constructtest.Expect(t, requested, map[string]any{
		"domain_name": "api.example.com", "validation_method": "DNS", "lifecycle.create_before_destroy": true,
	})
	issued := constructtest.Find(t, stack, "certificate/issued")
	constructtest.Expect(t, issued, map[string]any{"certificate_arn": requested.Reference("arn"), "timeouts.create": "2h"})
	if got, want := stack.Get("output.arn.value").String(), issued.Reference("certificate_arn"); got != want {
		t.Errorf("the ARN is %s, want %s: a listener cannot use a certificate that is not issued", got, want)
	}
	want := "${tolist(" + requested.Address() + ".domain_validation_options).0.resource_record_value}"
	if got := stack.Get("output.record.value").String(); got != want {
		t.Errorf("the record's value is %s, want %s", got, want)
	}
}
