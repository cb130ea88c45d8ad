package compare_test

import (
	"testing"

	"landform/internal/report/compare"
	"landform/internal/synthesized"
	"landform/test/shipped"

	"github.com/google/go-cmp/cmp"
)

func stack(t *testing.T, environment, account, resources string) synthesized.Stack {
	t.Helper()
	parsed, err := synthesized.Parse(environment+"-stack", "cdk.tf.json", []byte(`{"//": {"landform": {"system": "acme", "environment": "`+environment+
		`", "account": "`+account+`"}}, "resource": {`+resources+`}}`))
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestOnlyTheMeaningCounts(t *testing.T) {
	before := stack(t, "dev", "111111111111", `"aws_x": {"a": {"//": {"metadata": {"path": "dev-stack/x"}}, "name": "acme-dev-x", "size": 1,
		"arn": "arn:aws:x::111111111111:x", "groups": ["b", "a"], "block": {"one": true},
		"policy": "{\"Statement\":[{\"Sid\":\"One\",\"Action\":[\"x:B\",\"x:A\"]}]}"}}`)
	after := stack(t, "prod", "222222222222", `"aws_x": {"a": {"//": {"metadata": {"path": "prod-stack/x"}}, "name": "acme-prod-x", "size": 2,
		"arn": "arn:aws:x::222222222222:x", "groups": ["a", "b"], "block": [{"one": true}],
		"policy": "{\"Statement\":[{\"Sid\":\"New\",\"Action\":\"x:C\"},{\"Sid\":\"One\",\"Action\":[\"x:A\",\"x:B\"]}]}"}}`)
	want := []compare.Difference{
		{Path: "x", Type: "aws_x", Argument: "policy.Statement.New.Action", After: "x:C"},
		{Path: "x", Type: "aws_x", Argument: "policy.Statement.New.Sid", After: "New"},
		{Path: "x", Type: "aws_x", Argument: "size", Before: "1", After: "2"},
	}
	if diff := cmp.Diff(want, compare.Stacks(before, after)); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
}

func TestOrderedListsKeepTheirOrder(t *testing.T) {
	a := stack(t, "a", "1", `"aws_x": {"a": {"instance_types": ["m5.large", "m5.xlarge"]}}`)
	b := stack(t, "b", "2", `"aws_x": {"a": {"instance_types": ["m5.xlarge", "m5.large"]}}`)
	if found := compare.Stacks(a, b); len(found) != 1 {
		t.Errorf("differences are %+v, want the order of the instance types", found)
	}
}

func TestAStackIsLikeItself(t *testing.T) {
	for _, one := range shipped.Stacks(t) {
		if found := compare.Stacks(one, one); len(found) > 0 {
			t.Errorf("%s differs from itself: %+v", one.Name, found)
		}
	}
}

func TestResourcesOfOneSide(t *testing.T) {
	a := stack(t, "a", "1", `"aws_x": {"a": {}}`)
	b := stack(t, "b", "2", `"aws_y": {"b": {}}`)
	want := []compare.Difference{{Path: "aws_x.a", Type: "aws_x", Before: "present"}, {Path: "aws_y.b", Type: "aws_y", After: "present"}}
	if diff := cmp.Diff(want, compare.Stacks(a, b)); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
}
