package scripts_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const (
	password = `p4ss$(id)'"wörd`
	key      = "k3y with spaces \\ and `more`"
)

var (
	askPassword = exchange{"Database password: ", password}
	askAgain    = exchange{"Database password (again): ", password}
	askKey      = exchange{"JWT secret: ", key}
	askKeyAgain = exchange{"JWT secret (again): ", key}
)

const readyDev, deployDev = "landform ready --app bin/synth ticketing-dev-stack", "landform deploy --app bin/synth ticketing-dev-stack"

func TestProvisionChecksThenPromptsTwiceThenDeploys(t *testing.T) {
	p := newProject(t)
	output, ok := p.run(t, "provision.sh", []string{"dev"}, askPassword, askAgain, askKey, askKeyAgain)
	if !ok {
		t.Fatalf("provision.sh failed:\n%s", output)
	}
	if got := p.changes(t); got != readyDev+"\n"+deployDev {
		t.Errorf("provision.sh calls\n%s\nwant, without automatic approval,\n%s\n%s", got, readyDev, deployDev)
	}
	environment := p.note(t, "environment-of-landform")
	for name, secret := range map[string]string{"TF_VAR_database_password": password, "TF_VAR_jwt_secret": key} {
		if !strings.Contains(environment, name+"="+secret+"\n") {
			t.Errorf("landform's environment has no %s=%s:\n%s", name, secret, environment)
		}
		p.hides(t, output, secret)
	}
}

func TestProvisionUsesStoredSecretsWithoutPrompting(t *testing.T) {
	p := newProject(t)
	p.env["TF_VAR_database_password"], p.env["TF_VAR_jwt_secret"] = password, key
	output, ok := p.run(t, "provision.sh", []string{"prod"})
	if !ok || strings.Contains(output, "password:") || strings.Contains(output, "secret:") {
		t.Errorf("provision.sh prompts or fails:\n%s", output)
	}
	if got := p.changes(t); !strings.HasSuffix(got, "landform deploy --app bin/synth ticketing-prod-stack") {
		t.Errorf("provision.sh calls\n%s", got)
	}
	p.hides(t, output, password)

	p = newProject(t)
	p.env["STUB_SECRET"] = `{"password": "the stored password", "JWT_SECRET": "the stored key"}`
	output, ok = p.run(t, "provision.sh", []string{"dev"})
	environment := p.note(t, "environment-of-landform")
	if !ok || !strings.Contains(environment, "TF_VAR_database_password=the stored password\n") || !strings.Contains(environment, "TF_VAR_jwt_secret=the stored key\n") {
		t.Errorf("the secrets in Secrets Manager are not used:\n%s\n%s", output, environment)
	}
	p.hides(t, output, "the stored password")
	calls := p.note(t, "calls")
	for _, secret := range []string{"ticketing/dev/rds/password", "ticketing/dev/backend"} {
		if !strings.Contains(calls, "--secret-id "+secret+" ") {
			t.Errorf("%s is not read:\n%s", secret, calls)
		}
	}
}

func TestRotatePromptsEvenIfSecretsExist(t *testing.T) {
	for _, arguments := range [][]string{{"dev", "--rotate"}, {"--rotate", "dev"}} {
		p := newProject(t)
		p.env["STUB_SECRET"] = `{"password": "the stored password", "JWT_SECRET": "the stored key"}`
		output, ok := p.run(t, "provision.sh", arguments, askPassword, askAgain, askKey, askKeyAgain)
		if !ok || !strings.Contains(p.note(t, "environment-of-landform"), "TF_VAR_database_password="+password+"\n") {
			t.Errorf("%v: succeeded: %v, output:\n%s", arguments, ok, output)
		}
	}
}

func TestProvisionFailsIfASecretCannotBeRead(t *testing.T) {
	for refusal, want := range map[string]string{
		"AccessDeniedException":                               "cannot read the secret ticketing/dev/rds/password: An error occurred (AccessDeniedException)",
		"InvalidRequestException: it was marked for deletion": "the secret ticketing/dev/rds/password is scheduled for deletion, and its name cannot be reused until then",
	} {
		p := newProject(t)
		p.env["STUB_REFUSAL"] = refusal
		output, ok := p.run(t, "provision.sh", []string{"dev"})
		if ok || !strings.Contains(output, want) || p.changes(t) != readyDev {
			t.Errorf("succeeded: %v, calls %q, output:\n%s\nwant %q", ok, p.changes(t), output, want)
		}
	}
}

func TestProvisionRequiresATerminal(t *testing.T) {
	p := newProject(t)
	p.env["TF_VAR_database_password"], p.env["TF_VAR_jwt_secret"] = password, key
	output, err := p.command(t, "provision.sh", []string{"dev"}).CombinedOutput()
	if err == nil || !strings.Contains(string(output), `cannot prompt: standard input is not a terminal. In a pipeline, deploy with "make plan-file" and "make apply"`) {
		t.Errorf("error is %v, output:\n%s", err, output)
	}
	p.didNothing(t)
}

func TestProvisionRejectsEmptyAndMistypedSecrets(t *testing.T) {
	for want, exchanges := range map[string][]exchange{
		"database password must not be empty":          {{"Database password: ", ""}},
		"the two entries differ: nothing was deployed": {askPassword, {"Database password (again): ", "another"}},
	} {
		p := newProject(t)
		output, ok := p.run(t, "provision.sh", []string{"dev"}, exchanges...)
		if ok || !strings.Contains(output, want) || p.changes(t) != readyDev {
			t.Errorf("succeeded: %v, calls %q, output:\n%s", ok, p.changes(t), output)
		}
	}
}

// TestProvisionStopsAfterAFailure makes one step at a time fail, and checks that no later step runs.
func TestProvisionStopsAfterAFailure(t *testing.T) {
	p := newProject(t)
	p.env["STUB_BREAKS"] = "ready"
	output, ok := p.run(t, "provision.sh", []string{"dev"})
	if got := p.changes(t); ok || got != readyDev || strings.Contains(output, "password:") {
		t.Errorf("succeeded: %v, output:\n%s\ncalls:\n%s\nwant only \"landform ready\"", ok, output, got)
	}
	p = newProject(t)
	p.env["STUB_BREAKS"] = "deploy"
	if output, ok := p.run(t, "provision.sh", []string{"dev"}, askPassword, askAgain, askKey, askKeyAgain); ok {
		t.Errorf("provision.sh succeeds although the deployment fails:\n%s", output)
	}
}

func TestEmulatorVariableSelectsTheEmulator(t *testing.T) {
	for script, exchanges := range map[string][]exchange{
		"provision.sh": {askPassword, askAgain, askKey, askKeyAgain}, "teardown.sh": {{`Type "destroy" to confirm: `, "destroy"}},
	} {
		p := newProject(t)
		p.env["EMULATOR"] = "1"
		output, ok := p.run(t, script, []string{"dev"}, exchanges...)
		for call := range strings.Lines(p.changes(t)) {
			if !ok || !strings.Contains(call, " --emulator ") {
				t.Errorf("%s: succeeded: %v, calls %s, output:\n%s", script, ok, call, output)
			}
		}
		p = newProject(t)
		p.env["EMULATOR"] = "yes"
		if output, ok := p.run(t, script, []string{"dev"}); ok || !strings.Contains(output, `EMULATOR is "yes": set it to 1, or unset it`) {
			t.Errorf("%s: succeeded: %v, output:\n%s", script, ok, output)
		}
		p.didNothing(t)
	}
}

func TestUnknownEnvironmentsAreRejected(t *testing.T) {
	for _, script := range []string{"provision.sh", "teardown.sh"} {
		for want, arguments := range map[string][]string{
			script + `: unknown environment "staging": allowed are dev prod`: {"staging"},
			script + `: unknown environment "": allowed are dev prod`:        {""},
			"usage: " + script + " ENVIRONMENT, one of: dev prod":            {},
			script + ": usage: " + script + " ENVIRONMENT, one of: dev prod": {"dev", "prod"},
		} {
			p := newProject(t)
			output, ok := p.run(t, script, arguments)
			if ok || !strings.Contains(output, want) {
				t.Errorf("%s %v succeeded: %v, output:\n%s\nwant %q", script, arguments, ok, output, want)
			}
			p.didNothing(t)
		}
	}
}

func TestEachMissingPrerequisiteHasItsMessage(t *testing.T) {
	for name, test := range map[string]struct {
		take func(project)
		want string
	}{
		"make":             {without("make"), "make is missing: install GNU Make"},
		"go":               {without("go"), "go is missing: install Go 1.26"},
		"node":             {without("node"), "node is missing: install Node.js 20 or later"},
		"jq":               {without("jq"), "jq is missing: install it"},
		"terraform":        {without("terraform"), "terraform is missing: install 1.6.1 or later"},
		"aws":              {without("aws"), "aws is missing: install the AWS CLI 2"},
		"an old terraform": {with("STUB_TERRAFORM", "1.6.0"), "terraform is version 1.6.0: install 1.6.1 or later"},
		"an old aws":       {with("STUB_AWS", "1.32.0"), "aws is version 1.32.0: install 2.0 or later"},
		"no version":       {with("STUB_AWS", "x"), "aws is version unknown: install 2.0 or later"},
		"no credentials":   {with("STUB_SIGNED_IN", "1"), "AWS credentials are missing or expired: sign in"},
	} {
		for _, script := range []string{"provision.sh", "teardown.sh"} {
			t.Run(name+" for "+script, func(t *testing.T) {
				p := newProject(t)
				test.take(p)
				output, ok := p.run(t, script, []string{"dev"})
				if ok || !strings.Contains(output, test.want) {
					t.Errorf("succeeded: %v, output:\n%s\nwant %q", ok, output, test.want)
				}
				p.didNothing(t)
			})
		}
	}
}

func TestLaterVersionsAreAccepted(t *testing.T) {
	p := newProject(t)
	p.env["STUB_TERRAFORM"], p.env["STUB_AWS"] = "1.11.4", "2.31.0"
	if output, ok := p.run(t, "provision.sh", []string{"dev"}, askPassword, askAgain, askKey, askKeyAgain); !ok {
		t.Errorf("provision.sh failed:\n%s", output)
	}
}

func TestTeardownWarnsAndRequiresConfirmation(t *testing.T) {
	p := newProject(t)
	output, ok := p.run(t, "teardown.sh", []string{"dev"}, exchange{`Type "destroy" to confirm: `, "destroy"})
	if !ok || !strings.Contains(output, "WARNING: this permanently deletes all resources of ticketing-dev-stack") {
		t.Errorf("succeeded: %v, output:\n%s", ok, output)
	}
	const want = "landform ready --app bin/synth --destroy ticketing-dev-stack\nlandform destroy --app bin/synth --auto-approve ticketing-dev-stack"
	if got := p.changes(t); got != want {
		t.Errorf("teardown.sh calls\n%s\nwant\n%s", got, want)
	}
	for _, variable := range []string{"TF_VAR_database_password=", "TF_VAR_jwt_secret="} {
		if !strings.Contains(p.note(t, "environment-of-landform"), variable) {
			t.Errorf("landform's environment has no %s, which Terraform requires", variable)
		}
	}
}

func TestTeardownDestroysNothingWithoutConfirmation(t *testing.T) {
	for _, answer := range []string{"", "yes", "Destroy", "destroy it", " x destroy"} {
		p := newProject(t)
		output, ok := p.run(t, "teardown.sh", []string{"dev"}, exchange{`Type "destroy" to confirm: `, answer})
		if ok || !strings.Contains(output, "nothing was destroyed") || strings.Contains(p.changes(t), "landform destroy") {
			t.Errorf("after %q: succeeded: %v, output:\n%s\ncalls:\n%s", answer, ok, output, p.changes(t))
		}
	}
}

func TestTeardownFailsBeforeThePromptIfResourcesAreProtected(t *testing.T) {
	p := newProject(t)
	p.env["STUB_BREAKS"] = "ready"
	output, ok := p.run(t, "teardown.sh", []string{"prod"})
	if ok || strings.Contains(output, "WARNING") || strings.Contains(p.changes(t), "landform destroy") {
		t.Errorf("succeeded: %v, output:\n%s\ncalls:\n%s", ok, output, p.changes(t))
	}
}

func TestShellCheck(t *testing.T) {
	binary, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Fatal("shellcheck is missing: install it, on Debian and Ubuntu with \"apt-get install shellcheck\"")
	}
	var scripts []string
	for _, pattern := range []string{"*.sh", "*/*.sh", "../constructs/*/*.sh", "../test/machine/testdata/*.sh", "../test/machine/testdata/stubs/*"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: no scripts to check: %v", pattern, err)
		}
		scripts = append(scripts, found...)
	}
	if output, err := exec.CommandContext(t.Context(), binary, append([]string{"--external-sources"}, scripts...)...).CombinedOutput(); err != nil {
		t.Errorf("%v:\n%s", err, output)
	}
}

func without(tool string) func(project) {
	return func(p project) {
		if err := os.Remove(filepath.Join(p.path, tool)); err != nil {
			panic(err)
		}
	}
}

func with(name, value string) func(project) { return func(p project) { p.env[name] = value } }

// didNothing fails the test if a script called a tool that changes something.
func (p project) didNothing(t *testing.T) {
	t.Helper()
	if got := p.changes(t); got != "" {
		t.Errorf("called:\n%s", got)
	}
}
