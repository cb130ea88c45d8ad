package compare_test

import (
	"encoding/base64"
	"strconv"
	"strings"
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

func TestComparisonIsSemantic(t *testing.T) {
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
		t.Errorf("differences are %+v, want one: the order of the instance types", found)
	}
}

func TestAStackEqualsItself(t *testing.T) {
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

// TestNetworksAreTheEnvironmentsOwn: different CIDR blocks are one difference, on the VPC, and none on rules, subnets and tag keys.
func TestNetworksAreTheEnvironmentsOwn(t *testing.T) {
	of := func(environment, octets string) synthesized.Stack {
		return stack(t, environment, "111111111111", `"aws_vpc": {"v": {"//": {"metadata": {"path": "`+environment+`-stack/vpc"}}, "cidr_block": "`+octets+`.0.0/16"}},
			"aws_subnet": {"s": {"//": {"metadata": {"path": "`+environment+`-stack/subnet"}}, "cidr_block": "`+octets+`.11.0/24", "tags": {"cluster/acme-`+environment+`": "owned"}}},
			"aws_rule": {"r": {"//": {"metadata": {"path": "`+environment+`-stack/from-`+strings.ReplaceAll(octets, ".", "-")+`-0-0-16"}}, "cidr": "`+octets+`.0.0/16"}}`)
	}
	want := []compare.Difference{{Path: "vpc", Type: "aws_vpc", Argument: "cidr_block", Before: "10.0.0.0/16", After: "10.1.0.0/16"}}
	if diff := cmp.Diff(want, compare.Stacks(of("dev", "10.0"), of("staging", "10.1"))); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
}

// TestDashboardsAreComparedByTheirWidgets: an added widget is one difference, although it moves the others.
func TestDashboardsAreComparedByTheirWidgets(t *testing.T) {
	of := func(environment, widgets string) synthesized.Stack {
		return stack(t, environment, "1", `"aws_cloudwatch_dashboard": {"d": {"dashboard_body": `+strconv.Quote(`{"widgets":[`+widgets+`]}`)+`}}`)
	}
	const heading = `{"type":"text","y":0,"properties":{"markdown":"## Redis"}}`
	const latency = `{"type":"metric","properties":{"title":"Latency","stat":"p95","metrics":[["AWS/X","Latency","Id","x",{"label":"one"}]]}}`
	const moved = `{"type":"metric","x":8,"y":6,"properties":{"title":"Latency","stat":"p95","metrics":[["AWS/X","Latency","Id","x",{"label":"one"}],["AWS/X","Latency","Id","y",{"label":"two"}]]}}`
	const more = `{"type":"metric","properties":{"title":"Memory","stat":"Sum","metrics":[["AWS/X","Memory","Id","x"]]}}`
	want := []compare.Difference{
		{Path: "aws_cloudwatch_dashboard.d", Type: "aws_cloudwatch_dashboard", Argument: "dashboard_body.widgets.Redis Latency p95.metrics", Before: "one", After: "one, two"},
		{Path: "aws_cloudwatch_dashboard.d", Type: "aws_cloudwatch_dashboard", Argument: "dashboard_body.widgets.Redis Memory Sum.metrics", After: `["AWS/X","Memory","Id","x"]`},
	}
	if diff := cmp.Diff(want, compare.Stacks(of("a", heading+","+latency), of("b", heading+","+more+","+moved))); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
}

func TestTextsAreComparedByLine(t *testing.T) {
	encoded := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	a := stack(t, "a", "1", `"aws_x": {"a": {"user_data": "`+encoded("#!/bin/bash\none\ntwo\nthree\nfour\n")+`"}}`)
	b := stack(t, "b", "1", `"aws_x": {"a": {"user_data": "`+encoded("#!/bin/bash\none\ntwo\nthree\nfive\n")+`"}}`)
	found := compare.Stacks(a, b)
	if len(found) != 1 {
		t.Fatalf("differences are %+v, want the user data", found)
	}
	want := []compare.Line{{'@', "from line 4"}, {' ', "three"}, {'-', "four"}, {'+', "five"}}
	if diff := cmp.Diff(want, found[0].Lines()); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}
