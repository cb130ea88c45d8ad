package terraform_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"landform/internal/engine"

	"github.com/hashicorp/terraform-exec/tfexec"
	tfjson "github.com/hashicorp/terraform-json"
)

// plan is one engine's plan of one stack.
type plan struct {
	Changes    map[string]*tfjson.ResourceChange // by address
	Resources  map[string]*tfjson.ConfigResource // by address
	Outputs    map[string]*tfjson.Change
	Declared   map[string]*tfjson.ConfigOutput
	Variables  map[string]*tfjson.ConfigVariable
	Conditions map[string]tfjson.CheckStatus // results of preconditions and validations, by address
}

// plans contains one engine's plans of all stacks.
type plans struct {
	stacks   map[string]plan // by name
	warnings []string        // of the engine
	dir      string          // of the configuration
}

// makers contains functions that plan all stacks with an engine and in a form, at the first call.
var makers = map[string]func() (plans, error){
	key(engine.Terraform, asJSON): sync.OnceValues(func() (plans, error) { return makePlans(engine.Terraform, asJSON) }),
	key(engine.Terraform, asHCL):  sync.OnceValues(func() (plans, error) { return makePlans(engine.Terraform, asHCL) }),
	key(engine.OpenTofu, asJSON):  sync.OnceValues(func() (plans, error) { return makePlans(engine.OpenTofu, asJSON) }),
}

func key(kind engine.Kind, as form) string { return kind.String() + "-" + string(as) }

// planned returns an engine's plans of all stacks in one form. Warnings fail the test: only a change of the stacks can remove them.
func planned(t *testing.T, kind engine.Kind, as form) plans {
	t.Helper()
	found, err := makers[key(kind, as)]()
	if err != nil {
		t.Fatal(err)
	}
	for _, warning := range found.warnings {
		t.Errorf("%s: %s", kind.Title(), warning)
	}
	return found
}

func makePlans(kind engine.Kind, as form) (plans, error) {
	dir := filepath.Join(scratch, key(kind, as))
	if err := writeRoot(dir, as, compared); err != nil {
		return plans{}, err
	}
	return planIn(context.Background(), kind, dir)
}

// planIn plans the configuration in a folder.
func planIn(ctx context.Context, kind engine.Kind, dir string, options ...tfexec.PlanOption) (plans, error) {
	found, err := engine.Find(ctx, kind)
	if err != nil {
		return plans{}, err
	}
	program, err := tfexec.NewTerraform(dir, found.Path)
	if err != nil {
		return plans{}, err
	}
	if err := program.Init(ctx); err != nil {
		return plans{}, fmt.Errorf("%s init failed; it needs the registry, or a mirror named by TF_CLI_CONFIG_FILE: %w", kind, err)
	}
	var messages bytes.Buffer
	if _, err := program.PlanJSON(ctx, &messages, append(options, tfexec.Out("tfplan"))...); err != nil {
		return plans{}, fmt.Errorf("%s plan: %w\n%s", kind, err, strings.Join(warnings(&messages), "\n"))
	}
	shown, err := program.ShowPlanFile(ctx, "tfplan")
	if err != nil {
		return plans{}, err
	}
	return plans{stacks: byStack(shown), warnings: warnings(&messages), dir: dir}, nil
}

// warnings returns the messages of a plan with a higher level than "info".
func warnings(messages *bytes.Buffer) []string {
	var found []string
	for lines := bufio.NewScanner(messages); lines.Scan(); {
		var message struct {
			Level      string          `json:"@level"`
			Text       string          `json:"@message"`
			Diagnostic json.RawMessage `json:"diagnostic"`
		}
		if json.Unmarshal(lines.Bytes(), &message) == nil && message.Level != "info" {
			found = append(found, message.Level+": "+message.Text+" "+string(message.Diagnostic))
		}
	}
	return found
}

// byStack splits the plan of the root module into the plans of the stacks.
func byStack(shown *tfjson.Plan) map[string]plan {
	found := map[string]plan{}
	for name, call := range shown.Config.RootModule.ModuleCalls {
		found[name] = plan{
			Changes: map[string]*tfjson.ResourceChange{}, Resources: map[string]*tfjson.ConfigResource{},
			Outputs: map[string]*tfjson.Change{}, Declared: call.Module.Outputs, Variables: call.Module.Variables,
			Conditions: map[string]tfjson.CheckStatus{},
		}
		for _, resource := range call.Module.Resources {
			found[name].Resources[resource.Address] = resource
		}
	}
	for _, change := range shown.ResourceChanges {
		name, address := of(change.Address)
		found[name].Changes[address] = change
	}
	for output, change := range shown.OutputChanges {
		name, output := of(output)
		found[name].Outputs[output] = change
	}
	for _, check := range shown.Checks {
		name, address := of(check.Address.ToDisplay)
		if _, isStack := found[name]; isStack {
			found[name].Conditions[address] = check.Status
		}
	}
	return found
}
