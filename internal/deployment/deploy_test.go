package deployment_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"landform/internal/engine"
)

func TestCommandsHandTheSynthesizedStackToCDKTF(t *testing.T) {
	for verb, run := range map[string]func(fixture) error{
		"diff":    func(f fixture) error { return f.Diff(t.Context(), "dev-stack", "--auto-approve") },
		"deploy":  func(f fixture) error { return f.Deploy(t.Context(), "dev-stack", "--auto-approve") },
		"output":  func(f fixture) error { return f.Output(t.Context(), "dev-stack", "--auto-approve") },
		"destroy": func(f fixture) error { f.develops(t); return f.Destroy(t.Context(), "dev-stack", "--auto-approve") },
	} {
		f := newFixture(t, nil)
		if err := run(f); err != nil {
			t.Errorf("%s: %v", verb, err)
		}
		if got, want := f.read(askedOfCDKTF), verb+" dev-stack --skip-synth --output cdktf.out --auto-approve\n"; got != want {
			t.Errorf("%s: cdktf is asked for %q, want %q", verb, got, want)
		}
		if got := f.read(askedOfApp); got != "\n" {
			t.Errorf("%s: the app is run with %q, want once and without arguments", verb, got)
		}
	}
}

func TestAnUnknownStackListsTheKnownOnes(t *testing.T) {
	f := newFixture(t, nil)
	says(t, f.Deploy(t.Context(), "develop-stack", "--auto-approve"), `no stack "develop-stack": there are dev-stack, production-stack`)
	if f.initialized(t) {
		t.Error("something was initialized all the same")
	}
}

func TestWhatNobodyCanApproveIsRefused(t *testing.T) {
	f := newFixture(t, nil)
	says(t, f.Deploy(t.Context(), "dev-stack"), "nobody can approve", "make plan-file", "ARGS=--auto-approve")
	says(t, f.Destroy(t.Context(), "dev-stack"), "nobody can approve")
	if f.read(askedOfApp) != "" || f.initialized(t) {
		t.Error("something was run all the same")
	}
}

func TestAMissingToolSaysHowToGetIt(t *testing.T) {
	f := newFixture(t, nil)
	t.Setenv("PATH", t.TempDir())
	says(t, f.Deploy(t.Context(), "dev-stack", "--auto-approve"), "terraform is not on PATH: install Terraform 1.6", "node is not on PATH: install Node.js")
}

func TestAMissingCDKTFSaysHowToGetIt(t *testing.T) {
	f := newFixture(t, nil)
	if err := os.Remove(filepath.Join(f.Dir, "node_modules", ".bin", "cdktf")); err != nil {
		t.Fatal(err)
	}
	says(t, f.Deploy(t.Context(), "dev-stack", "--auto-approve"), `run "make tools"`)
}

func TestAFailedSynthesisEndsTheDeployment(t *testing.T) {
	f := newFixture(t, nil)
	f.write(t, "app.sh", "echo wrong settings >&2; exit 3", 0o644)
	says(t, f.Deploy(t.Context(), "dev-stack", "--auto-approve"), "synthesis", "exit status 3")
	if !strings.Contains(f.out.String(), "wrong settings") || f.initialized(t) {
		t.Errorf("the app's words are not shown, or something was initialized: %s", f.out)
	}
}

func TestPlaceholdersOfTheStackAreRefused(t *testing.T) {
	f := newFixture(t, map[string]any{"dev": map[string]any{"accountId": "111111111111", "domain": "dev.example.com"}})
	f.synthesizes(t, "dev-stack", "account 111111111111 at dev.example.com")
	says(t, f.Deploy(t.Context(), "dev-stack", "--auto-approve"),
		`context.dev.accountId is "111111111111"`, `context.dev.domain is "dev.example.com"`)
	if f.initialized(t) {
		t.Error("something was initialized all the same")
	}
	if err := f.Deploy(t.Context(), "production-stack", "--auto-approve"); err != nil {
		t.Errorf("a stack without placeholders is refused: %v", err)
	}
}

func TestAPlaceholderThatIsPartOfAnotherIsNotTheStacks(t *testing.T) {
	f := newFixture(t, map[string]any{"dev": "dev.example.com", "production": "example.com"})
	f.synthesizes(t, "dev-stack", "api.dev.example.com")
	err := f.Deploy(t.Context(), "dev-stack", "--auto-approve")
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
	if err := f.Deploy(t.Context(), "dev-stack", "--auto-approve"); err != nil {
		t.Fatal(err)
	}
	if got := f.read(askedOfApp); got != "-emulator\n" {
		t.Errorf("the app is run with %q", got)
	}
	if got := f.read(askedOfCDKTF); !strings.Contains(got, "--output build/emulator") {
		t.Errorf("cdktf is asked for %q, want another folder than AWS's", got)
	}
	if f.read("cdktf.out/manifest.json") != "" {
		t.Error("AWS's folder was written to")
	}
}

func TestAnEmulatorIsRefusedUnlessItIsNearby(t *testing.T) {
	f := newFixture(t, nil)
	f.Emulated = true
	f.Environ = append(f.Environ, "AWS_ENDPOINT_URL=https://s3.amazonaws.com")
	says(t, f.Deploy(t.Context(), "dev-stack", "--auto-approve"), "private host name")
	if f.read(askedOfApp) != "" {
		t.Error("the app was run all the same")
	}
}

func TestAnEmulatorsEndpointIsRefusedForAWS(t *testing.T) {
	f := newFixture(t, nil)
	f.Environ = append(f.Environ, "AWS_ENDPOINT_URL=http://localhost:4566")
	says(t, f.Deploy(t.Context(), "dev-stack", "--auto-approve"), "unset it to work with AWS, or say EMULATOR=1")
}

func TestDestroyingAsksForTheNameOutsideOfDevelopment(t *testing.T) {
	for typed, want := range map[string]bool{"production-stack\n": true, "production-stack": true, "yes\n": false, "": false, "\n": false} {
		f := newFixture(t, nil)
		f.In = strings.NewReader(typed)
		err := f.Destroy(t.Context(), "production-stack", "--auto-approve")
		if got := err == nil; got != want {
			t.Errorf("typing %q destroys: %v, want %v: %v", typed, got, want, err)
		}
		if got := f.read(askedOfCDKTF) != ""; got != want {
			t.Errorf("typing %q runs cdktf: %v, want %v", typed, got, want)
		}
		if !strings.Contains(f.out.String(), "This destroys production-stack") {
			t.Errorf("it asks %q", f.out)
		}
	}
}

// develops makes dev-stack one whose tags say that it is for development.
func (f fixture) develops(t *testing.T) {
	t.Helper()
	f.write(t, "synthesized/stacks/dev-stack/cdk.tf.json",
		`{"provider": {"aws": [{"default_tags": [{"tags": {"Environment": "dev"}}]}]}}`, 0o644)
}

// TestOpenTofuDeploysWithoutCDKTF takes a stack through its life with the real tofu.
func TestOpenTofuDeploysWithoutCDKTF(t *testing.T) {
	f := newFixture(t, nil)
	f.Engine = engine.OpenTofu
	f.Environ = append(f.Environ, "TF_CLI_ARGS=-no-color")
	if err := f.Deploy(t.Context(), "dev-stack", "--auto-approve"); err != nil {
		t.Fatalf("%v\n%s", err, f.out)
	}
	if err := f.Output(t.Context(), "dev-stack"); err != nil || !strings.Contains(f.out.String(), `value = "1"`) {
		t.Errorf("the output is %s: %v", f.out, err)
	}
	f.synthesizes(t, "dev-stack", "2")
	if err := f.Diff(t.Context(), "dev-stack"); err != nil || !strings.Contains(f.out.String(), `"1" -> "2"`) {
		t.Errorf("the difference is %s: %v", f.out, err)
	}
	f.In = strings.NewReader("dev-stack\n")
	if err := f.Destroy(t.Context(), "dev-stack", "--auto-approve"); err != nil || !strings.Contains(f.out.String(), "1 destroyed") {
		t.Errorf("it is destroyed with %s: %v", f.out, err)
	}
	if asked := f.read(askedOfCDKTF); asked != "" {
		t.Errorf("cdktf is asked for %q", asked)
	}
}
