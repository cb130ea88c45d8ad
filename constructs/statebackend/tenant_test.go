package statebackend_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/statebackend"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/tidwall/gjson"
)

func TestTenantsReachTheirOwnStatesOnly(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		statebackend.New(stack, "state", statebackend.Props{
			Names: constructtest.Names(), Bucket: "states", LockTable: "locks", KeyPurpose: "terraform-state",
			Tenants: []statebackend.Tenant{{AccountID: "111111111111", Objects: []string{"one.tfstate"}, Plans: "plans/one/"}},
		})
	})
	root := `{"AWS":["arn:aws:iam::111111111111:root"]}`
	for _, want := range []struct{ path, argument, sid, field, value string }{
		{"state/bucket/policy", "policy", "Keep111111111111", "Principal", root},
		{"state/bucket/policy", "policy", "Keep111111111111", "Action", `["s3:GetObject","s3:PutObject"]`},
		{"state/bucket/policy", "policy", "Keep111111111111", "Resource", `["arn:aws:s3:::states/plans/one/*","arn:aws:s3:::states/one.tfstate"]`},
		{"state/bucket/policy", "policy", "Find111111111111", "Action", `["s3:ListBucket"]`},
		{"state/lock-table-policy", "policy", "Lock111111111111", "Principal", root},
		{"state/lock-table-policy", "policy", "Lock111111111111", "Condition.ForAllValues:StringEquals.dynamodb:LeadingKeys",
			`["states/one.tfstate","states/one.tfstate-md5"]`},
		{"state/encryption/key", "policy", "Use111111111111", "Action", `["kms:Decrypt","kms:GenerateDataKey"]`},
		{"state/encryption/key", "policy", "Use111111111111", "Condition.StringEquals.kms:ViaService",
			`["s3.eu-west-1.amazonaws.com","dynamodb.eu-west-1.amazonaws.com"]`},
	} {
		document := constructtest.Find(t, stack, want.path).Get(want.argument).String()
		got := gjson.Get(document, `Statement.#(Sid=="`+want.sid+`")`).Get(want.field).Raw
		if got != want.value {
			t.Errorf("%s: %s of %s is %s, want %s", want.path, want.field, want.sid, got, want.value)
		}
	}
}
