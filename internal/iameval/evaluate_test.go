package iameval_test

import (
	"strings"
	"testing"

	"landform/internal/iameval"
)

const (
	role    = "arn:aws:iam::111111111111:role/worker"
	other   = "arn:aws:iam::111111111111:role/other"
	bucket  = "arn:aws:s3:::states"
	object  = "arn:aws:s3:::states/a/b.tfstate"
	allowS3 = `{"Effect":"Allow","Action":"s3:*","Resource":"*"}`
)

func document(statements ...string) string {
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
}

func parse(t *testing.T, text string) iameval.Policy {
	t.Helper()
	policy, err := iameval.Parse(text)
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return policy
}

// TestStatements asks one policy for one request: what matches, and what does not.
func TestStatements(t *testing.T) {
	for _, test := range []struct {
		name, statement string
		request         iameval.Request
		want            bool
	}{
		{"nothing is allowed by itself", `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::other/*"}`, iameval.Request{Action: "s3:GetObject", Resource: object}, false},
		{"actions know no case", `{"Effect":"Allow","Action":["S3:getobject"],"Resource":"*"}`, iameval.Request{Action: "s3:GetObject", Resource: object}, true},
		{"a wildcard in an action", `{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}`, iameval.Request{Action: "s3:GetObject", Resource: object}, true},
		{"a wildcard of another beginning", `{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}`, iameval.Request{Action: "s3:PutObject", Resource: object}, false},
		{"everything but", `{"Effect":"Allow","NotAction":"s3:Put*","Resource":"*"}`, iameval.Request{Action: "s3:PutObject", Resource: object}, false},
		{"anything else", `{"Effect":"Allow","NotAction":"s3:Put*","Resource":"*"}`, iameval.Request{Action: "s3:GetObject", Resource: object}, true},
		{"a resource below", `{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::states/*"}`, iameval.Request{Action: "s3:GetObject", Resource: object}, true},
		{"the bucket is not below itself", `{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::states/*"}`, iameval.Request{Action: "s3:ListBucket", Resource: bucket}, false},
		{"every resource but", `{"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::states/*"}`, iameval.Request{Action: "s3:GetObject", Resource: object}, false},
		{"one character", `{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::states/?/b.tfstate"}`, iameval.Request{Action: "s3:GetObject", Resource: object}, true},
		{"a wildcard ends at a colon", `{"Effect":"Allow","Action":"*","Resource":"arn:aws:iam::*:role/worker"}`, iameval.Request{Action: "iam:GetRole", Resource: "arn:aws:iam::1:1:role/worker"}, false},
		{"an action without resources", `{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::states/*"}`, iameval.Request{Action: "s3:ListAllMyBuckets", Resource: "*"}, false},
	} {
		rights := iameval.Rights{Identity: []iameval.Policy{parse(t, document(test.statement))}}
		expect(t, test.name, rights, test.request, test.want)
	}
}

// TestConditions asks the same statement with one condition and one context.
func TestConditions(t *testing.T) {
	for _, test := range []struct {
		condition string
		context   map[string][]string
		want      bool
	}{
		{`{"StringEquals":{"aws:tag":["a","b"]}}`, map[string][]string{"aws:tag": {"b"}}, true},
		{`{"StringEquals":{"aws:TAG":"a"}}`, map[string][]string{"aws:tag": {"a"}}, true},
		{`{"StringEquals":{"aws:tag":"a"}}`, map[string][]string{"aws:tag": {"A"}}, false},
		{`{"StringEquals":{"aws:tag":"a*"}}`, map[string][]string{"aws:tag": {"ab"}}, false},
		{`{"StringEquals":{"aws:tag":"a"}}`, nil, false},
		{`{"StringEqualsIfExists":{"aws:tag":"a"}}`, nil, true},
		{`{"StringEqualsIfExists":{"aws:tag":"a"}}`, map[string][]string{"aws:tag": {"b"}}, false},
		{`{"StringNotEquals":{"aws:tag":["a","b"]}}`, map[string][]string{"aws:tag": {"b"}}, false},
		{`{"StringNotEquals":{"aws:tag":["a","b"]}}`, map[string][]string{"aws:tag": {"c"}}, true},
		{`{"StringNotEquals":{"aws:tag":"a"}}`, nil, true},
		{`{"StringLike":{"aws:tag":"a*"}}`, map[string][]string{"aws:tag": {"ab"}}, true},
		{`{"StringNotLike":{"aws:tag":"a*"}}`, map[string][]string{"aws:tag": {"ab"}}, false},
		{`{"StringEqualsIgnoreCase":{"aws:tag":"a"}}`, map[string][]string{"aws:tag": {"A"}}, true},
		{`{"ArnLike":{"aws:SourceArn":"arn:aws:ecs:*:1:*"}}`, map[string][]string{"aws:SourceArn": {"arn:aws:ecs:eu-west-1:1:task/x"}}, true},
		{`{"ArnNotLike":{"aws:SourceArn":"arn:aws:ecs:*:1:*"}}`, map[string][]string{"aws:SourceArn": {"arn:aws:ecs:eu-west-1:2:task/x"}}, true},
		{`{"Bool":{"aws:SecureTransport":"false"}}`, map[string][]string{"aws:SecureTransport": {"true"}}, false},
		{`{"Null":{"aws:tag":"true"}}`, nil, true},
		{`{"Null":{"aws:tag":"true"}}`, map[string][]string{"aws:tag": {"a"}}, false},
		{`{"Null":{"aws:tag":"false"}}`, map[string][]string{"aws:tag": {"a"}}, true},
		{`{"ForAnyValue:StringEquals":{"aws:tags":["a","b"]}}`, map[string][]string{"aws:tags": {"c", "b"}}, true},
		{`{"ForAnyValue:StringEquals":{"aws:tags":"a"}}`, nil, false},
		{`{"ForAnyValue:StringNotEquals":{"aws:tags":"a"}}`, nil, false},
		{`{"ForAllValues:StringEquals":{"aws:tags":["a","b"]}}`, map[string][]string{"aws:tags": {"a", "c"}}, false},
		{`{"ForAllValues:StringEquals":{"aws:tags":["a","b"]}}`, map[string][]string{"aws:tags": {"a", "b"}}, true},
		{`{"ForAllValues:StringEquals":{"aws:tags":"a"}}`, nil, true},
		{`{"StringEquals":{"aws:tag":"a"},"StringLike":{"aws:other":"b"}}`, map[string][]string{"aws:tag": {"a"}}, false},
	} {
		policy := parse(t, document(`{"Effect":"Allow","Action":"*","Resource":"*","Condition":`+test.condition+`}`))
		request := iameval.Request{Action: "s3:GetObject", Resource: object, Context: test.context}
		expect(t, test.condition, iameval.Rights{Identity: []iameval.Policy{policy}}, request, test.want)
	}
}

// TestPoliciesTogether is the order in which AWS asks several policies.
func TestPoliciesTogether(t *testing.T) {
	all := parse(t, document(allowS3))
	deny := parse(t, document(allowS3, `{"Effect":"Deny","Action":"s3:*","Resource":"`+object+`"}`))
	none := parse(t, document(`{"Effect":"Allow","Action":"ec2:*","Resource":"*"}`))
	grant := func(principal string) *iameval.Policy {
		policy := parse(t, document(`{"Effect":"Allow","Principal":{"AWS":"`+principal+`"},"Action":"s3:*","Resource":"*"}`))
		return &policy
	}
	for _, test := range []struct {
		name   string
		rights iameval.Rights
		want   bool
	}{
		{"a denial wins over every allowance", iameval.Rights{Identity: []iameval.Policy{all, deny}, Resource: grant("*")}, false},
		{"the boundary allows too", iameval.Rights{Identity: []iameval.Policy{all}, Boundary: &all}, true},
		{"the boundary does not allow", iameval.Rights{Identity: []iameval.Policy{all}, Boundary: &none}, false},
		{"the boundary allows alone", iameval.Rights{Identity: []iameval.Policy{none}, Boundary: &all}, false},
		{"the boundary denies", iameval.Rights{Identity: []iameval.Policy{all}, Boundary: &deny}, false},
		{"the resource allows the role", iameval.Rights{Identity: []iameval.Policy{none}, Resource: grant(role)}, true},
		{"the resource allows another role", iameval.Rights{Identity: []iameval.Policy{none}, Resource: grant(other)}, false},
		{"the resource leaves it to the account", iameval.Rights{Identity: []iameval.Policy{none}, Resource: grant("arn:aws:iam::111111111111:root")}, false},
		{"another account's resource leaves it to the account", iameval.Rights{Identity: []iameval.Policy{all}, Resource: grant("111111111111"), CrossAccount: true}, true},
		{"another account's resource allows, the role's policies do not", iameval.Rights{Identity: []iameval.Policy{none}, Resource: grant(role), CrossAccount: true}, false},
		{"another account's resource does not allow", iameval.Rights{Identity: []iameval.Policy{all}, Resource: grant(other), CrossAccount: true}, false},
		{"another account's resource has no policy", iameval.Rights{Identity: []iameval.Policy{all}, CrossAccount: true}, false},
	} {
		expect(t, test.name, test.rights, iameval.Request{Principal: role, Action: "s3:GetObject", Resource: object}, test.want)
	}
}

func expect(t *testing.T, name string, rights iameval.Rights, request iameval.Request, want bool) {
	t.Helper()
	decision, err := rights.Decide(request)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if decision.Allowed != want {
		t.Errorf("%s: allowed is %v (%s), want %v", name, decision.Allowed, decision.Reason, want)
	}
	if decision.Allowed == (decision.Reason != "") {
		t.Errorf("%s: allowed is %v, and the reason %q", name, decision.Allowed, decision.Reason)
	}
}

func TestUnsupportedElementsAreRejected(t *testing.T) {
	for text, want := range map[string]string{
		`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericLessThan":{"a":"1"}}}`:      "NumericLessThan: unsupported operator",
		`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForSome:StringLike":{"a":"1"}}}`:   "unknown set operator",
		`{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${aws:username}"}`:                     "policy variables",
		`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"a":"${aws:b}"}}}`:  "policy variables",
		`{"Effect":"Allow","Action":"*","Resource":"*","NotPrincipal":{"AWS":"*"}}`:                     `unknown field "NotPrincipal"`,
		`{"Effect":"Allow","Action":"*","Resource":"*","Principal":"arn:aws:iam::111111111111:role/x"}`: "principal",
	} {
		if _, err := iameval.Parse(document(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error is %v, want %q", text, err, want)
		}
	}
	several := iameval.Request{Action: "s3:GetObject", Resource: object, Context: map[string][]string{"a": {"1", "2"}}}
	policy := parse(t, document(`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"a":"1"}}}`))
	if _, err := (iameval.Rights{Identity: []iameval.Policy{policy}}).Decide(several); err == nil {
		t.Error("an operator for one value is evaluated with two values")
	}
}

func TestReference(t *testing.T) {
	reference, err := iameval.OpenReference("../..")
	if err != nil {
		t.Fatal(err)
	}
	create, err := reference.Action("iam:CreateRole")
	if err != nil || create.Name != "CreateRole" || !create.Allows("iam:PermissionsBoundary") || !create.Allows("aws:RequestTag/Name") ||
		create.Allows("iam:PassedToService") {
		t.Errorf("iam:CreateRole is %+v, error %v", create, err)
	}
	assume, err := reference.Action("sts:AssumeRoleWithWebIdentity")
	if err != nil || !assume.Allows("token.actions.githubusercontent.com:job_workflow_ref") {
		t.Errorf("STS does not evaluate job_workflow_ref, error %v", err)
	}
	for name, want := range map[string]string{
		"iam:CreateRoll": "the service iam has no action with this name", "amazon:CreateRole": `unknown service prefix "amazon"`, "iam": "no action with this name",
	} {
		if _, err := reference.Action(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error is %v, want %q", name, err, want)
		}
	}
	if _, err := iameval.OpenReference(t.TempDir()); err == nil || !strings.Contains(err.Error(), "actions.txt") {
		t.Errorf("error is %v", err)
	}
}
