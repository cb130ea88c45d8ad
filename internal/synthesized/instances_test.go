package synthesized

import (
	"slices"
	"testing"
)

func TestInstances(t *testing.T) {
	stack, err := Parse("s", "main.tf.json", []byte(`{
		"locals": {"names": ["a", "b"], "ports": {"web": {"port": 443}, "ssh": {"port": 22}}},
		"resource": {
			"aws_s3_bucket": {"b": {"for_each": "${toset(local.names)}", "bucket": "acme-${each.key}"}},
			"aws_s3_bucket_versioning": {"b": {"for_each": "${aws_s3_bucket.b}", "bucket": "${each.value.id}"}},
			"aws_s3_bucket_policy": {"b": {"for_each": "${var.unknown}", "bucket": "${aws_s3_bucket.b[each.key].id}", "policy": "${data.aws_iam_policy_document.d[each.key].json}"}},
			"aws_instance": {"i": {"count": 2, "subnet_id": "${aws_subnet.s[count.index].id}"}},
			"aws_subnet": {"s": {"count": 2, "cidr_block": "10.0.0.0/24"}},
			"aws_security_group": {"g": {"dynamic": {"ingress": {"for_each": "${local.ports}", "iterator": "it", "content": {"from_port": "${it.value.port}", "description": "${it.key} of ${it.value[\"port\"]}"}}}}}
		},
		"data": {"aws_iam_policy_document": {"d": {"for_each": "${var.unknown}", "statement": {"actions": ["s3:GetObject"], "resources": ["*"]}}}}
	}`))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, bucket := range stack.OfType("aws_s3_bucket") {
		names = append(names, bucket.Value("bucket").String())
		if len(bucket.Companions("aws_s3_bucket_versioning", "bucket")) == 0 || len(bucket.Companions("aws_s3_bucket_policy", "bucket")) == 0 {
			t.Errorf("nothing names %s", bucket.Value("bucket"))
		}
	}
	if !slices.Equal(names, []string{"acme-a", "acme-b"}) {
		t.Errorf("the buckets are %q", names)
	}
	if documents := stack.OfType("aws_s3_bucket_policy")[0].Documents(); len(documents) != 1 || documents[0].Opaque {
		t.Errorf("the policy is %+v", documents)
	}
	if subnets := stack.OfType("aws_instance")[0].Targets("subnet_id"); len(subnets) != 1 || subnets[0].Type != "aws_subnet" {
		t.Errorf("the subnets are %+v", subnets)
	}
	var rules []string
	for _, ingress := range stack.OfType("aws_security_group")[0].All("ingress") {
		rules = append(rules, ingress.Field("from_port").String()+" "+ingress.Field("description").String())
	}
	if !slices.Equal(rules, []string{"22 ssh of 22", "443 web of 443"}) {
		t.Errorf("the rules are %q", rules)
	}
}

func TestDuplicate(t *testing.T) {
	for text, want := range map[string]string{
		`{"a": {"b": 1, "c": {"b": 2}}, "d": [{"a": 1}, {"a": 2}]}`: "",
		`{"a": 1, "b": {"c": 1, "d": "x,\"c\":", "c": 2}}`:          "c",
		`{"a": 1, "\u0061": 2}`:                                     "a",
		`{"a": ["a", "a"], "b": "a"}`:                               "",
		`[{"x": {}, "y": [{}], "x": 1}]`:                            "x",
	} {
		if got := Duplicate([]byte(text)); got != want {
			t.Errorf("%s: %q, not %q", text, got, want)
		}
	}
	if _, err := Parse("s", "main.tf.json", []byte(`{"resource": {}, "resource": {"aws_vpc": {"v": {}}}}`)); err == nil {
		t.Error("two keys are one")
	}
}
