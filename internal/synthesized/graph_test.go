package synthesized_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"landform/internal/synthesized"
)

// parse reads a stack of plain Terraform JSON.
func parse(t *testing.T, text string) synthesized.Stack {
	t.Helper()
	stack, err := synthesized.Parse("plain", "main.tf.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return stack
}

// find returns the resource with an address.
func find(t *testing.T, stack synthesized.Stack, address string) synthesized.Resource {
	t.Helper()
	resource, ok := stack.Resource(address)
	if !ok {
		t.Fatalf("no %s", address)
	}
	return resource
}

const plain = `{
	"variable": {"size": {"default": "20"}, "secret": {"type": "string"}},
	"locals": {"prefix": "acme", "key": "${aws_kms_key.main.arn}"},
	"provider": [{"aws": [{"region": "eu-west-1"}]}],
	"data": {"aws_iam_policy_document": {"trust": {"statement": {
		"actions": ["sts:AssumeRole"], "principals": {"type": "Service", "identifiers": ["ec2.amazonaws.com"]},
		"condition": {"test": "StringEquals", "variable": "aws:SourceAccount", "values": ["1"]}}}}},
	"resource": [
		{"aws_kms_key": {"main": {"enable_key_rotation": "true"}}},
		{"aws_iam_role": [{"app": [{"name": "${local.prefix}-app", "assume_role_policy": "${data.aws_iam_policy_document.trust.json}"}]}]},
		{"aws_iam_role_policy": {"app": {"role": "${aws_iam_role.app.id}", "depends_on": ["aws_kms_key.main"],
			"policy": "${jsonencode({Version = \"2012-10-17\", Statement = [{Effect = \"Allow\", Action = \"s3:*\", Resource = [aws_s3_bucket.b.arn, \"${aws_s3_bucket.b.arn}/*\"]}]})}"}}},
		{"aws_s3_bucket": {"b": {"bucket": "acme-b"}}},
		{"aws_s3_bucket_versioning": {"by-reference": {"bucket": "${aws_s3_bucket.b.bucket}", "versioning_configuration": [{"status": "Enabled"}]},
			"by-name": {"bucket": "acme-b", "versioning_configuration": {"status": "Suspended"}},
			"other": {"bucket": "other"}}},
		{"aws_db_instance": {"db": {"allocated_storage": "${var.size}", "password": "${var.secret}", "kms_key_id": "${local.key}",
			"multi_az": "${true && !false}", "identifier": "${format(\"%s-%02d\", local.prefix, 7)}", "engine": "${lookup({a = \"postgres\"}, \"a\", \"mysql\")}",
			"option_group_name": "${element(split(\",\", \"x,y\"), 1)}", "db_name": "${replace(var.secret, \"a\", \"b\")}", "name": null, "username": "${aws_db_instance.db.username}",
			"storage_type": "${var.size == \"20\" ? \"gp3\" : \"io1\"}"}}},
		{"aws_security_group": {"g": {"dynamic": {"ingress": {"for_each": [1], "content": {"cidr_blocks": ["0.0.0.0/0"]}}},
			"ingress": {"from_port": 1}}}}
	],
	"output": {"x": {"value": "${aws_s3_bucket.b.id}-${aws_kms_key.main.arn}"}}
}`

func TestValues(t *testing.T) {
	stack := parse(t, plain)
	for _, test := range []struct {
		address, path, want string
		state               synthesized.State
	}{
		{"aws_iam_role.app", "name", "acme-app", synthesized.Known},
		{"aws_iam_role_policy.app", "role", "acme-app", synthesized.Known}, // the id of a role is its name
		{"aws_db_instance.db", "allocated_storage", "20", synthesized.Known},
		{"aws_db_instance.db", "password", "${var.secret}", synthesized.Unknown},
		{"aws_db_instance.db", "kms_key_id", "${aws_kms_key.main.arn}", synthesized.Unknown},
		{"aws_db_instance.db", "multi_az", "true", synthesized.Known},
		{"aws_db_instance.db", "storage_type", "gp3", synthesized.Known},
		{"aws_db_instance.db", "name", "", synthesized.Absent},
		{"aws_db_instance.db", "identifier", "acme-07", synthesized.Known},
		{"aws_db_instance.db", "engine", "postgres", synthesized.Known},
		{"aws_db_instance.db", "option_group_name", "y", synthesized.Known},
		{"aws_db_instance.db", "db_name", "${replace(var.secret, 'a', 'b')}", synthesized.Unknown},
		{"aws_db_instance.db", "license_model", "", synthesized.Absent},
		{"aws_db_instance.db", "username", "${aws_db_instance.db.username}", synthesized.Unknown}, // a circle
		{"aws_s3_bucket_versioning.by-reference", "bucket", "acme-b", synthesized.Known},
		{"aws_s3_bucket_versioning.by-reference", "versioning_configuration.status", "Enabled", synthesized.Known},
		{"aws_s3_bucket_versioning.by-name", "versioning_configuration.0.status", "", synthesized.Absent},
		{"aws_s3_bucket_versioning.by-name", "versioning_configuration.status", "Suspended", synthesized.Known},
		{"aws_security_group.g", "ingress.from_port", "1", synthesized.Known},
		{"aws_security_group.g", "ingress.1.cidr_blocks", `["0.0.0.0/0"]`, synthesized.Known},
	} {
		got := find(t, stack, test.address).Value(test.path)
		if got.String() != test.want || got.State() != test.state {
			t.Errorf("%s.%s is %q in state %d, want %q in state %d", test.address, test.path, got, got.State(), test.want, test.state)
		}
	}
	if key := find(t, stack, "aws_kms_key.main"); !key.Value("enable_key_rotation").IsTrue() {
		t.Error(`"true" is not taken for true`)
	}
	if got := stack.Value("output.x.value").String(); got != "acme-b-${aws_kms_key.main.arn}" {
		t.Errorf("output is %s", got)
	}
	if got := stack.Value("provider.aws.region").String(); got != "eu-west-1" {
		t.Errorf("region is %s", got)
	}
}

func TestReferences(t *testing.T) {
	stack := parse(t, plain)
	var got []string
	for _, reference := range find(t, stack, "aws_iam_role_policy.app").References() {
		got = append(got, fmt.Sprint(reference.Argument, " ", reference.To, " ", reference.Attribute))
	}
	want := []string{"depends_on.0 aws_kms_key.main ", "policy aws_s3_bucket.b arn", "policy aws_s3_bucket.b arn", "role aws_iam_role.app id"}
	if !slices.Equal(got, want) {
		t.Errorf("references are %q, want %q", got, want)
	}
	got = nil
	for _, reference := range find(t, stack, "aws_kms_key.main").ReferredBy() {
		got = append(got, reference.From)
	}
	if want := []string{"aws_iam_role_policy.app", "aws_db_instance.db", "output.x"}; !slices.Equal(got, want) {
		t.Errorf("the key is referred to by %q, want %q", got, want) // the database refers to it through a local value
	}
	if targets := find(t, stack, "aws_db_instance.db").Targets("kms_key_id"); len(targets) != 1 || targets[0].Type != "aws_kms_key" {
		t.Errorf("targets are %v", targets)
	}
	if found := find(t, stack, "aws_s3_bucket.b").Companions("aws_s3_bucket_versioning", "bucket"); len(found) != 2 {
		t.Errorf("companions are %v, want the one by reference and the one by name", found)
	}
}

func TestDocuments(t *testing.T) {
	documents := parse(t, plain).Documents()
	if len(documents) != 2 {
		t.Fatalf("documents are %v", documents)
	}
	trust, policy := documents[0].Statements[0], documents[1].Statements[0]
	if documents[0].Kind != synthesized.Trust || documents[0].Resource.Address() != "aws_iam_role.app" ||
		!slices.Equal(trust.Principals, []synthesized.Principal{{Type: "Service", ID: "ec2.amazonaws.com"}}) ||
		len(trust.Conditions) != 1 || trust.Conditions[0].Key != "aws:SourceAccount" || !trust.Allows("sts:AssumeRole") {
		t.Errorf("the data source is read as %+v", trust)
	}
	if documents[1].Kind != synthesized.Identity || !policy.Allows("S3:GetObject") || policy.Allows("ec2:RunInstances") ||
		!slices.Equal(policy.Resources, []string{"${aws_s3_bucket.b.arn}", "${aws_s3_bucket.b.arn}/*"}) {
		t.Errorf("jsonencode is read as %+v", policy)
	}
}

func TestPrincipalsAndUnknownDocuments(t *testing.T) {
	stack := parse(t, `{"resource": {"aws_sqs_queue_policy": {
		"all": {"policy": "{\"statement\": {\"effect\": \"Allow\", \"principal\": \"*\", \"action\": \"sqs:*\"}}"},
		"unknown": {"policy": "${file(\"policy.json\")}"},
		"account": {"policy": "{\"Statement\": [{\"Principal\": {\"AWS\": [\"1\", \"2\"], \"Service\": \"s3.amazonaws.com\"}, \"NotAction\": [\"sqs:Get*\"], \"Effect\": \"Allow\"}]}"}}}}`)
	documents := stack.Documents()
	if len(documents) != 3 || !documents[1].Opaque || documents[0].Opaque {
		t.Fatalf("documents are %+v", documents)
	}
	if got := documents[0].Statements[0]; !slices.Equal(got.Principals, []synthesized.Principal{{Type: "AWS", ID: "*"}}) || got.Effect != "Allow" {
		t.Errorf("statement is %+v", got)
	}
	if got := documents[2].Statements[0]; len(got.Principals) != 3 || got.Allows("sqs:GetQueueUrl") || !got.Allows("sqs:SendMessage") {
		t.Errorf("statement is %+v", got)
	}
}

func TestMatch(t *testing.T) {
	for pattern, text := range map[string]string{"*": "", "s3:*": "s3:Get", "a*c": "abbc", "a?c": "abc", "*b*": "abc", "abc": "abc"} {
		if !synthesized.Match(pattern, text) {
			t.Errorf("%q does not match %q", pattern, text)
		}
	}
	for pattern, text := range map[string]string{"s3:*": "ec2:x", "a?c": "ac", "abc": "abcd", "*b": "abc", "": "a"} {
		if synthesized.Match(pattern, text) {
			t.Errorf("%q matches %q", pattern, text)
		}
	}
}

func TestLoadFolderWithoutManifest(t *testing.T) {
	outdir := write(t, map[string]string{
		"main.tf.json":         `{"resource": {"aws_vpc": {"a": {"cidr_block": "${local.cidr}"}}}}`,
		"more.tf.json":         `{"locals": {"cidr": "10.0.0.0/16"}, "resource": {"aws_vpc": {"b": {}}}}`,
		"inner/x.tf.json":      "{\n \"resource\": {\"aws_eip\": {\n  \"c\": {\n   \"tags\": {}}}}}",
		".terraform/y.tf.json": "{",
	})
	stacks, err := synthesized.Load(outdir)
	if err != nil || len(stacks) != 2 {
		t.Fatalf("stacks are %v, error %v", stacks, err)
	}
	whole, inner := stacks[0], stacks[1]
	if inner.Name != "inner" {
		whole, inner = inner, whole
	}
	if got := find(t, whole, "aws_vpc.a").Value("cidr_block").String(); got != "10.0.0.0/16" {
		t.Errorf("cidr is %s: the files of a folder are one stack", got)
	}
	if whole.Name != filepath.Base(outdir) || inner.Name != "inner" || len(whole.Get("resource.aws_vpc").Map()) != 2 {
		t.Errorf("stacks are %s and %s", whole.Name, inner.Name)
	}
	if address := find(t, inner, "aws_eip.c"); address.Line() != 3 || address.LineOf("tags") != 4 || address.LineOf("nothing") != 3 {
		t.Errorf("lines are %d, %d", address.Line(), address.LineOf("tags"))
	}
	if _, err := synthesized.Load(t.TempDir()); err == nil {
		t.Error("an empty folder is no error")
	}
}

// snapshots are all stacks as they ship.
func snapshots(t testing.TB) []string {
	files, err := filepath.Glob("../../testdata/snapshots/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no snapshots", err)
	}
	return files
}
