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
	askKey      = exchange{"JWT secret: ", key}
)

func TestProvisionAsksThenInitializesValidatesAndDeploys(t *testing.T) {
	p := newProject(t)
	said, ok := p.run(t, "provision.sh", []string{"dev"}, askPassword, askKey)
	if !ok {
		t.Fatalf("provision.sh failed:\n%s", said)
	}
	const want = `cdktf synth
terraform -chdir=cdktf.out/stacks/ticketing-dev-stack init -input=false
terraform -chdir=cdktf.out/stacks/ticketing-dev-stack validate
cdktf deploy ticketing-dev-stack --skip-synth`
	if got := p.changes(t); got != want {
		t.Errorf("provision.sh calls\n%s\nwant, without approving for the person,\n%s", got, want)
	}
	environment := p.note(t, "environment-of-cdktf")
	for name, secret := range map[string]string{"TF_VAR_database_password": password, "TF_VAR_jwt_secret": key} {
		if !strings.Contains(environment, name+"="+secret+"\n") {
			t.Errorf("cdktf's environment has no %s=%s:\n%s", name, secret, environment)
		}
		p.hides(t, said, secret)
	}
}

func TestProvisionDoesNotAskForWhatTheEnvironmentHas(t *testing.T) {
	p := newProject(t)
	p.env["TF_VAR_database_password"], p.env["TF_VAR_jwt_secret"] = password, key
	said, ok := p.run(t, "provision.sh", []string{"prod"})
	if !ok || strings.Contains(said, "password:") || strings.Contains(said, "secret:") {
		t.Errorf("provision.sh asks or fails:\n%s", said)
	}
	if got := p.changes(t); !strings.HasSuffix(got, "cdktf deploy ticketing-prod-stack --skip-synth") {
		t.Errorf("provision.sh calls\n%s", got)
	}
	p.hides(t, said, password)
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

func TestProvisionRefusesAnEmptySecret(t *testing.T) {
	p := newProject(t)
	said, ok := p.run(t, "provision.sh", []string{"dev"}, exchange{"Database password: ", ""})
	if ok || !strings.Contains(said, "the database password must not be empty") {
		t.Errorf("succeeded: %v, output:\n%s", ok, said)
	}
	p.didNothing(t)
}

// TestNothingHappensAfterAFailure breaks one step at a time and wants that no later one is tried.
func TestNothingHappensAfterAFailure(t *testing.T) {
	for broken, last := range map[string]string{
		"synth":             "cdktf synth",
		"init -input=false": "terraform -chdir=cdktf.out/stacks/ticketing-dev-stack init -input=false",
		"validate":          "terraform -chdir=cdktf.out/stacks/ticketing-dev-stack validate",
		"deploy":            "cdktf deploy ticketing-dev-stack --skip-synth",
	} {
		t.Run(broken, func(t *testing.T) {
			p := newProject(t)
			p.env["STUB_BREAKS"] = broken
			said, ok := p.run(t, "provision.sh", []string{"dev"}, askPassword, askKey)
			if got := p.changes(t); ok || !strings.HasSuffix(got, last) {
				t.Errorf("succeeded: %v, output:\n%s\ncalls:\n%s\nwant the last one to be %s", ok, said, got, last)
			}
		})
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
		"cdktf":            {without("cdktf"), `cdktf is missing: run "make tools"`},
		"terraform":        {without("terraform"), "terraform is missing: install 1.6 or later"},
		"aws":              {without("aws"), "aws is missing: install the AWS CLI 2"},
		"an old terraform": {with("STUB_TERRAFORM", "1.5.7"), "terraform is version 1.5.7: 1.6 or later is needed"},
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
	if said, ok := p.run(t, "provision.sh", []string{"dev"}, askPassword, askKey); !ok {
		t.Errorf("provision.sh failed:\n%s", said)
	}
}

func TestTeardownWarnsAndWantsTheWord(t *testing.T) {
	p := newProject(t)
	said, ok := p.run(t, "teardown.sh", []string{"dev"}, exchange{`Type "destroy" to confirm: `, "destroy"})
	if !ok || !strings.Contains(said, "WARNING: this permanently deletes all resources of ticketing-dev-stack") {
		t.Errorf("succeeded: %v, output:\n%s", ok, said)
	}
	if got := p.changes(t); !strings.HasSuffix(got, "\ncdktf destroy ticketing-dev-stack --skip-synth --auto-approve") {
		t.Errorf("teardown.sh calls\n%s", got)
	}
	for _, variable := range []string{"TF_VAR_database_password=", "TF_VAR_jwt_secret="} {
		if !strings.Contains(p.note(t, "environment-of-cdktf"), variable) {
			t.Errorf("cdktf's environment has no %s, which Terraform would ask for", variable)
		}
	}
}

func TestTeardownLeavesEverythingWithoutTheWord(t *testing.T) {
	for _, answer := range []string{"", "yes", "Destroy", "destroy it", " x destroy"} {
		p := newProject(t)
		said, ok := p.run(t, "teardown.sh", []string{"dev"}, exchange{`Type "destroy" to confirm: `, answer})
		if ok || !strings.Contains(said, "nothing is destroyed") || strings.Contains(p.changes(t), "cdktf destroy") {
			t.Errorf("after %q: succeeded: %v, output:\n%s\ncalls:\n%s", answer, ok, said, p.changes(t))
		}
	}
}

func TestTeardownRefusesWhileProtectionIsOn(t *testing.T) {
	for name, test := range map[string]struct{ environment, protection, want string }{
		"production as it is deployed": {"prod", "true", "deletion protection of ticketing-prod-stack is on, and nothing is destroyed"},
		"production that says nothing": {"prod", "", "deletion protection of ticketing-prod-stack is unknown, and nothing is destroyed"},
		"a protected dev":              {"dev", "true", "deletion protection of ticketing-dev-stack is on, and nothing is destroyed"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newProject(t)
			p.env["STUB_PROTECTION"] = test.protection
			said, ok := p.run(t, "teardown.sh", []string{test.environment})
			if ok || !strings.Contains(said, test.want) || !strings.Contains(said, "deletion.Disposable in stacks/ticketing/"+test.environment+".go") {
				t.Errorf("succeeded: %v, output:\n%s\nwant %q and how to switch it off", ok, said, test.want)
			}
			if strings.Contains(p.changes(t), "cdktf destroy") {
				t.Errorf("teardown.sh calls\n%s", p.changes(t))
			}
		})
	}
}

func TestTeardownOfWhatIsUnprotected(t *testing.T) {
	for environment, protection := range map[string]string{"prod": "false", "dev": ""} {
		p := newProject(t)
		p.env["STUB_PROTECTION"] = protection
		said, ok := p.run(t, "teardown.sh", []string{environment}, exchange{`Type "destroy" to confirm: `, "destroy"})
		if !ok || !strings.Contains(p.changes(t), "cdktf destroy ticketing-"+environment+"-stack") {
			t.Errorf("%s: succeeded: %v, output:\n%s", environment, ok, said)
		}
	}
}

// TestTheProjectsOwnCDKTFComesFirst puts another cdktf into node_modules, where the pinned one lies.
func TestTheProjectsOwnCDKTFComesFirst(t *testing.T) {
	p := newProject(t)
	folder := filepath.Join(p.dir, "node_modules", ".bin")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	pinned := "#!/bin/sh\necho pinned >>\"$STUB_NOTES/pinned\"\n"
	if err := os.WriteFile(filepath.Join(folder, "cdktf"), []byte(pinned), 0o755); err != nil {
		t.Fatal(err)
	}
	if said, ok := p.run(t, "provision.sh", []string{"dev"}, askPassword, askKey); !ok {
		t.Fatalf("provision.sh failed:\n%s", said)
	}
	if got := p.note(t, "pinned"); got != "pinned\npinned\n" {
		t.Errorf("the pinned cdktf ran %d times, want 2", strings.Count(got, "\n"))
	}
}

func TestShellCheck(t *testing.T) {
	binary, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Fatal("shellcheck is missing: install it, on Debian and Ubuntu with \"apt-get install shellcheck\"")
	}
	var scripts []string
	for _, pattern := range []string{"*.sh", "../constructs/*/*.sh", "../test/machine/testdata/*.sh", "../test/machine/testdata/stubs/*"} {
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
