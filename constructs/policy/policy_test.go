package policy_test

import (
	"testing"

	"landform/constructs/policy"
)

// TestDocuments compares whole documents, so that nothing can be missing or added.
func TestDocuments(t *testing.T) {
	for _, test := range []struct{ name, got, want string }{
		{
			"a token is not escaped",
			policy.Document(policy.Statement{Effect: policy.Allow, Actions: []string{"s3:*"}, Resources: []string{"${TfToken[TOKEN.1]}/<*>&"}}),
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*"],"Resource":["${TfToken[TOKEN.1]}/<*>&"]}]}`,
		},
		{
			"a role that a service assumes",
			policy.AssumableBy("ec2.amazonaws.com"),
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com"]},"Action":["sts:AssumeRole"]}]}`,
		},
		{
			"a role that a service assumes on behalf of resources",
			policy.AssumableFor("vpc-flow-logs.amazonaws.com", "123456789012", "arn:aws:ec2:eu-west-1:123456789012:vpc-flow-log/*"),
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["vpc-flow-logs.amazonaws.com"]},` +
				`"Action":["sts:AssumeRole"],"Condition":{"ArnLike":{"aws:SourceArn":["arn:aws:ec2:eu-west-1:123456789012:vpc-flow-log/*"]},` +
				`"StringEquals":{"aws:SourceAccount":["123456789012"]}}}]}`,
		},
		{
			"a role for pods of one service account",
			policy.AssumableByPods("arn:cluster", "kube-system", "external-dns"),
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["pods.eks.amazonaws.com"]},` +
				`"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"aws:RequestTag/eks-cluster-arn":["arn:cluster"],` +
				`"aws:RequestTag/kubernetes-namespace":["kube-system"],"aws:RequestTag/kubernetes-service-account":["external-dns"]}}}]}`,
		},
		{
			"TLS only",
			policy.Document(policy.TLSOnly("arn:aws:s3:::acme")),
			`{"Version":"2012-10-17","Statement":[{"Sid":"DenyInsecureTransport","Effect":"Deny","Principal":{"AWS":["*"]},"Action":["s3:*"],` +
				`"Resource":["arn:aws:s3:::acme","arn:aws:s3:::acme/*"],"Condition":{"Bool":{"aws:SecureTransport":["false"]}}}]}`,
		},
	} {
		if test.got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, test.got, test.want)
		}
	}
	if got := policy.Account("123456789012")["AWS"][0]; got != "arn:aws:iam::123456789012:root" {
		t.Errorf("an account as a principal is %s", got)
	}
}
