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
	askAgain    = exchange{"Database password, once more: ", password}
	askKey      = exchange{"JWT secret: ", key}
	askKeyAgain = exchange{"JWT secret, once more: ", key}
)

const readyDev, deployDev = "landform ready --app bin/synth ticketing-dev-stack", "landform deploy --app bin/synth ticketing-dev-stack"

func TestProvisionLooksForWhatIsInTheWayThenAsksTwiceThenDeploys(t *testing.T) {
	p := newProject(t)
	said, ok := p.run(t, "provision.sh", []string{"dev"}, askPassword, askAgain, askKey, askKeyAgain)
	if !ok {
		t.Fatalf("provision.sh failed:\n%s", said)
	}
	if got := p.changes(t); got != readyDev+"\n"+deployDev {
		t.Errorf("provision.sh calls\n%s\nwant, without approving for the person,\n%s\n%s", got, readyDev, deployDev)
	}
	environment := p.note(t, "environment-of-landform")
	for name, secret := range map[string]string{"TF_VAR_database_password": password, "TF_VAR_jwt_secret": key} {
		if !strings.Contains(environment, name+"="+secret+"\n") {
			t.Errorf("landform's environment has no %s=%s:\n%s", name, secret, environment)
		}
		p.hides(t, said, secret)
	}
}

func TestProvisionDoesNotAskForWhatItKnows(t *testing.T) {
	p := newProject(t)
	p.env["TF_VAR_database_password"], p.env["TF_VAR_jwt_secret"] = password, key
	said, ok := p.run(t, "provision.sh", []string{"prod"})
	if !ok || strings.Contains(said, "password:") || strings.Contains(said, "secret:") {
		t.Errorf("provision.sh asks or fails:\n%s", said)
	}
	if got := p.changes(t); !strings.HasSuffix(got, "landform deploy --app bin/synth ticketing-prod-stack") {
		t.Errorf("provision.sh calls\n%s", got)
	}
	p.hides(t, said, password)

	p = newProject(t)
	p.env["STUB_SECRET"] = `{"password": "the stored one", "JWT_SECRET": "the stored key"}`
	said, ok = p.run(t, "provision.sh", []string{"dev"})
	environment := p.note(t, "environment-of-landform")
	if !ok || !strings.Contains(environment, "TF_VAR_database_password=the stored one\n") || !strings.Contains(environment, "TF_VAR_jwt_secret=the stored key\n") {
		t.Errorf("what Secrets Manager has is not used:\n%s\n%s", said, environment)
	}
	p.hides(t, said, "the stored one")
	calls := p.note(t, "calls")
	for _, secret := range []string{"ticketing/dev/rds/password", "ticketing/dev/backend"} {
		if !strings.Contains(calls, "--secret-id "+secret+" ") {
			t.Errorf("%s is not read:\n%s", secret, calls)
		}
	}
}

func TestRotatingAsksAlthoughThereAreSecrets(t *testing.T) {
	for _, arguments := range [][]string{{"dev", "--rotate"}, {"--rotate", "dev"}} {
		p := newProject(t)
		p.env["STUB_SECRET"] = `{"password": "the stored one", "JWT_SECRET": "the stored key"}`
		said, ok := p.run(t, "provision.sh", arguments, askPassword, askAgain, askKey, askKeyAgain)
		if !ok || !strings.Contains(p.note(t, "environment-of-landform"), "TF_VAR_database_password="+password+"\n") {
			t.Errorf("%v: succeeded: %v, output:\n%s", arguments, ok, said)
		}
	}
}

func TestSecretsThatCannotBeReadAreNotAskedFor(t *testing.T) {
	for refusal, want := range map[string]string{
		"AccessDeniedException":                               "ticketing/dev/rds/password cannot be read: An error occurred (AccessDeniedException)",
		"InvalidRequestException: it was marked for deletion": "ticketing/dev/rds/password is about to be deleted, and its name is taken until then",
	} {
		p := newProject(t)
		p.env["STUB_REFUSAL"] = refusal
		said, ok := p.run(t, "provision.sh", []string{"dev"})
		if ok || !strings.Contains(said, want) || p.changes(t) != readyDev {
			t.Errorf("succeeded: %v, calls %q, output:\n%s\nwant %q", ok, p.changes(t), said, want)
		}
	}
}

func TestProvisionNeedsATerminalToAskAt(t *testing.T) {
	p := newProject(t)
	p.env["TF_VAR_database_password"], p.env["TF_VAR_jwt_secret"] = password, key
	output, err := p.command(t, "provision.sh", []string{"dev"}).CombinedOutput()
	if err == nil || !strings.Contains(string(output), `there is no terminal to ask at: a pipeline deploys with "make plan-file" and "make apply"`) {
		t.Errorf("error is %v, output:\n%s", err, output)
	}
	p.didNothing(t)
}

func TestProvisionRefusesAnEmptySecretAndAMistypedOne(t *testing.T) {
	for want, exchanges := range map[string][]exchange{
		"the database password must not be empty": {{"Database password: ", ""}},
		"the two differ: nothing is done":         {askPassword, {"Database password, once more: ", "another"}},
	} {
		p := newProject(t)
		said, ok := p.run(t, "provision.sh", []string{"dev"}, exchanges...)
		if ok || !strings.Contains(said, want) || p.changes(t) != readyDev {
			t.Errorf("succeeded: %v, calls %q, output:\n%s", ok, p.changes(t), said)
		}
	}
}

// TestNothingHappensAfterAFailure breaks one step at a time and wants that no later one is tried.
func TestNothingHappensAfterAFailure(t *testing.T) {
	p := newProject(t)
	p.env["STUB_BREAKS"] = "ready"
	said, ok := p.run(t, "provision.sh", []string{"dev"})
	if got := p.changes(t); ok || got != readyDev || strings.Contains(said, "password:") {
		t.Errorf("succeeded: %v, output:\n%s\ncalls:\n%s\nwant nothing after the first look", ok, said, got)
	}
	p = newProject(t)
	p.env["STUB_BREAKS"] = "deploy"
	if said, ok := p.run(t, "provision.sh", []string{"dev"}, askPassword, askAgain, askKey, askKeyAgain); ok {
		t.Errorf("a deployment that fails is a success:\n%s", said)
	}
}

func TestAnEmulatorIsTheTargetWhereItIsSaid(t *testing.T) {
	for script, exchanges := range map[string][]exchange{
		"provision.sh": {askPassword, askAgain, askKey, askKeyAgain}, "teardown.sh": {{`Type "destroy" to confirm: `, "destroy"}},
	} {
		p := newProject(t)
		p.env["EMULATOR"] = "1"
		said, ok := p.run(t, script, []string{"dev"}, exchanges...)
		for call := range strings.Lines(p.changes(t)) {
			if !ok || !strings.Contains(call, " --emulator ") {
				t.Errorf("%s: succeeded: %v, calls %s, output:\n%s", script, ok, call, said)
			}
		}
		p = newProject(t)
		p.env["EMULATOR"] = "yes"
		if said, ok := p.run(t, script, []string{"dev"}); ok || !strings.Contains(said, "EMULATOR is 1 or is not set") {
			t.Errorf("%s: succeeded: %v, output:\n%s", script, ok, said)
		}
		p.didNothing(t)
	}
}

func TestUnknownEnvironmentsAreRefused(t *testing.T) {
	for _, script := range []string{"provision.sh", "teardown.sh"} {
		for want, arguments := range map[string][]string{
			script + `: no environment "staging": there are dev prod`:        {"staging"},
			script + `: no environment "": there are dev prod`:               {""},
			"usage: " + script + " ENVIRONMENT, one of: dev prod":            {},
			script + ": usage: " + script + " ENVIRONMENT, one of: dev prod": {"dev", "prod"},
		} {
			p := newProject(t)
			said, ok := p.run(t, script, arguments)
			if ok || !strings.Contains(said, want) {
				t.Errorf("%s %v succeeded: %v, output:\n%s\nwant %q", script, arguments, ok, said, want)
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
		"an old terraform": {with("STUB_TERRAFORM", "1.6.0"), "terraform is version 1.6.0: 1.6.1 or later is needed"},
		"an old aws":       {with("STUB_AWS", "1.32.0"), "aws is version 1.32.0: 2.0 or later is needed"},
		"no version":       {with("STUB_AWS", "x"), "aws is version unknown: 2.0 or later is needed"},
		"no credentials":   {with("STUB_SIGNED_IN", "1"), "there are no AWS credentials: sign in"},
	} {
		for _, script := range []string{"provision.sh", "teardown.sh"} {
			t.Run(name+" for "+script, func(t *testing.T) {
				p := newProject(t)
				test.take(p)
				said, ok := p.run(t, script, []string{"dev"})
				if ok || !strings.Contains(said, test.want) {
					t.Errorf("succeeded: %v, output:\n%s\nwant %q", ok, said, test.want)
				}
				p.didNothing(t)
			})
		}
	}
}

func TestLaterVersionsWillDo(t *testing.T) {
	p := newProject(t)
	p.env["STUB_TERRAFORM"], p.env["STUB_AWS"] = "1.11.4", "2.31.0"
	if said, ok := p.run(t, "provision.sh", []string{"dev"}, askPassword, askAgain, askKey, askKeyAgain); !ok {
		t.Errorf("provision.sh failed:\n%s", said)
	}
}

func TestTeardownWarnsAndWantsTheWord(t *testing.T) {
	p := newProject(t)
	said, ok := p.run(t, "teardown.sh", []string{"dev"}, exchange{`Type "destroy" to confirm: `, "destroy"})
	if !ok || !strings.Contains(said, "WARNING: this permanently deletes all resources of ticketing-dev-stack") {
		t.Errorf("succeeded: %v, output:\n%s", ok, said)
	}
	const want = "landform ready --app bin/synth --destroy ticketing-dev-stack\nlandform destroy --app bin/synth --auto-approve ticketing-dev-stack"
	if got := p.changes(t); got != want {
		t.Errorf("teardown.sh calls\n%s\nwant\n%s", got, want)
	}
	for _, variable := range []string{"TF_VAR_database_password=", "TF_VAR_jwt_secret="} {
		if !strings.Contains(p.note(t, "environment-of-landform"), variable) {
			t.Errorf("landform's environment has no %s, which Terraform would ask for", variable)
		}
	}
}

func TestTeardownLeavesEverythingWithoutTheWord(t *testing.T) {
	for _, answer := range []string{"", "yes", "Destroy", "destroy it", " x destroy"} {
		p := newProject(t)
		said, ok := p.run(t, "teardown.sh", []string{"dev"}, exchange{`Type "destroy" to confirm: `, answer})
		if ok || !strings.Contains(said, "nothing is destroyed") || strings.Contains(p.changes(t), "landform destroy") {
			t.Errorf("after %q: succeeded: %v, output:\n%s\ncalls:\n%s", answer, ok, said, p.changes(t))
		}
	}
}

func TestTeardownAsksNobodyWhileSomethingIsProtected(t *testing.T) {
	p := newProject(t)
	p.env["STUB_BREAKS"] = "ready"
	said, ok := p.run(t, "teardown.sh", []string{"prod"})
	if ok || strings.Contains(said, "WARNING") || strings.Contains(p.changes(t), "landform destroy") {
		t.Errorf("succeeded: %v, output:\n%s\ncalls:\n%s", ok, said, p.changes(t))
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

// didNothing fails the test where a script called a tool that does something.
func (p project) didNothing(t *testing.T) {
	t.Helper()
	if got := p.changes(t); got != "" {
		t.Errorf("called:\n%s", got)
	}
}
