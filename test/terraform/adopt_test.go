package terraform_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"landform/internal/engine"
	"landform/internal/synthesized"
	"landform/stacks/volteryde"
	"landform/stacks/volteryde/adopt"

	"github.com/hashicorp/terraform-exec/tfexec"
	tfjson "github.com/hashicorp/terraform-json"
)

// TestTerraformAdoptsTheDocumentsState plans dev with the state that the Terraform code in the requirement document would leave.
// Terraform and the providers are real. A server in this process answers the requests for the imported resources.
func TestTerraformAdoptsTheDocumentsState(t *testing.T) {
	dev := stacks[slices.IndexFunc(stacks, func(stack synthesized.Stack) bool { return stack.Name == volteryde.StackName("dev") })]
	folder := t.TempDir()
	blocks, err := adopt.Blocks(dev)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "cdk.tf.json"), dev.JSON)
	write(t, filepath.Join(folder, adopt.File), blocks)
	state, err := os.ReadFile("../../testdata/document/volteryde-dev-state.json")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "terraform.tfstate"), state)

	plan := planAdoption(t, folder, dev)
	moved := map[string]string{} // address in the document to the planned actions
	for _, change := range plan.ResourceChanges {
		if change.PreviousAddress != "" {
			moved[change.PreviousAddress] = fmt.Sprint(change.Change.Actions)
			continue
		}
		if change.Change.Actions.Delete() {
			t.Errorf("%s of the document's state would be destroyed", change.Address)
		}
	}
	if len(moved) != 50 {
		t.Errorf("%d resources of the document are moved, want 50", len(moved))
	}
	for address, actions := range moved {
		_, replaced := adopt.Replaced[address]
		if inPlace := actions == "[no-op]" || actions == "[update]"; inPlace == replaced {
			t.Errorf("%s: the plan has the actions %s, but replaced in adopt.Replaced: %v", address, actions, replaced)
		}
	}
	imported(t, blocks, plan)
}

// planAdoption plans a stack with the state in the folder. It does not refresh the state, since its resources do not exist.
func planAdoption(t *testing.T, folder string, stack synthesized.Stack) *tfjson.Plan {
	t.Helper()
	aws := httptest.NewServer(http.HandlerFunc(answer))
	defer aws.Close()
	t.Setenv("AWS_ENDPOINT_URL", aws.URL)
	found, err := engine.Find(t.Context(), engine.Terraform)
	if err != nil {
		t.Fatal(err)
	}
	terraform, err := tfexec.NewTerraform(folder, found.Path)
	if err != nil {
		t.Fatal(err)
	}
	if err := terraform.Init(t.Context()); err != nil {
		t.Fatalf("terraform init failed; it needs the registry, or a mirror named by TF_CLI_CONFIG_FILE: %v", err)
	}
	options := []tfexec.PlanOption{tfexec.Refresh(false), tfexec.Out("tfplan")}
	rules, err := adopt.Rules(stack)
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range rules {
		options = append(options, tfexec.Var(rule.Variable+"=sgr-"+rule.Variable))
	}
	if _, err := terraform.Plan(t.Context(), options...); err != nil {
		t.Fatal(err)
	}
	plan, err := terraform.ShowPlanFile(t.Context(), "tfplan")
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// imported checks that every resource with an import block is imported and updated in place.
func imported(t *testing.T, blocks []byte, plan *tfjson.Plan) {
	t.Helper()
	var configuration struct{ Import []struct{ To string } }
	if err := json.Unmarshal(blocks, &configuration); err != nil {
		t.Fatal(err)
	}
	if len(configuration.Import) != 6 {
		t.Errorf("%d import blocks, want 6: four rules and two log groups", len(configuration.Import))
	}
	for _, block := range configuration.Import {
		index := slices.IndexFunc(plan.ResourceChanges, func(change *tfjson.ResourceChange) bool { return change.Address == block.To })
		if index < 0 {
			t.Errorf("%s: not in the plan", block.To)
			continue
		}
		change := plan.ResourceChanges[index].Change
		if change.Importing == nil || !change.Actions.Update() {
			t.Errorf("%s: imported: %v, actions: %v, want an import and an update in place",
				block.To, change.Importing != nil, change.Actions)
		}
	}
}

// answer answers requests as AWS does, with the document's security group rules and log groups.
func answer(response http.ResponseWriter, request *http.Request) {
	switch target := request.Header.Get("X-Amz-Target"); {
	case strings.HasSuffix(target, ".DescribeLogGroups"):
		var input struct{ LogGroupNamePrefix string }
		if err := json.NewDecoder(request.Body).Decode(&input); err != nil {
			http.Error(response, err.Error(), http.StatusBadRequest)
			return
		}
		fmt.Fprintf(response, `{"logGroups": [{"logGroupName": %q, "arn": "arn:aws:logs:us-east-1:111111111111:log-group:%s:*"}]}`,
			input.LogGroupNamePrefix, input.LogGroupNamePrefix)
	case strings.HasSuffix(target, ".ListTagsForResource"):
		fmt.Fprint(response, `{"tags": {}}`)
	case request.FormValue("Action") == "DescribeSecurityGroupRules":
		fmt.Fprintf(response, `<DescribeSecurityGroupRulesResponse><securityGroupRuleSet><item>%s</item></securityGroupRuleSet></DescribeSecurityGroupRulesResponse>`,
			rule(request.FormValue("SecurityGroupRuleId.1")))
	default:
		http.Error(response, "unexpected operation: "+target+request.FormValue("Action"), http.StatusNotImplemented)
	}
}

// rule returns one of the document's four security group rules in the XML of the EC2 API.
func rule(id string) string {
	group, port := "rds-aws_security_group-rds", 5432
	if strings.Contains(id, "redis") {
		group, port = "redis-aws_security_group-redis", 6379
	}
	body := fmt.Sprintf(`<isEgress>false</isEgress><ipProtocol>tcp</ipProtocol><fromPort>%d</fromPort><toPort>%d</toPort><cidrIpv4>10.0.0.0/16</cidrIpv4>`, port, port)
	if strings.Contains(id, "egress") {
		body = `<isEgress>true</isEgress><ipProtocol>-1</ipProtocol><fromPort>-1</fromPort><toPort>-1</toPort><cidrIpv4>0.0.0.0/0</cidrIpv4>`
	}
	return fmt.Sprintf(`<securityGroupRuleId>%s</securityGroupRuleId><groupId>%s</groupId>%s`, id, group, body)
}

func write(t *testing.T, file string, text []byte) {
	t.Helper()
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
