package deployment_test

import (
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"landform/internal/backendtest"
)

// busyTerraform stands in for Terraform in tests of signals. When it runs with the given verb, it records every signal
// until the file "finish" exists.
const busyTerraform = `#!/bin/sh
[ "$1" != version ] || { echo '{"terraform_version": "1.6.0"}'; exit; }
for argument; do
  case $argument in -out=*) echo plan > "${argument#-out=}" ;; esac
done
[ "$1" != providers ] || : > .terraform.lock.hcl
[ "$1 $2" != "state pull" ] || echo '{}'
[ "$1" != show ] || echo '{"format_version": "1.2"}'
if [ "$1" = "$BUSY" ]; then
  trap 'echo INT >> "$NOTES/signals"' INT
  trap 'echo TERM >> "$NOTES/signals"' TERM
  : > "$NOTES/started"
  echo >> "$NOTES/busy"
  while [ ! -e "$NOTES/finish" ]; do sleep 0.05; done
  : > "$NOTES/finished"
fi
case "$*" in *-detailed-exitcode*) exit 2 ;; esac
`

// TestSignalsLetTerraformFinish sends signals to every command while Terraform runs, in the ways of a terminal, a CI
// runner and a person.
func TestSignalsLetTerraformFinish(t *testing.T) {
	for name, test := range map[string]struct {
		busy      string
		arguments []string
	}{
		"plan":      {"plan", []string{"plan", "dev-stack"}},
		"deploy":    {"apply", []string{"deploy", "dev-stack", "--", "--auto-approve"}},
		"destroy":   {"apply", []string{"destroy", "dev-stack", "--", "--auto-approve"}},
		"output":    {"output", []string{"output", "dev-stack"}},
		"plan-file": {"plan", []string{"plan-file", "dev-stack"}},
		"apply":     {"apply", []string{"apply", "build/plans/dev-stack-none.tfplan"}},
		"bootstrap": {"apply", []string{"bootstrap", "volteryde", "--", "-auto-approve"}},
		"unlock":    {"force-unlock", []string{"unlock", "dev-stack", "id", "--", "-force"}},
		"lock":      {"providers", []string{"lock"}},
		"env":       {"output", []string{"env", "dev-stack"}},
		"init":      {"init", []string{"deploy", "dev-stack", "--", "--auto-approve"}},
	} {
		for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
			t.Run(name+" "+signal.String(), func(t *testing.T) {
				f := busyProject(t, test.busy)
				arguments := append([]string{test.arguments[0], "--app", "sh app.sh"}, test.arguments[1:]...)
				if name == "apply" {
					arguments = append(arguments, "--digest", f.savedPlan(t))
				}
				run := f.start(t, arguments...)
				f.waitFor(t, "started", run)
				run.Interrupt(t, signal)
				f.waitFor(t, "signals", run)
				run.Interrupt(t, syscall.SIGTERM)
				run.Interrupt(t, syscall.SIGINT)
				f.write(t, "notes/finish", "", 0o644)
				run.Fails(t, "interrupted by a signal ("+signal.String()+")")
				if got := f.read("notes/signals"); got != "INT\n" {
					t.Errorf("terraform got the signals %q, want exactly one SIGINT", got)
				}
				if _, err := os.Stat(filepath.Join(f.Dir, "notes", "finished")); err != nil {
					t.Errorf("terraform did not finish: %v", err)
				}
			})
		}
	}
}

// TestASignalLetsEveryTerraformFinish interrupts a run while two stacks are applied.
func TestASignalLetsEveryTerraformFinish(t *testing.T) {
	f := busyProject(t, "apply")
	f.write(t, "synthesized/stacks/state-stack/cdk.tf.json", "{}", 0o644)
	f.write(t, "synthesized/manifest.json", strings.Replace(f.read("synthesized/manifest.json"),
		`"state-stack": {"synthesizedStackPath": "stacks/dev-stack`, `"state-stack": {"synthesizedStackPath": "stacks/state-stack`, 1), 0o644)
	run := f.start(t, "deploy", "dev-stack", "state-stack", "--auto-approve", "--parallel", "2", "--app", "sh app.sh")
	f.waitForLines(t, "busy", 2, run)
	run.Interrupt(t, syscall.SIGINT)
	run.WaitFor(t, "waiting for running commands to finish")
	f.waitForLines(t, "signals", 2, run)
	f.write(t, "notes/finish", "", 0o644)
	printed := run.Fails(t, "2 of 2 stacks failed")
	if got := f.read("notes/signals"); got != "INT\nINT\n" || strings.Count(printed, "interrupted") < 2 {
		t.Errorf("both got the signals %q; output is\n%s", got, printed)
	}
}

// busyProject is a fixture whose Terraform is busy at this verb.
func busyProject(t *testing.T, verb string) fixture {
	t.Helper()
	f := newFixture(t, nil)
	heedHangups(t)
	f.develops(t)
	f.write(t, "synthesized/manifest.json", `{"stacks": {
		"dev-stack": {"synthesizedStackPath": "stacks/dev-stack/cdk.tf.json"},
		"state-stack": {"synthesizedStackPath": "stacks/state-stack/cdk.tf.json"}
	}}`, 0o644)
	f.write(t, "synthesized/stacks/state-stack/cdk.tf.json", `{"//": {"landform": {"role": "state", "system": "volteryde"}}}`, 0o644)
	f.write(t, "tools/terraform", busyTerraform, 0o755)
	f.write(t, "notes/README", "what terraform wrote down", 0o644)
	f.write(t, ".bootstrap/cdktf.out/state-stack/terraform.tfstate", `{"resources": [{"type": "a", "name": "b", "instances": [{}]}]}`, 0o600)
	f.Environ = append(f.Environ,
		"PATH="+filepath.Join(f.Dir, "tools")+string(os.PathListSeparator)+os.Getenv("PATH"),
		"NOTES="+filepath.Join(f.Dir, "notes"), "BUSY="+verb)
	return f
}

// heedHangups has the commands of a test begin with SIGHUP as a terminal's do, also where nohup started the tests: they leave
// it ignored where they find it ignored.
func heedHangups(t *testing.T) {
	t.Helper()
	received := make(chan os.Signal, 1)
	signal.Notify(received, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(received) })
}

func (f fixture) start(t *testing.T, arguments ...string) *backendtest.Run {
	t.Helper()
	built, err := executables()
	if err != nil {
		t.Fatal(err)
	}
	return (&backendtest.Project{Dir: f.Dir, Environ: f.Environ}).Start(t, built[1], arguments...)
}

// savedPlan saves a plan and returns the digest that was printed.
func (f fixture) savedPlan(t *testing.T) string {
	t.Helper()
	printed := f.start(t, "plan-file", "dev-stack", "--app", "sh app.sh").Succeeds(t)
	found := regexp.MustCompile(`DIGEST=([0-9a-f]{64})`).FindStringSubmatch(printed)
	if found == nil {
		t.Fatalf("no digest was printed:\n%s", printed)
	}
	return found[1]
}

// waitFor waits until Terraform recorded this note, and fails the test if the run ends before.
func (f fixture) waitFor(t *testing.T, note string, run *backendtest.Run) {
	t.Helper()
	f.waitUntil(t, note, run, func() bool {
		_, err := os.Stat(filepath.Join(f.Dir, "notes", note))
		return err == nil
	})
}

// waitForLines waits until a note has this many lines.
func (f fixture) waitForLines(t *testing.T, note string, lines int, run *backendtest.Run) {
	t.Helper()
	f.waitUntil(t, note, run, func() bool { return strings.Count(f.read("notes/"+note), "\n") >= lines })
}

// waitUntil waits for a condition, and fails the test if the run ends before.
func (f fixture) waitUntil(t *testing.T, what string, run *backendtest.Run, holds func() bool) {
	t.Helper()
	for !holds() {
		select {
		case <-run.Done():
			printed, err := run.Ends()
			t.Fatalf("the run ended without %q: %v:\n%s", what, err, printed)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// TestEndToEndSignalsLoseNoState interrupts deployments by the real Terraform while they write their state.
func TestEndToEndSignalsLoseNoState(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			b := begin(t)
			b.cloud.CreateBucket(t, bucket)
			b.cloud.CreateLockTable(t, table)
			b.endedAt(t, signal, "deploy", "dev-stack", "--", "--auto-approve")
			if state := string(b.cloud.Get(t, bucket, devKey)); !strings.Contains(state, `"random_id"`) {
				t.Errorf("the state lacks the created resource: %s", state)
			}
			b.endedAt(t, signal, "destroy", "dev-stack", "--", "--auto-approve")
			if state := string(b.cloud.Get(t, bucket, devKey)); strings.Contains(state, `"random_id"`) {
				t.Errorf("the state still has the destroyed resource: %s", state)
			}
		})
	}
}

// devKey is the key of dev-stack's state in the tests' app.
const devKey = "environments/dev/terraform.tfstate"

// endedAt interrupts a command for dev-stack while it writes its first state. It fails the test unless the state is
// complete and unlocked.
func (b beginning) endedAt(t *testing.T, signal syscall.Signal, arguments ...string) {
	t.Helper()
	hold := b.cloud.Hold(func(request backendtest.Request) bool { return request.Writes(bucket, devKey) })
	run := b.project.Start(t, b.command, append([]string{arguments[0], "--emulator", "--app", b.app}, arguments[1:]...)...)
	select {
	case <-hold.Reached:
	case <-run.Done():
		printed, err := run.Ends()
		t.Fatalf("%v ended before it wrote its state: %v:\n%s", arguments, err, printed)
	}
	run.Interrupt(t, signal)
	run.WaitFor(t, "Interrupt received")
	hold.Release()
	run.Fails(t, "interrupted by a signal")
	if lock := b.cloud.Lock(t, table, bucket, devKey); lock != nil {
		t.Errorf("%v did not release the lock: %v", arguments, lock)
	}
}
