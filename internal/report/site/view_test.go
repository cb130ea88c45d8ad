package site

import (
	"testing"

	"landform/internal/synthesized"

	"github.com/google/go-cmp/cmp"
)

func parse(t *testing.T, resources string) synthesized.Stack {
	t.Helper()
	stack, err := synthesized.Parse("test-stack", "cdk.tf.json", []byte(`{"resource": {`+resources+`}}`))
	if err != nil {
		t.Fatal(err)
	}
	return stack
}

// TestTheMatrixHasEachRuleOnce: an egress rule and an ingress rule for the same connection are one cell.
func TestTheMatrixHasEachRuleOnce(t *testing.T) {
	v := &view{Stack: parse(t, `"aws_vpc": {"v": {"cidr_block": "10.0.0.0/16"}},
		"aws_security_group": {"web": {"name": "web"}, "db": {"name": "db"}},
		"aws_vpc_security_group_ingress_rule": {
			"a": {"security_group_id": "${aws_security_group.web.id}", "cidr_ipv4": "0.0.0.0/0", "ip_protocol": "tcp", "from_port": 443, "to_port": 443},
			"b": {"security_group_id": "${aws_security_group.db.id}", "referenced_security_group_id": "${aws_security_group.web.id}", "ip_protocol": "tcp", "from_port": 5432, "to_port": 5432},
			"c": {"security_group_id": "${aws_security_group.db.id}", "cidr_ipv4": "10.0.0.0/16", "ip_protocol": "tcp", "from_port": 30000, "to_port": 32767}},
		"aws_vpc_security_group_egress_rule": {
			"d": {"security_group_id": "${aws_security_group.web.id}", "referenced_security_group_id": "${aws_security_group.db.id}", "ip_protocol": "tcp", "from_port": 5432, "to_port": 5432},
			"e": {"security_group_id": "${aws_security_group.web.id}", "cidr_ipv4": "0.0.0.0/0", "ip_protocol": "-1"}}`)}
	v.traffic()
	want := matrix{Columns: []string{anywhere, "db", "web"}, Rows: []matrixRow{
		{anywhere, [][]string{nil, nil, {"tcp 443"}}},
		{wholeVPC, [][]string{nil, {"tcp 30000-32767"}, nil}},
		{"web", [][]string{{"all"}, {"tcp 5432"}, nil}},
	}}
	if diff := cmp.Diff(want, v.Matrix); diff != "" {
		t.Errorf("matrix (-want +got):\n%s", diff)
	}
}

// TestBackupsAreThoseOfTheStack: versioning, recovery and snapshots that are disabled are not reported as backups.
func TestBackupsAreThoseOfTheStack(t *testing.T) {
	stack := parse(t, `"aws_s3_bucket": {"kept": {"bucket": "kept"}, "lost": {"bucket": "lost"}},
		"aws_s3_bucket_versioning": {"v": {"bucket": "${aws_s3_bucket.kept.id}", "versioning_configuration": {"status": "Enabled"}},
			"w": {"bucket": "${aws_s3_bucket.lost.id}", "versioning_configuration": {"status": "Suspended"}}},
		"aws_dynamodb_table": {"kept": {"point_in_time_recovery": {"enabled": true}}, "lost": {}},
		"aws_secretsmanager_secret": {"kept": {"recovery_window_in_days": 7}, "lost": {"recovery_window_in_days": 0}, "default": {}},
		"aws_ebs_volume": {"kept": {"tags": {"Name": "data"}}, "lost": {"tags": {"Name": "other"}}},
		"aws_dlm_lifecycle_policy": {"p": {"policy_details": {"target_tags": {"Name": "data"}, "schedule": [{"create_rule": {"interval": 4}, "retain_rule": {"interval": 30}}]}}},
		"aws_ecr_repository": {"kept": {"image_tag_mutability": "IMMUTABLE"}, "lost": {}}`)
	for address, want := range map[string]string{
		"aws_s3_bucket.kept": "object versions", "aws_s3_bucket.lost": "none",
		"aws_dynamodb_table.kept": "35 days, point-in-time recovery", "aws_dynamodb_table.lost": "none",
		"aws_secretsmanager_secret.kept": "7 days to cancel a deletion", "aws_secretsmanager_secret.lost": "none: deletion is immediate",
		"aws_secretsmanager_secret.default": "30 days to cancel a deletion",
		"aws_ebs_volume.kept":               "a snapshot every 4 hours, kept for 30 days", "aws_ebs_volume.lost": "none",
		"aws_ecr_repository.kept": "none; tags are immutable", "aws_ecr_repository.lost": "none",
	} {
		resource, ok := stack.Resource(address)
		if got := backups[resource.Type](stack, resource); !ok || got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

func TestGrantsIncludeConditions(t *testing.T) {
	v := &view{Stack: parse(t, `"aws_iam_role": {"r": {"name": "reader"}},
		"aws_iam_role_policy": {"p": {"role": "${aws_iam_role.r.name}", "policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject\"],\"Resource\":[\"*\"],\"Condition\":{\"StringEquals\":{\"aws:ResourceAccount\":[\"111111111111\"]}}},{\"Effect\":\"Deny\",\"NotAction\":[\"s3:*\"],\"Resource\":[\"*\"]}]}"}}`)}
	v.grants()
	if len(v.Grants) != 2 {
		t.Fatalf("grants are %+v", v.Grants)
	}
	if one := v.Grants[0]; one.Principal != "reader" || one.Actions != "s3:GetObject" || one.If != "StringEquals aws:ResourceAccount: 111111111111" {
		t.Errorf("the grant is %+v", one)
	}
	if one := v.Grants[1]; one.Effect != "Deny" || one.Actions != "all but s3:*" {
		t.Errorf("the denial is %+v", one)
	}
}
