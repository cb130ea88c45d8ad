package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"testing"

	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-exec/tfexec"
	tfjson "github.com/hashicorp/terraform-json"
)

const install = "install Terraform 1.6 or later (https://developer.hashicorp.com/terraform/install) and put it on PATH"

// TestTerraformPlansEveryStack initializes, validates and plans each stack with the real providers. It makes no call
// to AWS. Several run at a time: they are processes of Terraform, and no construct is near.
func TestTerraformPlansEveryStack(t *testing.T) {
	binary, err := exec.LookPath("terraform")
	if err != nil {
		t.Fatalf("terraform is not there: %s", install)
	}
	for _, stack := range offline {
		t.Run(stack.Name, func(t *testing.T) {
			t.Parallel()
			terraform, err := tfexec.NewTerraform(stack.Dir, binary)
			if err != nil {
				t.Fatal(err)
			}
			if err := terraform.Init(t.Context()); err != nil {
				t.Fatalf("terraform init failed; it needs the registry, or a mirror named by TF_CLI_CONFIG_FILE: %v", err)
			}
			validate(t, terraform)
			plan := planned(t, terraform, filepath.Join(stack.Dir, "tfplan"))
			creates(t, stack, plan)
			tagged(t, stack, plan)
		})
	}
}

func validate(t *testing.T, terraform *tfexec.Terraform) {
	t.Helper()
	output, err := terraform.Validate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, diagnostic := range output.Diagnostics {
		t.Errorf("validate: %s: %s: %s", diagnostic.Severity, diagnostic.Summary, diagnostic.Detail)
	}
}

// planned plans a stack and reads the plan back. A warning is a failure: there is nobody else to mend it.
func planned(t *testing.T, terraform *tfexec.Terraform, file string) *tfjson.Plan {
	t.Helper()
	var messages bytes.Buffer
	_, err := terraform.PlanJSON(t.Context(), &messages, tfexec.Out(file))
	for lines := bufio.NewScanner(&messages); lines.Scan(); {
		var message struct {
			Level string `json:"@level"`
			Text  string `json:"@message"`
		}
		if json.Unmarshal(lines.Bytes(), &message) == nil && message.Level != "info" {
			t.Errorf("plan: %s: %s", message.Level, message.Text)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	plan, err := terraform.ShowPlanFile(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func creates(t *testing.T, stack synthesized.Stack, plan *tfjson.Plan) {
	t.Helper()
	if len(plan.ResourceChanges) != len(stack.Resources) {
		t.Errorf("the plan has %d resources, the JSON %d", len(plan.ResourceChanges), len(stack.Resources))
	}
	for _, change := range plan.ResourceChanges {
		if !change.Change.Actions.Create() {
			t.Errorf("%s: the plan is to %v", change.Address, change.Change.Actions)
		}
	}
}

// tagged checks what the provider will send: every resource that takes tags has a name and the stack's common tags.
func tagged(t *testing.T, stack synthesized.Stack, plan *tfjson.Plan) {
	t.Helper()
	common := stack.Get("provider.aws.0.default_tags.0.tags").Map()
	for _, change := range plan.ResourceChanges {
		after, _ := change.Change.After.(map[string]any)
		all, takesTags := after["tags_all"]
		if !takesTags {
			continue
		}
		tags, _ := all.(map[string]any)
		if tags["Name"] == nil {
			t.Errorf("%s has no Name tag", change.Address)
		}
		for key, value := range common {
			if tags[key] == nil {
				t.Errorf("%s has no tag %s=%s", change.Address, key, value)
			}
		}
	}
}
