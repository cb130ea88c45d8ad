package deployment_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"landform/internal/engine"

	"github.com/creack/pty"
)

func TestCommandsRunTerraformInTheSynthesizedFolder(t *testing.T) {
	const initialize, plan, apply = "init -input=false\n", "plan -input=false -detailed-exitcode -out=tfplan ", "apply -input=false tfplan\n"
	for name, test := range map[string]struct {
		run  func(fixture) error
		want string
	}{
		"diff":    {func(f fixture) error { return f.plan(t, "dev-stack", "-target=one") }, initialize + plan + "-target=one\n"},
		"deploy":  {func(f fixture) error { return f.deploy(t, "dev-stack", "--auto-approve", "-target=one") }, initialize + plan + "-target=one\n" + apply},
		"destroy": {func(f fixture) error { return f.destroy(t, "dev-stack", "-auto-approve", "-target=one") }, initialize + plan + "-destroy -target=one\n" + apply},
		"output":  {func(f fixture) error { return f.Output(t.Context(), "dev-stack", "-json") }, initialize + "output -json\n"},
		"unlock":  {func(f fixture) error { return f.Unlock(t.Context(), "dev-stack", "id", "-force") }, initialize + "force-unlock -force id\n"},
	} {
		f := newFixture(t, nil).stubbed(t)
		f.develops(t)
		if err := test.run(f); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := f.read(askedOfTerraform); got != test.want {
			t.Errorf("%s: terraform was run with\n%s\nwant\n%s", name, got, test.want)
		}
		if got := f.read(askedOfApp); got != "\n" {
			t.Errorf("%s: the app was run with %q, want one run without arguments", name, got)
		}
	}
}

func TestAPlanWithoutChangesIsNotApplied(t *testing.T) {
	f := newFixture(t, nil).stubbed(t)
	f.Environ = append(f.Environ, "CHANGES=0")
	if err := f.deploy(t, "dev-stack", "--auto-approve"); err != nil || strings.Contains(f.read(askedOfTerraform), "apply") {
		t.Errorf("error is %v, terraform was run with %s", err, f.read(askedOfTerraform))
	}
}

func TestAPersonApprovesThePlan(t *testing.T) {
	for typed, want := range map[string]bool{"yes\n": true, "y\n": false, "\n": false} {
		f := newFixture(t, nil).stubbed(t)
		f.In = answers(t, typed)
		err := f.deploy(t, "dev-stack")
		if applied := strings.Contains(f.read(askedOfTerraform), "apply"); applied != want || (err == nil) != want {
			t.Errorf("answer %q: applied is %v, error %v", typed, applied, err)
		}
		if !strings.Contains(f.out.String(), "These plans will be applied: dev-stack.") {
			t.Errorf("the questions are %s", f.out)
		}
	}
}

// answers is a pseudo-terminal at which somebody types.
func answers(t *testing.T, typed string) *os.File {
	t.Helper()
	person, terminal, err := pty.Open()
	if err == nil {
		_, err = person.WriteString(typed)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(person.Close(), terminal.Close()) })
	return terminal
}

func TestTheErrorForAnUnknownStackListsTheStacks(t *testing.T) {
	f := newFixture(t, nil)
	says(t, f.deploy(t, "develop-stack", "--auto-approve"), `no stack "develop-stack": there are dev-stack, production-stack`)
	if f.initialized(t) {
		t.Error("a stack was initialized nevertheless")
	}
}

func TestWithoutATerminalNothingIsApproved(t *testing.T) {
	f := newFixture(t, nil)
	says(t, f.deploy(t, "dev-stack"), "cannot ask for approval", "make plan-file", "ARGS=--auto-approve")
	says(t, f.destroy(t, "dev-stack"), "cannot ask for approval")
	says(t, f.Bootstrap(t.Context(), "volteryde"), "cannot ask for approval")
	says(t, f.Unlock(t.Context(), "dev-stack", "id"), "cannot ask for confirmation", "ARGS=-force")
	if f.initialized(t) {
		t.Error("a stack was initialized nevertheless")
	}
}

func TestAMissingToolSaysHowToGetIt(t *testing.T) {
	f := newFixture(t, nil)
	t.Setenv("PATH", t.TempDir())
	says(t, f.deploy(t, "dev-stack", "--auto-approve"), "terraform is not on PATH: install Terraform 1.6")
}

func TestAllProblemsAreReportedAtOnce(t *testing.T) {
	f := newFixture(t, map[string]any{"dev": map[string]any{"accountId": "111111111111"}})
	f.synthesizes(t, "dev-stack", "111111111111")
	f.Environ = append(f.Environ, "AWS_ENDPOINT_URL=http://localhost:4566")
	says(t, f.deploy(t, "dev-stack"), "cannot ask for approval", "unset it to work with AWS", "context.dev.accountId is")
	says(t, f.deploy(t, "develop-stack"), "cannot ask for approval", "unset it to work with AWS", `no stack "develop-stack"`)
	if f.initialized(t) {
		t.Error("a stack was initialized nevertheless")
	}
}

func TestAFailedSynthesisEndsTheDeployment(t *testing.T) {
	f := newFixture(t, nil)
	f.write(t, "app.sh", "echo wrong settings >&2; exit 3", 0o644)
	says(t, f.deploy(t, "dev-stack", "--auto-approve"), "synthesis", "exit status 3")
	if !strings.Contains(f.out.String(), "wrong settings") || f.initialized(t) {
		t.Errorf("the app's output is missing, or a stack was initialized: %s", f.out)
	}
}

func TestPlaceholdersOfTheStackAreRefused(t *testing.T) {
	f := newFixture(t, map[string]any{"dev": map[string]any{"accountId": "111111111111", "domain": "dev.example.com"}})
	f.synthesizes(t, "dev-stack", "account 111111111111 at dev.example.com")
	says(t, f.deploy(t, "dev-stack", "--auto-approve"),
		`context.dev.accountId is "111111111111"`, `context.dev.domain is "dev.example.com"`)
	if f.initialized(t) {
		t.Error("a stack was initialized nevertheless")
	}
	if err := f.deploy(t, "production-stack", "--auto-approve"); err != nil {
		t.Errorf("a stack without placeholders is refused: %v", err)
	}
}

func TestAPlaceholderIsComparedAsAWhole(t *testing.T) {
	f := newFixture(t, map[string]any{"dev": "dev.example.com", "production": "example.com"})
	f.synthesizes(t, "dev-stack", "api.dev.example.com")
	err := f.deploy(t, "dev-stack", "--auto-approve")
	says(t, err, "context.dev is")
	if strings.Contains(err.Error(), "context.production") {
		t.Errorf("a placeholder of another stack is named: %v", err)
	}
}

func TestAnEmulatorTakesPlaceholdersAndItsOwnFolder(t *testing.T) {
	f := newFixture(t, map[string]any{"accountId": "111111111111"})
	f.synthesizes(t, "dev-stack", "111111111111")
	f.Emulated = true
	f.Environ = append(f.Environ, "AWS_ENDPOINT_URL=http://localhost:4566")
	if err := f.deploy(t, "dev-stack", "--auto-approve"); err != nil {
		t.Fatal(err)
	}
	if got := f.read(askedOfApp); got != "-emulator\n" {
		t.Errorf("the app was run with %q", got)
	}
	if got := f.read("build/emulator/stacks/dev-stack/terraform.tfstate"); !strings.Contains(got, "111111111111") {
		t.Errorf("state in the emulator's folder: %q", got)
	}
	if f.read("cdktf.out/manifest.json") != "" {
		t.Error("the output folder for AWS was written to")
	}
}

func TestAnEmulatorIsRefusedUnlessItIsNearby(t *testing.T) {
	f := newFixture(t, nil)
	f.Emulated = true
	f.Environ = append(f.Environ, "AWS_ENDPOINT_URL=https://s3.amazonaws.com")
	says(t, f.deploy(t, "dev-stack", "--auto-approve"), "private host name")
	if f.read(askedOfApp) != "" {
		t.Error("the app was run nevertheless")
	}
}

func TestAnEmulatorsEndpointIsRefusedForAWS(t *testing.T) {
	f := newFixture(t, nil)
	f.Environ = append(f.Environ, "AWS_ENDPOINT_URL=http://localhost:4566")
	says(t, f.deploy(t, "dev-stack", "--auto-approve"), "unset it to work with AWS, or set EMULATOR=1")
}

func TestDestroyAsksForTheNameOutsideOfDevelopment(t *testing.T) {
	for typed, want := range map[string]bool{"production-stack\n": true, "production-stack": true, "yes\n": false, "": false, "\n": false} {
		f := newFixture(t, nil).stubbed(t)
		f.In = strings.NewReader(typed)
		err := f.destroy(t, "production-stack", "--auto-approve")
		if got := err == nil; got != want {
			t.Errorf("answer %q: destroyed is %v, want %v, error %v", typed, got, want, err)
		}
		if got := strings.Contains(f.read(askedOfTerraform), "apply"); got != want {
			t.Errorf("answer %q: applied is %v, want %v", typed, got, want)
		}
		if !strings.Contains(f.out.String(), "This destroys stack production-stack") {
			t.Errorf("the question is %q", f.out)
		}
	}
}

// develops changes dev-stack's metadata to those of a development environment.
func (f fixture) develops(t *testing.T) {
	t.Helper()
	f.write(t, "synthesized/stacks/dev-stack/cdk.tf.json",
		`{"//": {"landform": {"role": "environment", "stage": "development"}}}`, 0o644)
}

// TestOpenTofuDeploys plans, deploys and destroys a stack with the real tofu.
func TestOpenTofuDeploys(t *testing.T) {
	f := newFixture(t, nil)
	f.Engine = engine.OpenTofu
	f.Environ = append(f.Environ, "TF_CLI_ARGS=-no-color")
	if err := f.deploy(t, "dev-stack", "--auto-approve"); err != nil {
		t.Fatalf("%v\n%s", err, f.out)
	}
	if err := f.Output(t.Context(), "dev-stack"); err != nil || !strings.Contains(f.out.String(), `value = "1"`) {
		t.Errorf("output is %s, error %v", f.out, err)
	}
	f.synthesizes(t, "dev-stack", "2")
	if err := f.plan(t, "dev-stack"); err != nil || !strings.Contains(f.out.String(), `"1" -> "2"`) {
		t.Errorf("diff is %s, error %v", f.out, err)
	}
	f.In = strings.NewReader("dev-stack\n")
	if err := f.destroy(t, "dev-stack", "--auto-approve"); err != nil || !strings.Contains(f.out.String(), "1 destroyed") {
		t.Errorf("destroy prints %s, error %v", f.out, err)
	}
}

// TestDataThatMovesIsNotDeployedWithoutAWaiver plans to destroy a bucket and to create the same one at another address.
func TestDataThatMovesIsNotDeployedWithoutAWaiver(t *testing.T) {
	f := newFixture(t, nil).stubbed(t)
	f.write(t, "tools/terraform", strings.Replace(stubTerraform, `echo '{"format_version": "1.2"}'`, `cat "$(dirname "$LOG")/plan.json"`, 1), 0o755)
	f.write(t, "plan.json", `{"format_version": "1.2", "resource_changes": [
		{"address": "aws_s3_bucket.a", "mode": "managed", "type": "aws_s3_bucket", "name": "a", "change": {"actions": ["delete"], "before": {"bucket": "x"}}},
		{"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "name": "b", "change": {"actions": ["create"], "after": {"bucket": "x"}}}]}`, 0o644)
	says(t, f.deploy(t, "dev-stack", "--auto-approve"), "the plan destroys aws_s3_bucket.a, which holds objects, and creates aws_s3_bucket.b",
		"moved {\n  from = aws_s3_bucket.a\n  to   = aws_s3_bucket.b\n}")
	if strings.Contains(f.read(askedOfTerraform), "apply") {
		t.Error("it was applied nevertheless")
	}
	f.write(t, "synthesized/stacks/dev-stack/cdk.tf.json",
		`{"//": {"waivers": [{"rule": "moved-data", "finding": "aws_s3_bucket.a", "reason": "The objects are copied by hand."}]}}`, 0o644)
	if err := f.deploy(t, "dev-stack", "--auto-approve"); err != nil || !strings.Contains(f.read(askedOfTerraform), "apply") {
		t.Errorf("it was not applied with a waiver: %v", err)
	}
}
