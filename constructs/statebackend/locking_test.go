package statebackend_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/stack"
	"landform/constructs/statebackend"
	"landform/internal/iameval"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// TestTenantsHaveTheRightsForTheirLocking evaluates the bucket's policy for the lock files of a tenant.
func TestTenantsHaveTheRightsForTheirLocking(t *testing.T) {
	for _, locking := range []stack.Locking{stack.DynamoDB, stack.Both, stack.S3} {
		synthesized := constructtest.Synthesize(t, func(scope cdktf.TerraformStack) {
			statebackend.New(scope, "state", statebackend.Props{
				Names: constructtest.Names(), Bucket: "states", LockTable: "locks", Locking: locking, KeyPurpose: "terraform-state",
				Tenants: []statebackend.Tenant{{AccountID: one, Objects: []string{"one.tfstate"}}, {AccountID: two, Objects: []string{"two.tfstate"}}},
			})
		})
		if _, ok := synthesized.At("state/lock-table-policy"); ok != locking.Table() {
			t.Errorf("%s: tenants may use the table: %v", locking, ok)
		}
		// The table always exists: it is needed to return to DynamoDB.
		constructtest.Find(t, synthesized, "state/lock-table")
		bucket := parse(t, constructtest.Find(t, synthesized, "state/bucket/policy").Get("policy").String())
		for _, action := range []string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"} {
			for object, want := range map[string]bool{
				"one.tfstate.tflock": locking.File() && action != "s3:DeleteObjectVersion",
				"two.tfstate.tflock": false,
			} {
				decision, err := iameval.Rights{
					Identity: []iameval.Policy{parse(t, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`)},
					Resource: &bucket, CrossAccount: true,
				}.Decide(iameval.Request{
					Principal: "arn:aws:iam::" + one + ":role/landform-apply", Action: action, Resource: "arn:aws:s3:::states/" + object,
					Context: withAccount(nil, one),
				})
				if err != nil || decision.Allowed != want {
					t.Errorf("%s: %s on %s is allowed: %v, want %v: %s %v", locking, action, object, decision.Allowed, want, decision.Reason, err)
				}
			}
		}
	}
}
