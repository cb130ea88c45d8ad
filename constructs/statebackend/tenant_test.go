package statebackend_test

import (
	"strings"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/statebackend"
	"landform/internal/iameval"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const (
	one   = "111111111111"
	two   = "222222222222"
	owner = "123456789012"
)

// TestTenantsMayUseOnlyTheirOwnStates evaluates the policies of the bucket, the table and the key for roles whose own
// policies allow everything.
func TestTenantsMayUseOnlyTheirOwnStates(t *testing.T) {
	tenant := func(account, name string) statebackend.Tenant {
		return statebackend.Tenant{
			AccountID: account, Objects: []string{name + ".tfstate"}, Plans: "plans/" + name + "/", Reviews: "reviews/" + name + "/",
		}
	}
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		statebackend.New(stack, "state", statebackend.Props{
			Names: constructtest.Names(), Bucket: "states", LockTable: "locks", KeyPurpose: "terraform-state",
			Tenants: []statebackend.Tenant{tenant(one, "one"), tenant(two, "two")},
		})
	})
	policies := map[string]iameval.Policy{}
	for _, path := range []string{"state/bucket/policy", "state/lock-table-policy", "state/encryption/key"} {
		policies[path] = parse(t, constructtest.Find(t, stack, path).Get("policy").String())
	}
	everything := parse(t, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`)
	object := func(key string) string { return "arn:aws:s3:::states/" + key }
	forObject := func(key string) map[string][]string {
		return map[string][]string{"kms:ViaService": {"s3.eu-west-1.amazonaws.com"}, "kms:EncryptionContext:aws:s3:arn": {object(key)}}
	}
	lock := func(key string) map[string][]string {
		return map[string][]string{"dynamodb:LeadingKeys": {"states/" + key}}
	}
	const bucket, table, key = "state/bucket/policy", "state/lock-table-policy", "state/encryption/key"
	const locks = "arn:aws:dynamodb:eu-west-1:" + owner + ":table/locks"

	for _, test := range []struct {
		account, path, action, resource string
		context                         map[string][]string
		want                            bool
	}{
		{one, bucket, "s3:ListBucket", "arn:aws:s3:::states", nil, true},
		{one, bucket, "s3:GetObject", object("one.tfstate"), nil, true},
		{one, bucket, "s3:PutObject", object("one.tfstate"), nil, true},
		{one, bucket, "s3:PutObject", object("plans/one/1/a.tfplan"), nil, true},
		{one, bucket, "s3:PutObject", object("reviews/one/one.tfstate"), nil, true},
		{one, bucket, "s3:DeleteObject", object("one.tfstate"), nil, false},
		{one, bucket, "s3:DeleteObjectVersion", object("one.tfstate"), nil, false},
		{one, bucket, "s3:GetObject", object("two.tfstate"), nil, false},
		{one, bucket, "s3:PutObject", object("two.tfstate"), nil, false},
		{one, bucket, "s3:PutObject", object("plans/two/1/a.tfplan"), nil, false},
		{one, bucket, "s3:GetObject", object("plans/two/1/a.tfplan"), nil, false},
		{one, bucket, "s3:PutObject", object("reviews/two/two.tfstate"), nil, false},
		{one, bucket, "s3:GetObject", object("reviews/one/one.tfstate"), nil, false},
		{one, bucket, "s3:PutBucketPolicy", "arn:aws:s3:::states", nil, false},
		{"333333333333", bucket, "s3:ListBucket", "arn:aws:s3:::states", nil, false},

		{one, table, "dynamodb:PutItem", locks, lock("one.tfstate"), true},
		{one, table, "dynamodb:GetItem", locks, lock("one.tfstate-md5"), true},
		{one, table, "dynamodb:DeleteItem", locks, lock("one.tfstate"), true},
		{one, table, "dynamodb:PutItem", locks, lock("two.tfstate"), false},
		{one, table, "dynamodb:GetItem", locks, lock("two.tfstate-md5"), false},
		{one, table, "dynamodb:GetItem", locks, nil, false},
		{one, table, "dynamodb:Scan", locks, nil, false},
		{one, table, "dynamodb:DeleteTable", locks, nil, false},

		{one, key, "kms:Decrypt", "*", forObject("one.tfstate"), true},
		{one, key, "kms:GenerateDataKey", "*", forObject("plans/one/1/a.tfplan"), true},
		{one, key, "kms:GenerateDataKey", "*", forObject("reviews/one/one.tfstate"), true},
		{one, key, "kms:Decrypt", "*", forObject("two.tfstate"), false},
		{one, key, "kms:Decrypt", "*", forObject("plans/two/1/a.tfplan"), false},
		{one, key, "kms:Decrypt", "*", map[string][]string{"kms:ViaService": {"dynamodb.eu-west-1.amazonaws.com"},
			"kms:EncryptionContext:aws:dynamodb:tableName": {"locks"}}, true},
		{one, key, "kms:Decrypt", "*", map[string][]string{"kms:ViaService": {"dynamodb.eu-west-1.amazonaws.com"},
			"kms:EncryptionContext:aws:dynamodb:tableName": {"orders"}}, false},
		{one, key, "kms:Decrypt", "*", nil, false},
		{one, key, "kms:PutKeyPolicy", "*", nil, false},
		{one, key, "kms:ScheduleKeyDeletion", "*", nil, false},
	} {
		test.context = withAccount(test.context, test.account)
		policy := policies[test.path]
		decision, err := iameval.Rights{Identity: []iameval.Policy{everything}, Resource: &policy, CrossAccount: true}.Decide(iameval.Request{
			Principal: "arn:aws:iam::" + test.account + ":role/landform-apply", Action: test.action, Resource: test.resource, Context: test.context,
		})
		if err != nil {
			t.Fatal(err)
		}
		if decision.Allowed != test.want {
			t.Errorf("%s: %s on %s in %s, %v: allowed is %v (%s), want %v", test.account, test.action, test.resource, test.path, test.context,
				decision.Allowed, decision.Reason, test.want)
		}
	}
}

// TestThirdAccountsAreAlwaysDenied adds a statement that allows everything to everybody, as somebody might by mistake.
func TestThirdAccountsAreAlwaysDenied(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		statebackend.New(stack, "state", statebackend.Props{
			Names: constructtest.Names(), Bucket: "states", LockTable: "locks", KeyPurpose: "terraform-state",
			Tenants: []statebackend.Tenant{{AccountID: one, Objects: []string{"one.tfstate"}, Plans: "plans/one/", Reviews: "reviews/one/"}},
		})
	})
	document := constructtest.Document(t, constructtest.Find(t, stack, "state/bucket/policy"), "policy")
	statements := document.Get("Statement").Raw
	opened := parse(t, `{"Version":"2012-10-17","Statement":`+statements[:len(statements)-1]+
		`,{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}]}`)
	for account, want := range map[string]bool{one: true, owner: true, two: false} {
		for _, key := range []string{"one.tfstate", "plans/one/1/a.tfplan"} {
			decision, err := iameval.Rights{Resource: &opened}.Decide(iameval.Request{
				Principal: "arn:aws:iam::" + account + ":role/any", Action: "s3:GetObject", Resource: "arn:aws:s3:::states/" + key,
				Context: withAccount(nil, account),
			})
			if err != nil || decision.Allowed != want {
				t.Errorf("%s reads %s: %v (%s), want %v, error %v", account, key, decision.Allowed, decision.Reason, want, err)
			}
		}
	}
}

// TestTenantWithoutJobsMayUseOnlyItsStates: an empty folder must not match the whole bucket.
func TestTenantWithoutJobsMayUseOnlyItsStates(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		statebackend.New(stack, "state", statebackend.Props{
			Names: constructtest.Names(), Bucket: "states", LockTable: "locks", KeyPurpose: "terraform-state",
			Tenants: []statebackend.Tenant{{AccountID: one, Objects: []string{"one.tfstate"}}},
		})
	})
	constructtest.Expect(t, constructtest.Statement(t, constructtest.Find(t, stack, "state/bucket/policy"), "policy", "Keep"+one),
		map[string]any{"Resource.#": 1, "Resource.0": "arn:aws:s3:::states/one.tfstate"})
	if policy := constructtest.Find(t, stack, "state/bucket/policy").Get("policy").String(); strings.Contains(policy, "Review"+one) {
		t.Errorf("the tenant may write copies: %s", policy)
	}
	constructtest.Refused(t, `Plans or Reviews of a tenant is "plans": must end in a slash`, func() {
		constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
			statebackend.New(stack, "state", statebackend.Props{
				Names: constructtest.Names(), Bucket: "states", LockTable: "locks", KeyPurpose: "terraform-state",
				Tenants: []statebackend.Tenant{{AccountID: one, Plans: "plans"}},
			})
		})
	})
}

// withAccount adds the condition keys that every request has.
func withAccount(context map[string][]string, account string) map[string][]string {
	full := map[string][]string{"aws:PrincipalAccount": {account}, "aws:SecureTransport": {"true"}}
	for key, values := range context {
		full[key] = values
	}
	return full
}

func parse(t *testing.T, document string) iameval.Policy {
	t.Helper()
	policy, err := iameval.Parse(document)
	if err != nil {
		t.Fatal(err)
	}
	return policy
}
