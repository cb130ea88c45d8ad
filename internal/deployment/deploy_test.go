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
			t.Errorf("%s: terraform is asked for\n%s\nwant\n%s", name, got, test.want)
		}
		if got := f.read(askedOfApp); got != "\n" {
			t.Errorf("%s: the app is run with %q, want once and without arguments", name, got)
		}
	}
}

func TestWhatWouldChangeNothingIsNotApplied(t *testing.T) {
	f := newFixture(t, nil).stubbed(t)
	f.Environ = append(f.Environ, "CHANGES=0")
	if err := f.deploy(t, "dev-stack", "--auto-approve"); err != nil || strings.Contains(f.read(askedOfTerraform), "apply") {
		t.Errorf("the error is %v, and terraform is asked for %s", err, f.read(askedOfTerraform))
	}
}

func TestAPersonApprovesThePlan(t *testing.T) {
	for typed, want := range map[string]bool{"yes\n": true, "y\n": false, "\n": false} {
		f := newFixture(t, nil).stubbed(t)
		f.In = answers(t, typed)
		err := f.deploy(t, "dev-stack")
		if applied := strings.Contains(f.read(askedOfTerraform), "apply"); applied != want || (err == nil) != want {
			t.Errorf("after %q it is applied: %v, error %v", typed, applied, err)
		}
		if !strings.Contains(f.out.String(), "These plans will be applied: dev-stack.") {
			t.Errorf("it asks %s", f.out)
		}
	}
}

// answers is a terminal at which somebody types.
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

func TestAnUnknownStackListsTheKnownOnes(t *testing.T) {
	f := newFixture(t, nil)
	says(t, f.deploy(t, "develop-stack", "--auto-approve"), `no stack "develop-stack": there are dev-stack, production-stack`)
	if f.initialized(t) {
		t.Error("something was initialized all the same")
	}
}

func TestWhatNobodyCanApproveIsRefused(t *testing.T) {
	f := newFixture(t, nil)
	says(t, f.deploy(t, "dev-stack"), "nobody can approve", "make plan-file", "ARGS=--auto-approve")
	says(t, f.destroy(t, "dev-stack"), "nobody can approve")
	says(t, f.Bootstrap(t.Context(), "volteryde"), "nobody can approve")
	says(t, f.Unlock(t.Context(), "dev-stack", "id"), "nobody can confirm", "ARGS=-force")
	if f.initialized(t) {
		t.Error("something was initialized all the same")
	}
}

func TestAMissingToolSaysHowToGetIt(t *testing.T) {
	f := newFixture(t, nil)
	t.Setenv("PATH", t.TempDir())
	says(t, f.deploy(t, "dev-stack", "--auto-approve"), "terraform is not on PATH: install Terraform 1.6")
}

func TestAllRefusalsAreToldAtOnce(t *testing.T) {
	f := newFixture(t, map[string]any{"dev": map[string]any{"accountId": "111111111111"}})
	f.synthesizes(t, "dev-stack", "111111111111")
	f.Environ = append(f.Environ, "AWS_ENDPOINT_URL=http://localhost:4566")
	says(t, f.deploy(t, "dev-stack"), "nobody can approve", "unset it to work with AWS", "context.dev.accountId is")
	says(t, f.deploy(t, "develop-stack"), "nobody can approve", "unset it to work with AWS", `no stack "develop-stack"`)
	if f.initialized(t) {
		t.Error("something was initialized all the same")
	}
}

func TestAFailedSynthesisEndsTheDeployment(t *testing.T) {
	f := newFixture(t, nil)
	f.write(t, "app.sh", "echo wrong settings >&2; exit 3", 0o644)
	says(t, f.deploy(t, "dev-stack", "--auto-approve"), "synthesis", "exit status 3")
	if !strings.Contains(f.out.String(), "wrong settings") || f.initialized(t) {
		t.Errorf("the app's words are not shown, or something was initialized: %s", f.out)
	}
}

func TestPlaceholdersOfTheStackAreRefused(t *testing.T) {
	f := newFixture(t, map[string]any{"dev": map[string]any{"accountId": "111111111111", "domain": "dev.example.com"}})
	f.synthesizes(t, "dev-stack", "account 111111111111 at dev.example.com")
	says(t, f.deploy(t, "dev-stack", "--auto-approve"),
		`context.dev.accountId is "111111111111"`, `context.dev.domain is "dev.example.com"`)
	if f.initialized(t) {
		t.Error("something was initialized all the same")
	}
	if err := f.deploy(t, "production-stack", "--auto-approve"); err != nil {
		t.Errorf("a stack without placeholders is refused: %v", err)
	}
}

func TestAPlaceholderThatIsPartOfAnotherIsNotTheStacks(t *testing.T) {
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
		t.Errorf("the app is run with %q", got)
	}
	if got := f.read("build/emulator/stacks/dev-stack/terraform.tfstate"); !strings.Contains(got, "111111111111") {
		t.Errorf("the state beside the emulator's stack is %q", got)
	}
	if f.read("cdktf.out/manifest.json") != "" {
		t.Error("AWS's folder was written to")
	}
}

func TestAnEmulatorIsRefusedUnlessItIsNearby(t *testing.T) {
	f := newFixture(t, nil)
	f.Emulated = true
	f.Environ = append(f.Environ, "AWS_ENDPOINT_URL=https://s3.amazonaws.com")
	says(t, f.deploy(t, "dev-stack", "--auto-approve"), "private host name")
	if f.read(askedOfApp) != "" {
		t.Error("the app was run all the same")
	}
}

func TestAnEmulatorsEndpointIsRefusedForAWS(t *testing.T) {
	f := newFixture(t, nil)
	f.Environ = append(f.Environ, "AWS_ENDPOINT_URL=http://localhost:4566")
	says(t, f.deploy(t, "dev-stack", "--auto-approve"), "unset it to work with AWS, or say EMULATOR=1")
}

func TestDestroyingAsksForTheNameOutsideOfDevelopment(t *testing.T) {
	for typed, want := range map[string]bool{"production-stack\n": true, "production-stack": true, "yes\n": false, "": false, "\n": false} {
		f := newFixture(t, nil).stubbed(t)
		f.In = strings.NewReader(typed)
		err := f.destroy(t, "production-stack", "--auto-approve")
		if got := err == nil; got != want {
			t.Errorf("typing %q destroys: %v, want %v: %v", typed, got, want, err)
		}
		if got := strings.Contains(f.read(askedOfTerraform), "apply"); got != want {
			t.Errorf("typing %q applies: %v, want %v", typed, got, want)
		}
		if !strings.Contains(f.out.String(), "This destroys production-stack") {
			t.Errorf("it asks %q", f.out)
		}
	}
}

// develops makes dev-stack one whose metadata says that it is for development.
func (f fixture) develops(t *testing.T) {
	t.Helper()
	f.write(t, "synthesized/stacks/dev-stack/cdk.tf.json",
		`{"//": {"landform": {"role": "environment", "stage": "development"}}}`, 0o644)
}

// TestOpenTofuDeploys takes a stack through its life with the real tofu.
func TestOpenTofuDeploys(t *testing.T) {
	f := newFixture(t, nil)
	f.Engine = engine.OpenTofu
	f.Environ = append(f.Environ, "TF_CLI_ARGS=-no-color")
	if err := f.deploy(t, "dev-stack", "--auto-approve"); err != nil {
		t.Fatalf("%v\n%s", err, f.out)
	}
	if err := f.Output(t.Context(), "dev-stack"); err != nil || !strings.Contains(f.out.String(), `value = "1"`) {
		t.Errorf("the output is %s: %v", f.out, err)
	}
	f.synthesizes(t, "dev-stack", "2")
	if err := f.plan(t, "dev-stack"); err != nil || !strings.Contains(f.out.String(), `"1" -> "2"`) {
		t.Errorf("the difference is %s: %v", f.out, err)
	}
	f.In = strings.NewReader("dev-stack\n")
	if err := f.destroy(t, "dev-stack", "--auto-approve"); err != nil || !strings.Contains(f.out.String(), "1 destroyed") {
		t.Errorf("it is destroyed with %s: %v", f.out, err)
	}
}

// TestDataThatMovesIsNotDeployedWithoutAWaiver plans to destroy a bucket and to add the same under another address.
func TestDataThatMovesIsNotDeployedWithoutAWaiver(t *testing.T) {
	f := newFixture(t, nil).stubbed(t)
	f.write(t, "tools/terraform", strings.Replace(stubTerraform, `echo '{"format_version": "1.2"}'`, `cat "$(dirname "$LOG")/plan.json"`, 1), 0o755)
	f.write(t, "plan.json", `{"format_version": "1.2", "resource_changes": [
		{"address": "aws_s3_bucket.a", "mode": "managed", "type": "aws_s3_bucket", "name": "a", "change": {"actions": ["delete"], "before": {"bucket": "x"}}},
		{"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "name": "b", "change": {"actions": ["create"], "after": {"bucket": "x"}}}]}`, 0o644)
	says(t, f.deploy(t, "dev-stack", "--auto-approve"), "aws_s3_bucket.a is destroyed and aws_s3_bucket.b, which is like it, is added: it holds objects",
		"moved {\n  from = aws_s3_bucket.a\n  to   = aws_s3_bucket.b\n}")
	if strings.Contains(f.read(askedOfTerraform), "apply") {
		t.Error("it was applied all the same")
	}
	f.write(t, "synthesized/stacks/dev-stack/cdk.tf.json",
		`{"//": {"waivers": [{"rule": "moved-data", "finding": "aws_s3_bucket.a", "reason": "The objects are copied by hand."}]}}`, 0o644)
	if err := f.deploy(t, "dev-stack", "--auto-approve"); err != nil || !strings.Contains(f.read(askedOfTerraform), "apply") {
		t.Errorf("with a waiver it is not applied: %v", err)
	}
}
