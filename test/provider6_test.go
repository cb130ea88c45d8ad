package test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"landform/internal/synthesized"
	"landform/test/shipped"

	"github.com/tidwall/gjson"
)

// gone are arguments of used resource types that version 6 of the AWS provider removed, deprecated or gave a new meaning. https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-6-upgrade
var gone = map[string][]string{
	"aws_cloudfront_response_headers_policy": {"etag"},
	"aws_db_instance":                        {"character_set_name"},
	"aws_ecs_task_definition":                {"inference_accelerator"},
	"aws_eip":                                {"vpc"},
	"aws_eks_addon":                          {"resolve_conflicts"},
	"aws_flow_log":                           {"log_group_name"},
	"aws_guardduty_detector":                 {"datasources"},
	"aws_instance":                           {"cpu_core_count", "cpu_threads_per_core"},
	"aws_launch_template":                    {"elastic_gpu_specifications", "elastic_inference_accelerator"},
	"aws_lb_listener":                        {"mutual_authentication"},
}

// explicit are arguments that must be set together with another argument, since version 6 removed or changed their default.
var explicit = map[string][2]string{ // by type: if the first argument is set, the second must be set
	"aws_elasticache_replication_group": {"auth_token", "auth_token_update_strategy"},
	"aws_wafv2_web_acl":                 {"aws_managed_rules_bot_control_rule_set", "enable_machine_learning"},
}

// booleans are arguments for which version 6 only accepts "true" and "false", while version 5 also accepted "1" and "0".
var booleans = map[string][]string{
	"aws_elasticache_replication_group": {"at_rest_encryption_enabled", "auto_minor_version_upgrade"},
	"aws_launch_template":               {"delete_on_termination", "encrypted", "ebs_optimized", "associate_carrier_ip_address", "associate_public_ip_address", "primary_ipv6"},
	"aws_lb_target_group":               {"preserve_client_ip"},
}

func TestStacksAreReadyForProvider6(t *testing.T) {
	for _, stack := range shipped.Stacks(t) {
		for _, provider := range stack.Get("provider.aws").Array() {
			if found := provider.Get("s3_us_east_1_regional_endpoint"); found.Exists() {
				t.Errorf("%s: the provider has s3_us_east_1_regional_endpoint", stack.Name)
			}
		}
		for _, resource := range stack.Resources {
			ready(t, stack, resource)
		}
	}
}

func ready(t *testing.T, stack synthesized.Stack, resource synthesized.Resource) {
	t.Helper()
	arguments := map[string][]string{} // values by name, at any depth
	collect(resource.JSON, arguments)
	for _, name := range gone[resource.Type] {
		if _, has := arguments[name]; has {
			t.Errorf("%s: %s has %s, which version 6 of the provider does not have", stack.Name, resource.Path, name)
		}
	}
	if pair, ok := explicit[resource.Type]; ok {
		if _, has := arguments[pair[0]]; has && arguments[pair[1]] == nil {
			t.Errorf("%s: %s has %s and leaves %s to a default, which version 6 of the provider changes", stack.Name, resource.Path, pair[0], pair[1])
		}
	}
	for _, name := range booleans[resource.Type] {
		for _, value := range arguments[name] {
			if value != "true" && value != "false" {
				t.Errorf("%s: %s of %s is %q, which version 6 of the provider does not accept as a boolean", stack.Name, name, resource.Path, value)
			}
		}
	}
	for _, reference := range resource.References() {
		if strings.HasPrefix(reference.To, "aws_s3_bucket.") && reference.Attribute == "region" {
			t.Errorf("%s: %s reads the region of a bucket, which version 6 calls bucket_region", stack.Name, resource.Path)
		}
	}
}

// collect collects the arguments of a block and of its nested blocks.
func collect(value gjson.Result, into map[string][]string) {
	value.ForEach(func(name, value gjson.Result) bool {
		if name.Type == gjson.String && name.String() != "//" {
			into[name.String()] = append(into[name.String()], value.String())
		}
		if value.IsObject() || value.IsArray() {
			collect(value, into)
		}
		return true
	})
}

// TestProvider6PageNamesEveryTypeThatChanges keeps docs/provider-6.md current.
func TestProvider6PageNamesEveryTypeThatChanges(t *testing.T) {
	t.Chdir(shipped.Root())
	page, err := os.ReadFile("docs/provider-6.md")
	if err != nil {
		t.Fatal(err)
	}
	inUse := map[string]bool{}
	for _, stack := range shipped.Stacks(t) {
		for _, resource := range stack.Resources {
			inUse[resource.Type] = true
		}
	}
	var types []string
	for kind := range gone {
		types = append(types, kind)
	}
	for kind := range explicit {
		types = append(types, kind)
	}
	for kind := range booleans {
		types = append(types, kind)
	}
	slices.Sort(types)
	for _, kind := range slices.Compact(types) {
		if !inUse[kind] {
			t.Errorf("%s is in no stack: remove it from the tables of this test", kind)
		}
		if !strings.Contains(string(page), "`"+kind+"`") {
			t.Errorf("docs/provider-6.md does not mention %s", kind)
		}
	}
}
