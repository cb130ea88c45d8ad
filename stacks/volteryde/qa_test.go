package volteryde_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"landform/constructs/constructtest"
	"landform/internal/cluster"
	"landform/internal/guardrails"
	"landform/internal/guardrails/rules"
	"landform/internal/jobs"
	"landform/internal/settings"
	"landform/internal/synthesized"
	"landform/stacks"
	"landform/stacks/volteryde"
	"landform/stacks/volteryde/adopt"
	"landform/test/shipped"

	"github.com/google/go-cmp/cmp"
	"github.com/tidwall/sjson"
)

// The tests in this file add a fourth environment to a copy of the catalogue and of the settings, as CONTRIBUTING.md
// describes.

// qaPosition is between the positions of staging and production.
const qaPosition = 25

// withQA returns the catalogue with one more environment, which is like staging.
func withQA() stacks.Catalogue {
	catalogue := stacks.Shipped()
	staging := catalogue.Volteryde[slices.IndexFunc(catalogue.Volteryde, func(e volteryde.Entry) bool { return e.Name == "staging" })]
	catalogue.Volteryde = append(catalogue.Volteryde, volteryde.Entry{
		Name: "qa",
		Literal: func(from settings.Volteryde, own settings.VolterydeEnvironment) volteryde.Environment {
			environment := staging.Literal(from, own)
			environment.Position = qaPosition
			return environment
		},
	})
	return catalogue
}

// qaSettings parses the settings in cdktf.json with a block for the environment. A test may change values of the block.
func qaSettings(t *testing.T, changed map[string]any) (settings.Settings, []error) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(shipped.Root(), "cdktf.json"))
	if err != nil {
		t.Fatal(err)
	}
	block := map[string]any{
		"accountId": "123456789012", "accountEmail": "aws-qa@volteryde.example", "vpcCidr": "10.3.0.0/16", "domain": "qa.volteryde.example.com",
		"administratorArns": []string{"arn:aws:iam::123456789012:role/Administrator"}, "alarmEmail": "alarms-qa@volteryde.example",
		"publisherArns": []string{"arn:aws:iam::123456789012:role/FrontendRelease"},
	}
	for name, value := range changed {
		block[name] = value
	}
	if text, err = sjson.SetBytes(text, "context.volteryde.environments.qa", block); err != nil {
		t.Fatal(err)
	}
	return settings.Parse(text, withQA().Known())
}

func TestAFourthEnvironmentGetsEverything(t *testing.T) {
	read, problems := qaSettings(t, nil)
	if len(problems) > 0 {
		t.Fatal(errors.Join(problems...))
	}
	written := shipped.Synthesize(t, withQA(), read)
	byName := map[string]synthesized.Stack{}
	for _, stack := range written {
		byName[stack.Name] = stack
	}
	qa := byName["qa-stack"]
	if metadata := qa.Metadata(); metadata.Position != qaPosition || metadata.Account != "123456789012" || metadata.CI == nil {
		t.Errorf("metadata of qa-stack is %+v", metadata)
	}
	if role := byName["qa-pipeline-stack"].Metadata().Role; role != synthesized.RoleCI {
		t.Errorf("qa-pipeline-stack is for %q, want CI", role)
	}
	constructtest.Find(t, byName["organization-stack"], "organization/account-qa")
	constructtest.SecurityGroupTable(t, qa, securityGroups)
	if _, err := adopt.Blocks(qa); err != nil {
		t.Errorf("qa cannot adopt the document's resources: %v", err)
	}
	if _, err := jobs.All(written); err != nil {
		t.Error(err)
	}
	installable(t, qa)
	promoted(t, written)
	if report := guardrails.Check(rules.Table(), written, nil); len(report.Findings) > 0 {
		t.Errorf("with qa, the stacks break rules:\n%s", report.Text())
	}
}

// installable checks that the files for the environment's cluster can be generated from its stack.
func installable(t *testing.T, stack synthesized.Stack) {
	t.Helper()
	read, err := cluster.Read(stack)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cluster.NewPlan(read); err != nil {
		t.Error(err)
	}
}

// promoted checks the order in which a change reaches the environments.
func promoted(t *testing.T, written []synthesized.Stack) {
	t.Helper()
	systems, err := jobs.Promoted(written)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, system := range systems {
		for _, job := range system.Jobs {
			if system.Name == volteryde.System {
				order = append(order, job.Stack)
			}
		}
	}
	if diff := cmp.Diff([]string{"dev-stack", "staging-stack", "qa-stack", "production-stack"}, order); diff != "" {
		t.Errorf("promotion (-want +got):\n%s", diff)
	}
}

// TestAFourthEnvironmentChangesNoOther: besides the new stacks, only the organization (one more account) and the states'
// stack (one more tenant) change.
func TestAFourthEnvironmentChangesNoOther(t *testing.T) {
	read, problems := qaSettings(t, map[string]any{
		"accountId": "121212121212", "administratorArns": []string{"arn:aws:iam::121212121212:role/Administrator"},
	})
	if len(problems) > 0 {
		t.Fatal(errors.Join(problems...))
	}
	changed := []string{}
	for _, stack := range jobs.Changed(shipped.Stacks(t), shipped.Synthesize(t, withQA(), read)) {
		changed = append(changed, stack.Name)
	}
	if diff := cmp.Diff([]string{"organization-stack", "qa-pipeline-stack", "qa-stack", "state-stack"}, changed); diff != "" {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
}

func TestCollisionsOfAFourthEnvironmentAreRefused(t *testing.T) {
	for setting, value := range map[string]string{
		"vpcCidr": "10.0.0.0/16", "domain": "dev.volteryde.example.com", "accountEmail": "aws-dev@volteryde.example",
	} {
		_, problems := qaSettings(t, map[string]any{setting: value})
		want := "context.volteryde.environments.qa." + setting
		if len(problems) != 1 || !strings.Contains(problems[0].Error(), want) || !strings.Contains(problems[0].Error(), "environments.dev."+setting) {
			t.Errorf("problems of dev's %s are %v", setting, problems)
		}
	}
	_, problems := qaSettings(t, map[string]any{"accountId": "111111111111"})
	if len(problems) != 1 || !strings.Contains(problems[0].Error(), "must differ from context.volteryde.environments.dev.accountId") {
		t.Errorf("problems of dev's account are %v", problems)
	}
}

func TestTwoEnvironmentsAtOnePositionAreRefused(t *testing.T) {
	read, problems := qaSettings(t, nil)
	if len(problems) > 0 {
		t.Fatal(errors.Join(problems...))
	}
	catalogue := withQA()
	staging := catalogue.Volteryde[1].Literal
	catalogue.Volteryde[3].Literal = staging
	_, err := catalogue.Systems(read)
	if err == nil || !strings.Contains(err.Error(), "volteryde qa: Position is 20, the same as of staging") {
		t.Errorf("error is %v", err)
	}
}
