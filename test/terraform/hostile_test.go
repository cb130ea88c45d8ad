package terraform_test

import (
	"slices"
	"strings"

	"landform/internal/synthesized"
)

// hostile is a stack with values that are easy to convert to HCL incorrectly. The tests plan it together with the shipped stacks.
const hostile = `{
  "//": {"metadata": {"stackName": "hostile"}},
  "terraform": {"required_version": ">= 1.6.0", "backend": {"local": {}}, "required_providers": {
    "aws": {"source": "hashicorp/aws", "version": "` + synthesized.AWSProviderVersion + `"}, "random": {"source": "hashicorp/random", "version": "~> 3.0"}}},
  "provider": {"aws": [PROVIDER, EDGE]},
  "variable": {
    "text": {"type": "string", "default": "${no} %{template} \"quoted\" \\ \u00e9\ud835\udd4f", "description": "${no} %{template}"},
    "list": {"type": "list(string)", "default": ["x", "y\n${z}"]},
    "ports": {"type": "map(object({from = number, to = optional(number)}))", "default": {"a b": {"from": 1, "to": 2}, "c": {"from": 3, "to": null}},
      "validation": [{"condition": "${length(var.ports) > 1}", "error_message": "There are ${length(var.ports)}, not \"two\"."}]}
  },
  "output": {
    "texts": {"value": {"a b": "${var.text}", "for": ["$${a} %%{b}", "${join(\"}\", var.list)}", "x${\"${upper(\"}\")}\"}y"], "": null, "n": 5, "s": "5", "t": "true"}, "description": "${no}",
      "precondition": [{"condition": "${var.text != \"\"}", "error_message": "${var.text} is empty."}]},
    "directive": {"value": "%{ if var.text == \"a\" }\"b\"%{ else }${var.text}%{ endif }"},
    "splat": {"value": "${[{l = [1, 2]}, {l = [3, 4]}].*.l.0}"},
    "secret": {"value": "${random_password.p.result}", "sensitive": true, "depends_on": ["aws_vpc.v"]}
  },
  "resource": {
    "random_password": {"p": {"length": "20", "special": "false", "keepers": {"a.b": "${var.text}", "${var.list[0]}": "1"}}},
    "aws_vpc": {"v": {"cidr_block": "10.0.0.0/16", "enable_dns_support": "true", "tags": {"Name": "a\tb\"c\\d${var.text}", "kubernetes.io/x": "", "${var.list[0]}-k": "%%{y}"}, "ipv6_cidr_block": null}},
    "aws_eip": {"e": {"provider": "aws.edge", "count": "${length(var.list)}", "domain": "vpc", "tags": {"Name": "${var.list[count.index]}"}, "depends_on": ["aws_vpc.v"]}},
    "aws_subnet": {"s": {"for_each": "${var.ports}", "vpc_id": "${aws_vpc.v.id}", "cidr_block": "10.0.${each.value.from}.0/24", "tags": {"Name": "${each.key}"}, "lifecycle": {"ignore_changes": ["tags[\"Name\"]"], "create_before_destroy": true,
      "precondition": [{"condition": "${each.value.from < 9}", "error_message": "No ${each.key}."}]}}},
    "aws_security_group": {"g": {"name": "g", "vpc_id": "${aws_vpc.v.id}", "egress": [], "timeouts": {"create": "5m"},
      "dynamic": {"ingress": [{"for_each": "${var.ports}", "iterator": "port", "content": {"from_port": "${port.value.from}", "to_port": "${coalesce(port.value.to, 9)}", "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}}]}}},
    "aws_instance": {"i": {"launch_template": [{"name": "template", "version": null}], "user_data": "#!/bin/bash\necho \"$${HOME}\" '${var.text}'\n  EOT\n\tprintf 'a\\n' # %%{x}\n", "metadata_options": {}}},
    "aws_s3_bucket": {"b": {"bucket": "b", "force_destroy": "false"}},
    "aws_s3_bucket_lifecycle_configuration": {"l": {"bucket": "${aws_s3_bucket.b.id}", "rule": [{"id": "r", "status": "Enabled", "filter": [{}], "expiration": {"days": "5", "date": null}}]}},
    "aws_iam_policy": {
      "angles": {"name": "a", "policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"<>&\"}]}"},
      "number": {"name": "n", "policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"${1+1}\",\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"NumericLessThan\":{\"s3:max-keys\":${2*5}}}}]}"},
      "joined": {"name": "j", "policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":[\"${join(\"\\\",\\\"\", [\"x\", \"y\"])}\"]}]}"},
      "names": {"name": "u", "policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::b/$${aws:username}/*\"}]}"}
    }
  }
}`

// withHostile adds the hostile stack to others. It gets the provider configuration of another stack, which sends no requests to
// AWS.
func withHostile(stacks []synthesized.Stack) ([]synthesized.Stack, error) {
	provider := stacks[0].Get("provider.aws.0").Raw
	text := strings.NewReplacer("PROVIDER", provider, "EDGE", strings.Replace(provider, "{", `{"alias": "edge", `, 1)).Replace(hostile)
	stack, err := synthesized.Parse("hostile", "cdk.tf.json", []byte(text))
	return append(slices.Clip(stacks), stack), err
}
