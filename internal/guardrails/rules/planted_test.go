package rules_test

import (
	"slices"
	"strings"
	"testing"

	"landform/internal/guardrails"
	"landform/internal/guardrails/rules"
	"landform/internal/synthesized"

	"github.com/tidwall/gjson"
	"github.com/tidwall/sjson"
)

// planted are faults in Terraform JSON as other programs write it: booleans as strings, blocks as lists, references,
// data sources, jsonencode, variables with defaults.
var planted = []struct{ rule, resources, rest string }{
	{"sqs-encrypted", `{"aws_sqs_queue": {"q": [{"name": "q", "sqs_managed_sse_enabled": "false"}]}}`, ``},
	{"sqs-encrypted", `{"aws_sqs_queue": [{"q": {"name": "q", "sqs_managed_sse_enabled": "${var.off}"}}]}`, `"variable": {"off": {"default": false}}`},
	{"rds-storage-encrypted", `{"aws_db_instance": {"d": {"engine": "postgres"}}}`, ``},
	{"rds-storage-encrypted", `{"aws_rds_cluster": {"d": {"storage_encrypted": "${local.no}"}}}`, `"locals": {"no": false}`},
	{"rds-not-public", `{"aws_rds_cluster_instance": {"d": {"publicly_accessible": "${1 == 1}"}}}`, ``},
	{"secret-not-in-json", `{"aws_db_instance": {"d": {"password": "${var.p}"}}}`, `"variable": {"p": {"default": "hunter2hunter2"}}`},
	{"secret-not-in-json", `{"aws_db_instance": {"d": {"password": "${format(\"hunter2%s\", \"hunter2\")}"}}}`, ``},
	{"secret-not-in-json", `{"aws_rds_cluster": {"d": {"master_password": "hunter2hunter2"}}}`, ``},
	{"secret-not-in-json", `{"aws_secretsmanager_secret_version": {"s": {"secret_string": "${jsonencode({user = \"a\", password = \"hunter2hunter2\"})}"}}}`, ``},
	{"secret-not-in-json", `{"aws_ssm_parameter": {"s": {"type": "SecureString", "name": "/x", "value": "hunter2hunter2"}}}`, ``},
	{"secret-pattern-not-in-json", `{"aws_ecs_service": {"s": {"tags": {"url": "postgres://app:hunter2hunter2@db.example.com/app"}}}}`, ``},
	{"secret-pattern-not-in-json", `{"aws_launch_template": {"t": {"user_data": "ZXhwb3J0IEFXU19BQ0NFU1NfS0VZX0lEPUFLSUFJT1NGT0ROTjdFWEFNUExF"}}}`, ``},
	{"secret-not-in-user-data", `{"aws_launch_template": {"t": {"user_data": "${base64encode(\"export DB_PASSWORD=hunter2hunter2\")}"}}}`, ``},
	{"secret-not-in-user-data", `{"aws_instance": {"t": {"user_data": "export PW=${random_password.p.result}"}}, "random_password": {"p": {"length": 32}}}`, ``},
	{"ecs-secrets-by-reference", `{"aws_ecs_task_definition": {"t": {"container_definitions": "${jsonencode([{name = \"a\", image = \"a:1\", environment = [{name = \"API_TOKEN\", value = \"abc123\"}]}])}"}}}`, ``},
	{"ecs-secrets-by-reference", `{"aws_ecs_task_definition": {"t": {"container_definitions": "[{\"name\":\"a\",\"image\":\"a:1\",\"environment\":[{\"name\":\"DB\",\"value\":\"${random_password.p.result}\"}]}]"}}, "random_password": {"p": {"length": 32}}}`, ``},
	{"ecs-container-not-privileged", `{"aws_ecs_task_definition": {"t": {"container_definitions": "${jsonencode([{name = \"a\", image = \"a:1\", privileged = true}])}"}}}`, ``},
	{"ecs-container-not-privileged", `{"aws_ecs_task_definition": {"t": {"container_definitions": "[{\"name\":\"a\",\"image\":\"a:1\",\"linuxParameters\":{\"capabilities\":{\"add\":[\"SYS_ADMIN\"]}}}]"}}}`, ``},
	{"ecs-root-filesystem-read-only", `{"aws_ecs_task_definition": {"t": {"container_definitions": "[{\"name\":\"a\",\"image\":\"a:1\",\"readonlyRootFilesystem\":false}]"}}}`, ``},
	{"ecs-host-isolated", `{"aws_ecs_task_definition": {"t": {"container_definitions": "[]", "volume": {"name": "docker", "host_path": "/var/run/docker.sock"}}}}`, ``},
	{"lambda-secrets-by-reference", `{"aws_lambda_function": {"f": {"environment": [{"variables": {"STRIPE_SECRET_KEY": "abcdef"}}]}}}`, ``},
	{"kms-policy-not-public", `{"aws_kms_key": {"k": {"policy": "${data.aws_iam_policy_document.d.json}"}}}`, `"data": {"aws_iam_policy_document": {"d": {"statement": [{"actions": ["kms:*"], "resources": ["*"], "principals": [{"type": "*", "identifiers": ["*"]}]}]}}}`},
	{"kms-policy-not-public", `{"aws_kms_key_policy": {"k": {"key_id": "x", "policy": "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"kms:*\",\"Resource\":\"*\",\"Condition\":{\"StringEqualsIfExists\":{\"kms:CallerAccount\":\"1\"}}}}"}}}`, ``},
	{"kms-policy-not-public", `{"aws_kms_key": {"k": {"policy": "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"kms:Decrypt\",\"Resource\":\"*\",\"Condition\":{\"StringLike\":{\"aws:PrincipalArn\":\"arn:aws:*\"}}}}"}}}`, ``},
	{"iam-oidc-subject", `{"aws_iam_role": {"r": {"assume_role_policy": "${jsonencode({Version = \"2012-10-17\", Statement = [{Effect = \"Allow\", Principal = {Federated = \"arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com\"}, Action = \"sts:AssumeRoleWithWebIdentity\", Condition = {StringEquals = {\"token.actions.githubusercontent.com:aud\" = \"sts.amazonaws.com\"}}}]})}"}}}`, ``},
	{"iam-oidc-subject", `{"aws_iam_role": {"r": {"assume_role_policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":\"arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com\"},\"Action\":\"sts:AssumeRoleWithWebIdentity\",\"Condition\":{\"StringEquals\":{\"token.actions.githubusercontent.com:aud\":\"sts.amazonaws.com\"},\"ForAllValues:StringLike\":{\"token.actions.githubusercontent.com:sub\":\"repo:a/b:*\"}}}]}"}}}`, ``},
	{"iam-oidc-subject", `{"aws_iam_role": {"r": {"assume_role_policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":\"arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com\"},\"Action\":\"sts:*\",\"Condition\":{\"StringLike\":{\"token.actions.githubusercontent.com:aud\":\"sts.amazonaws.com\",\"token.actions.githubusercontent.com:sub\":\"*\"}}}]}"}}}`, ``},
	{"iam-oidc-subject", `{"aws_iam_role": {"r": {"assume_role_policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":\"arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com\"},\"Action\":\"sts:AssumeRoleWithWebIdentity\",\"Condition\":{\"StringLike\":{\"token.actions.githubusercontent.com:aud\":\"sts.amazonaws.com\",\"token.actions.githubusercontent.com:sub\":\"repo:acme*\"}}}]}"}}}`, ``},
	{"iam-trust-not-public", `{"aws_iam_role": {"r": {"assume_role_policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"*\"]},\"Action\":[\"sts:AssumeRole\"]}]}"}}}`, ``},
	{"iam-no-administrator", `{"aws_iam_policy": {"p": {"policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject\",\"*\"],\"Resource\":[\"*\"]}]}"}}}`, ``},
	{"iam-no-administrator", `{"aws_iam_role": {"r": {"inline_policy": [{"name": "a", "policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*:*\",\"Resource\":\"*\"}]}"}]}}}`, ``},
	{"iam-no-administrator", `{"aws_iam_user_policy": {"r": {"policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"**\",\"Resource\":\"*\"}]}"}}}`, ``},
	{"iam-no-broad-attachment", `{"aws_iam_role": {"r": {"managed_policy_arns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}}}`, ``},
	{"iam-no-broad-attachment", `{"aws_iam_role_policy_attachment": {"r": {"role": "x", "policy_arn": "${data.aws_iam_policy.admin.arn}"}}}`, `"data": {"aws_iam_policy": {"admin": {"arn": "arn:aws:iam::aws:policy/AdministratorAccess"}}}`},
	{"iam-no-broad-attachment", `{"aws_iam_role_policy_attachment": {"r": {"role": "x", "policy_arn": "${data.aws_iam_policy.admin.arn}"}}}`, `"data": {"aws_iam_policy": {"admin": {"name": "AdministratorAccess"}}}`},
	{"iam-pass-role-named", `{"aws_iam_policy": {"p": {"policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"iam:Pass*\",\"Resource\":\"*\"}]}"}}}`, ``},
	{"iam-no-escalation", `{"aws_iam_policy": {"p": {"policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"iam:*\",\"Resource\":\"arn:aws:iam::111111111111:role/*\"}]}"}}}`, ``},
	{"iam-data-named", `{"aws_iam_policy": {"p": {"policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:Get*\",\"Resource\":\"arn:aws:s3:::*\"}]}"}}}`, ``},
	{"s3-policy-not-public", `{"aws_s3_bucket_policy": {"p": {"bucket": "b", "policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::b/*\",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"true\"}}}]}"}}}`, ``},
	{"s3-policy-not-public", `{"aws_s3_bucket_policy": {"p": {"bucket": "b", "policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"0.0.0.0/0\"}}}]}"}}}`, ``},
	{"s3-policy-not-public", `{"aws_s3_bucket_policy": {"p": {"bucket": "b", "policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"NotPrincipal\":{\"AWS\":\"arn:aws:iam::1:root\"},\"Action\":\"s3:*\",\"Resource\":\"*\"}]}"}}}`, ``},
	{"s3-policy-requires-tls", `{"aws_s3_bucket": {"b": {"bucket": "b"}}}`, ``},
	{"s3-public-access-blocked", `{"aws_s3_bucket": {"b": {"bucket": "b"}}, "aws_s3_bucket_public_access_block": {"b": {"bucket": "${aws_s3_bucket.b.bucket}", "block_public_acls": "true", "ignore_public_acls": "true", "block_public_policy": "true"}}}`, ``},
	{"s3-acl-not-public", `{"aws_s3_bucket_acl": {"b": {"bucket": "b", "acl": "public-read-write"}}}`, ``},
	{"policy-not-public", `{"aws_sqs_queue": {"q": {"sqs_managed_sse_enabled": true, "policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"sqs:*\",\"Resource\":\"*\"}]}"}}}`, ``},
	{"policy-not-public", `{"aws_ecr_repository_policy": {"q": {"policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"ecr:*\"}]}"}}}`, ``},
	{"policy-not-public", `{"aws_secretsmanager_secret_policy": {"q": {"policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"secretsmanager:GetSecretValue\",\"Resource\":\"*\"}]}"}}}`, ``},
	{"policy-not-public", `{"aws_opensearch_domain": {"q": {"access_policies": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"es:*\",\"Resource\":\"*\"}]}"}}}`, ``},
	{"lambda-permission-bound", `{"aws_lambda_permission": {"p": {"principal": "*", "action": "lambda:InvokeFunction"}}}`, ``},
	{"sg-no-open-admin-ports", `{"aws_security_group": {"g": {"ingress": {"protocol": "tcp", "from_port": "22", "to_port": "22", "cidr_blocks": ["0.0.0.0/0"]}}}}`, ``},
	{"sg-no-open-admin-ports", `{"aws_security_group": {"g": {"ingress": [{"protocol": "-1", "from_port": 0, "to_port": 0, "ipv6_cidr_blocks": ["::/0"]}]}}}`, ``},
	{"sg-no-open-admin-ports", `{"aws_security_group_rule": {"g": {"type": "ingress", "protocol": "tcp", "from_port": 0, "to_port": 65535, "cidr_blocks": ["${var.c}"]}}}`, `"variable": {"c": {"default": "0.0.0.0/0"}}`},
	{"sg-no-open-admin-ports", `{"aws_vpc_security_group_ingress_rule": {"g": {"ip_protocol": "tcp", "from_port": 5400, "to_port": 5500, "cidr_ipv4": "0.0.0.0/1"}}}`, ``},
	{"sg-no-open-admin-ports", `{"aws_security_group": {"g": {"dynamic": {"ingress": {"for_each": ["a"], "content": {"protocol": "tcp", "from_port": 3389, "to_port": 3389, "cidr_blocks": ["0.0.0.0/0"]}}}}}}`, ``},
	{"sg-no-open-ingress", `{"aws_security_group": {"g": {"ingress": {"protocol": "tcp", "from_port": 8443, "to_port": 8443, "cidr_blocks": "${concat([\"10.0.0.0/8\"], [\"0.0.0.0/0\"])}"}}}}`, ``},
	{"ec2-imdsv2", `{"aws_instance": {"i": {"ami": "ami-1"}}}`, ``},
	{"ec2-no-public-address", `{"aws_instance": {"i": {"ami": "ami-1"}}, "aws_eip": {"e": {"instance": "${aws_instance.i.id}"}}}`, ``},
	{"data-kept", `{"aws_s3_bucket": {"b": {"bucket": "states"}}}`, `"//": {"landform": {"role": "state"}}`},
	{"ec2-volumes-encrypted", `{"aws_instance": {"i": {"ami": "ami-1", "root_block_device": [{"encrypted": "false"}]}}}`, ``},
	{"ec2-volumes-encrypted", `{"aws_instance": {"i": {"ami": "ami-1", "root_block_device": {"encrypted": true}, "ebs_block_device": {"device_name": "/dev/sdf"}}}}`, ``},
	{"stored-encrypted", `{"aws_efs_file_system": {"f": {}}}`, ``},
	{"stored-encrypted", `{"aws_redshift_cluster": {"f": {"encrypted": "false"}}}`, ``},
	{"stored-encrypted", `{"aws_opensearch_domain": {"f": {"encrypt_at_rest": [{"enabled": false}]}}}`, ``},
	{"kinesis-encrypted", `{"aws_kinesis_stream": {"f": {"name": "f"}}}`, ``},
	{"sns-encrypted", `{"aws_sns_topic": {"f": {"name": "f"}}}`, ``},
	{"dynamodb-customer-key", `{"aws_dynamodb_table": {"f": {"name": "f"}}}`, ``},
	{"msk-encrypted", `{"aws_msk_cluster": {"f": {"encryption_info": {"encryption_in_transit": {"client_broker": "PLAINTEXT"}}}}}`, ``},
	{"lb-listener-tls", `{"aws_lb_listener": {"l": {"port": 80, "protocol": "HTTP", "default_action": {"type": "forward"}}}}`, ``},
	{"lb-tls-policy", `{"aws_lb_listener": {"l": {"port": 443, "protocol": "HTTPS", "certificate_arn": "x"}}}`, ``},
	{"cloudfront-https", `{"aws_cloudfront_distribution": {"d": {"default_cache_behavior": [{"viewer_protocol_policy": "redirect-to-https"}], "ordered_cache_behavior": [{"path_pattern": "/x", "viewer_protocol_policy": "allow-all"}]}}}`, ``},
	{"secret-output-sensitive", `{"random_password": {"p": {"length": 32}}}`, `"output": {"p": {"value": "${random_password.p.result}"}}`},
	{"secret-output-sensitive", `{"aws_db_instance": {"d": {"password": "${random_password.p.result}"}}, "random_password": {"p": {"length": 32}}}`, `"output": {"p": {"value": "${aws_db_instance.d.password}"}}`},
	{"secret-variable-without-default", `{}`, `"variable": {"db_password": {"default": "hunter2"}}`},
	{"provider-without-credentials", `{}`, `"provider": {"aws": {"access_key": "AKIAIOSFODNN7EXAMPLE", "secret_key": "x"}}`},
	{"state-encrypted", `{}`, `"terraform": {"backend": {"s3": {"bucket": "b", "key": "k"}}}`},
	{"state-locked", `{}`, `"terraform": {"backend": {"s3": {"bucket": "b", "key": "k", "encrypt": true, "kms_key_id": "k"}}}`},
	{"provider-account-bound", `{}`, `"provider": {"aws": [{"region": "eu-west-1"}]}`},
	{"provider-version-bound", `{}`, `"provider": {"aws": [{"region": "eu-west-1"}]}, "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": ">= 5.0"}}}`},
	{"no-provisioners", `{"null_resource": {"n": {"provisioner": [{"local-exec": {"command": "id"}}]}}}`, ``},
	{"no-commands", `{}`, `"data": {"external": {"e": {"program": ["sh"]}}}`},
	{"state-customer-key", `{}`, `"terraform": {"backend": {"s3": {"bucket": "b", "key": "k", "encrypt": true}}}`},
	{"state-remote", `{}`, `"//": {"landform": {"environment": "prod"}}, "terraform": {"backend": {"local": {"path": "terraform.tfstate"}}}`},
	{"module-without-secrets", `{}`, `"module": {"db": {"source": "terraform-aws-modules/rds/aws", "version": "6.0.0", "password": "hunter2hunter2"}}`},
	{"iam-no-broad-attachment", `{"aws_iam_role_policy_attachment": {"a": {"for_each": "${toset([\"arn:aws:iam::aws:policy/ReadOnlyAccess\", \"arn:aws:iam::aws:policy/AdministratorAccess\"])}", "role": "x", "policy_arn": "${each.value}"}}}`, ``},
	{"sg-no-open-admin-ports", `{"aws_vpc_security_group_ingress_rule": {"r": {"for_each": {"inside": {"port": 443, "cidr": "10.0.0.0/16"}, "ssh": {"port": 22, "cidr": "0.0.0.0/0"}}, "ip_protocol": "tcp", "from_port": "${each.value.port}", "to_port": "${each.value[\"port\"]}", "cidr_ipv4": "${each.value.cidr}"}}}`, ``},
	{"sg-no-open-admin-ports", `{"aws_security_group": {"g": {"dynamic": {"ingress": {"for_each": "${local.ports}", "content": {"from_port": "${ingress.value}", "to_port": "${ingress.value}", "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}}}}}}`, `"locals": {"ports": [22]}`},
	{"s3-public-access-blocked", `{"aws_s3_bucket": {"b": {"for_each": "${toset([\"a\", \"b\"])}", "bucket": "acme-${each.key}"}}, "aws_s3_bucket_public_access_block": {"b": {"for_each": "${aws_s3_bucket.b}", "bucket": "${each.value.id}", "block_public_acls": false}}}`, ``},
	{"s3-policy-not-public", `{"aws_s3_bucket_policy": {"b": {"for_each": {"a": 1}, "bucket": "${each.key}", "policy": "${data.aws_iam_policy_document.b[each.key].json}"}}}`, `"data": {"aws_iam_policy_document": {"b": {"for_each": {"a": 1}, "statement": {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::${each.key}/*"], "principals": {"type": "*", "identifiers": ["*"]}}}}}`},
	{"s3-policy-requires-tls", `{"aws_s3_bucket": {"b": {"bucket": "b"}, "c": {"bucket": "c"}}, "aws_s3_bucket_policy": {"b": {"bucket": "${aws_s3_bucket.b.id}", "policy": "{\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":[\"arn:aws:s3:::c\",\"arn:aws:s3:::c/*\"],\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"false\"}}}]}"}}}`, ``},
	{"iam-data-named", `{"aws_iam_policy": {"p": {"policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"dynamodb:GetItem\",\"Resource\":\"arn:aws:dynamodb:eu-west-1:111111111111:table/*\"}]}"}}}`, ``},
	{"lambda-permission-bound", `{"aws_lambda_permission": {"p": {"principal": "999999999999"}}}`, `"provider": {"aws": {"allowed_account_ids": ["111111111111"]}}`},
	{"lambda-permission-bound", `{"aws_lambda_permission": {"p": {"principal": "s3.amazonaws.com", "source_arn": "arn:aws:s3:::b"}}}`, ``},
	{"json-valid", `{"aws_kms_key": {"k": {"policy": "{not json"}}}`, ``},
	{"module-pinned", `{}`, `"module": {"m": {"source": "git::https://example.com/m.git"}}`},
}

func TestPlantedFaults(t *testing.T) {
	for _, fault := range planted {
		rest := fault.rest
		if rest != "" {
			rest = ", " + rest
		}
		stack, err := synthesized.Parse("planted", "main.tf.json", []byte(`{"resource": `+fault.resources+rest+`}`))
		if err != nil {
			t.Fatal(fault.resources, err)
		}
		report := guardrails.Check(rules.Table(), []synthesized.Stack{stack}, nil)
		if !slices.ContainsFunc(report.Findings, func(f guardrails.Finding) bool { return f.Rule.ID == fault.rule }) {
			t.Errorf("%s does not detect %s%s", fault.rule, fault.resources, rest)
		}
		for _, finding := range report.Findings {
			if strings.Contains(finding.Text, "hunter2") && strings.HasPrefix(finding.Rule.ID, "secret") {
				t.Errorf("the finding %q of %s shows the secret", finding.Text, finding.Rule.ID)
			}
		}
	}
}

// TestRulesWithoutExample covers the rules for whole stacks.
func TestRulesWithoutExample(t *testing.T) {
	for _, rule := range rules.Table().Rules {
		tested := slices.ContainsFunc(planted, func(fault struct{ rule, resources, rest string }) bool { return fault.rule == rule.ID })
		if rule.Violates == "" && rule.Across == nil && !tested && rule.ID != "module-read" { // which only asks: TestUnread
			t.Errorf("%s has neither an example nor a planted fault", rule.ID)
		}
	}
}

// across are pairs of stacks that together break a rule which the first stack alone does not break.
var across = map[string][2]string{
	"state-own": {
		`{"terraform": {"backend": {"s3": {"bucket": "b", "key": "one"}}}}`,
		`{"terraform": {"backend": {"s3": {"bucket": "b", "key": "one"}}}}`},
	"networks-apart": {
		`{"resource": {"aws_vpc": {"v": {"cidr_block": "10.0.0.0/16"}}}}`,
		`{"resource": {"aws_vpc": {"v": {"cidr_block": "10.0.128.0/17"}}}}`},
	"name-unique": {
		`{"resource": {"aws_s3_bucket": {"b": {"bucket": "acme"}}}}`,
		`{"resource": {"aws_s3_bucket": {"other": {"bucket": "acme"}}}}`},
	"production-protected": {
		`{"//": {"landform": {"system": "a", "role": "environment", "stage": "staging"}}, "resource": {"aws_db_instance": {"d": {"//": {"metadata": {"path": "one/db"}}, "multi_az": true}}}}`,
		`{"//": {"landform": {"system": "a", "role": "environment", "stage": "production"}}, "resource": {"aws_db_instance": {"d": {"//": {"metadata": {"path": "two/db"}}, "multi_az": false}}}}`},
	"production-rehearsed": {
		`{"//": {"landform": {"system": "a", "role": "environment", "stage": "staging"}}, "resource": {"aws_db_instance": {"d": {"//": {"metadata": {"path": "one/db"}}, "engine_version": "15"}}}}`,
		`{"//": {"landform": {"system": "a", "role": "environment", "stage": "production"}}, "resource": {"aws_db_instance": {"d": {"//": {"metadata": {"path": "two/db"}}, "engine_version": "16"}}}}`},
}

func TestRulesAcrossStacks(t *testing.T) {
	for _, rule := range rules.Table().Rules {
		if rule.Across == nil {
			continue
		}
		table := guardrails.Table{Rules: []guardrails.Rule{rule}}
		one, two := read(t, "one", []byte(across[rule.ID][0])), read(t, "two", []byte(across[rule.ID][1]))
		if report := guardrails.Check(table, []synthesized.Stack{one}, nil); len(report.Findings) > 0 {
			t.Errorf("%s: the first stack alone breaks it:\n%s", rule.ID, report.Text())
		}
		report := guardrails.Check(table, []synthesized.Stack{one, two}, nil)
		if len(report.Findings) != 1 || report.Findings[0].Stack != "two" {
			t.Errorf("%s is not broken by the second stack:\n%s", rule.ID, report.Text())
		}
	}
}

// TestOddValues has values of unexpected types: no input may make a rule panic.
func TestOddValues(t *testing.T) {
	for kind, named := range example(t, nil).Get("resource").Map() {
		for name, body := range named.Map() {
			for argument := range body.Map() {
				for _, odd := range []string{`null`, `{}`, `[]`, `[null]`, `[[{}]]`, `""`, `-1`, `true`, `"${"`, `"%{if}"`, `"${each.value[0].x}"`, `"{\"Statement\":[null, 5]}"`} {
					text, err := sjson.SetRaw(body.Raw, gjson.Escape(argument), odd)
					if err != nil {
						t.Fatal(err)
					}
					stack := read(t, "odd", []byte(`{"resource": {"`+kind+`": {"`+name+`": `+text+`}}}`))
					guardrails.Check(rules.Table(), []synthesized.Stack{stack}, nil)
				}
			}
		}
	}
}
