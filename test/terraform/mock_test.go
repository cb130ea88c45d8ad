package terraform_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"landform/internal/engine"
	"landform/internal/synthesized"

	"github.com/tidwall/gjson"
)

// mockValues contains the values of computed attributes that must have a certain format, or elements, since other resources refer
// to them. Terraform generates all other values.
// https://developer.hashicorp.com/terraform/language/tests/mocking
var mockValues = map[string]string{
	"aws_acm_certificate.domain_validation_options": `[{
    domain_name = "example.com", resource_record_name = "_a.example.com", resource_record_type = "CNAME", resource_record_value = "_b.acm-validations.aws"
  }]`,
	"aws_dynamodb_table.stream_view_type":      `""`,
	"aws_eks_cluster.certificate_authority":    `[{ data = "QUJD" }]`,
	"aws_eks_cluster.identity":                 `[{ oidc = [{ issuer = "https://oidc.eks.us-east-1.amazonaws.com/id/A" }] }]`,
	"aws_eks_node_group.resources":             `[{ autoscaling_groups = [{ name = "nodes" }], remote_access_security_group_id = "" }]`,
	"aws_launch_template.id":                   `"lt-0123456789abcdef0"`,
	"aws_organizations_account.id":             `"123456789012"`,
	"aws_organizations_organization.roots":     `[{ arn = "arn:aws:organizations::123456789012:root/o-a/r-abcd", id = "r-abcd", name = "Root", policy_types = [] }]`,
	"aws_organizations_organizational_unit.id": `"ou-abcd-12345678"`,
	"aws_lb_target_group.ip_address_type":      `"ipv4"`,
	"aws_lb_target_group.protocol_version":     `"HTTP1"`,
	"random_password.result":                   `"0123456789abcdef0123456789abcdef"`,
}

// mockTest returns a test in Terraform's language that applies a configuration with mock providers.
func mockTest() ([]byte, error) {
	schema, err := os.ReadFile(filepath.Join("..", "..", "internal", "eject", "schema.json"))
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	gjson.GetBytes(schema, "provider_schemas").ForEach(func(address, provider gjson.Result) bool {
		fmt.Fprintf(&text, "mock_provider %q {\n", filepath.Base(address.String()))
		provider.Get("resource_schemas").ForEach(func(kind, schema gjson.Result) bool {
			fmt.Fprintf(&text, "mock_resource %q {\ndefaults = {\n", kind)
			schema.Get("block.attributes").ForEach(func(name, attribute gjson.Result) bool {
				value, ok := mockValues[kind.String()+"."+name.String()]
				if !ok && strings.HasSuffix("_"+name.String(), "_arn") && attribute.Get("type").String() == "string" {
					value = `"arn:aws:iam::123456789012:role/mock"`
				}
				if value != "" {
					fmt.Fprintf(&text, "%s = %s\n", name, value)
				}
				return true
			})
			text.WriteString("}\n}\n")
			return true
		})
		text.WriteString("}\n")
		return true
	})
	text.WriteString("run \"state\" {}\n")
	return text.Bytes(), nil
}

// applied applies stacks with mock providers, and returns the resources in the resulting state, in the format of
// "terraform show -json".
func applied(ctx context.Context, dir string, stacks []synthesized.Stack) ([]gjson.Result, error) {
	if err := writeRoot(dir, mocked, stacks); err != nil {
		return nil, err
	}
	test, err := mockTest()
	if err == nil {
		err = save(filepath.Join(dir, "main.tftest.hcl"), test)
	}
	if err != nil {
		return nil, err
	}
	terraform, err := engine.Find(ctx, engine.Terraform)
	if err != nil {
		return nil, err
	}
	run := func(arguments ...string) ([]byte, error) {
		command := exec.CommandContext(ctx, terraform.Path, arguments...)
		command.Dir = dir
		return command.Output()
	}
	if _, err := run("init", "-input=false"); err != nil {
		return nil, fmt.Errorf("terraform init: %w", err)
	}
	// The test fails when it destroys resources with lifecycle.prevent_destroy at its end. It prints the state before that.
	printed, _ := run("test", "-json", "-verbose")
	return stateIn(printed)
}

// stateIn returns the resources of the state in the output of a test.
func stateIn(printed []byte) ([]gjson.Result, error) {
	var problems []error
	lines := bufio.NewScanner(bytes.NewReader(printed))
	lines.Buffer(nil, len(printed)+1)
	for lines.Scan() {
		message := gjson.ParseBytes(lines.Bytes())
		if message.Get("type").String() == "test_state" {
			var resources []gjson.Result
			for _, module := range gjson.Parse(message.Get("test_state.root_module.child_modules").Raw).Array() {
				resources = append(resources, module.Get("resources").Array()...)
			}
			return resources, nil
		}
		if message.Get("@level").String() == "error" {
			problems = append(problems, errors.New(message.Get("@message").String()+" "+message.Get("diagnostic.address").String()))
		}
	}
	return nil, fmt.Errorf("terraform test printed no state: %w", errors.Join(problems...))
}

// covering returns a few stacks that together have a resource of each type.
func covering() []synthesized.Stack {
	missing := map[string]bool{}
	for _, stack := range stacks {
		for _, resource := range stack.Resources {
			missing[resource.Type] = true
		}
	}
	adds := func(stack synthesized.Stack) int {
		types := map[string]bool{}
		for _, resource := range stack.Resources {
			if missing[resource.Type] {
				types[resource.Type] = true
			}
		}
		return len(types)
	}
	var selected []synthesized.Stack
	for len(missing) > 0 {
		next := slices.MaxFunc(stacks, func(a, b synthesized.Stack) int { return adds(a) - adds(b) })
		selected = append(selected, next)
		for _, resource := range next.Resources {
			delete(missing, resource.Type)
		}
	}
	return selected
}
