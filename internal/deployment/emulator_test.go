package deployment_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"landform/internal/backendtest"
	"landform/internal/lockfile"
)

// TestEndToEndEmulatorPlansAWholeEnvironment plans dev-stack with the real providers: they accept the JSON synthesized
// for an emulator, store the state there, ask for the account's ID, and make no other calls.
func TestEndToEndEmulatorPlansAWholeEnvironment(t *testing.T) {
	b := begin(t)
	b.cloud.CreateBucket(t, bucket)
	b.cloud.CreateLockTable(t, table)
	app, err := backendtest.Build("landform", folder)
	if err != nil {
		t.Fatal(err)
	}
	settings, err := os.ReadFile(filepath.Join(backendtest.Root(t), "cdktf.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.project.Dir, "cdktf.json"), settings, 0o644); err != nil {
		t.Fatal(err)
	}

	printed := b.project.Start(t, b.command, "plan-file", "dev-stack", "--emulator", "--app", app).Succeeds(t)
	if !strings.Contains(printed, " to add, 0 to change, 0 to destroy.") || !strings.Contains(printed, " DIGEST=") {
		t.Errorf("output is:\n%s", printed)
	}
	locked := false
	for _, request := range b.cloud.Requests() {
		locked = locked || request.Operation == "PutItem"
		state := strings.HasPrefix(request.Path, "/"+bucket) || request.Header.Get("X-Amz-Target") != ""
		if account := slices.Contains([]string{"GetUser", "GetCallerIdentity"}, request.Operation); !state && !account {
			t.Errorf("the plan calls %s %s %s", request.Method, request.Path, request.Operation)
		}
	}
	if !locked {
		t.Error("the plan took no lock in the emulator")
	}
}

// TestEndToEndDeploysWithoutALockFile deploys, shows and destroys a stack with the landform command and this machine's
// providers.
func TestEndToEndDeploysWithoutALockFile(t *testing.T) {
	b := begin(t)
	b.cloud.CreateBucket(t, bucket)
	b.cloud.CreateLockTable(t, table)
	if err := os.Remove(filepath.Join(b.project.Dir, lockfile.Name)); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(backendtest.Root(t), "node_modules"), filepath.Join(b.project.Dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	run := func(verb string, arguments ...string) string {
		all := append([]string{verb, "dev-stack", "--emulator", "--app", b.app, "--"}, arguments...)
		return b.project.Start(t, b.command, all...).Succeeds(t)
	}
	const key = "environments/dev/terraform.tfstate"

	_, err := b.project.Start(t, b.command, "plan", "dev-stack", "--emulator", "--app", b.app).Ends()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 {
		t.Errorf("a plan with changes returns %v, want exit code 2", err)
	}
	run("deploy", "--auto-approve")
	value := drawn(t, string(b.cloud.Get(t, bucket, key)))
	if printed := run("output"); !strings.Contains(printed, value) {
		t.Errorf("output is %q, want the value %s", printed, value)
	}
	if printed := run("plan"); !strings.Contains(printed, "No changes") {
		t.Errorf("diff after the deployment:\n%s", printed)
	}
	run("destroy", "--auto-approve")
	if state := string(b.cloud.Get(t, bucket, key)); strings.Contains(state, value) {
		t.Errorf("destroy left resources: %s", state)
	}
}

// TestEndToEndSeveralStacksAreDeployedListedAndReviewed runs the commands for several stacks, with states in S3.
func TestEndToEndSeveralStacksAreDeployedListedAndReviewed(t *testing.T) {
	b := begin(t)
	b.cloud.CreateBucket(t, bucket)
	b.cloud.CreateLockTable(t, table)
	run := func(arguments ...string) *backendtest.Run { return b.project.Start(t, b.command, arguments...) }
	here := []string{"--emulator", "--app", b.app}

	printed := run(append([]string{"deploy", "dev-stack", "staging-stack", "--auto-approve", "--parallel", "2"}, here...)...).Succeeds(t)
	for _, words := range []string{"dev-stack: deployed", "staging-stack: deployed", "Plan: 2 added, in 2 of 2 stacks", "STACK"} {
		if !strings.Contains(printed, words) {
			t.Errorf("output does not contain %q:\n%s", words, printed)
		}
	}
	drawn(t, string(b.cloud.Get(t, bucket, "environments/staging/terraform.tfstate")))
	listed := run("list", "--outdir", "build/emulator", "--json", "--timeout", "10m").Succeeds(t)
	var stacks []struct {
		Stack    string
		Deployed *time.Time
	}
	if err := json.Unmarshal([]byte(listed), &stacks); err != nil {
		t.Fatalf("%v: %s", err, listed)
	}
	for _, stack := range stacks {
		if deployed := stack.Deployed != nil; deployed != (stack.Stack != "state-stack") {
			t.Errorf("list says that %s was deployed: %v", stack.Stack, deployed)
		}
	}

	changed := b.project.With("REVISION=2")
	planned, err := changed.Start(t, b.command, append([]string{"plan", "dev-stack", "staging-stack", "--json"}, here...)...).Ends()
	if err == nil || !strings.Contains(planned, `"replaced": 1`) {
		t.Errorf("plan is %s, error %v", planned, err)
	}
	stack := filepath.Join(b.project.Dir, "build", "emulator", "stacks", "dev-stack")
	terraform := &backendtest.Project{Dir: stack, Environ: changed.Environ}
	terraform.Start(t, "terraform", "plan", "-input=false", "-out=tfplan").Succeeds(t)
	text := terraform.Start(t, "terraform", "show", "-json", "tfplan").Succeeds(t)
	if err := os.WriteFile(filepath.Join(b.project.Dir, "dev-stack.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	page := run("review", "dev-stack.json", "--outdir", "build/emulator").Fails(t, "Plan: 1 replaced, in 1 of 1 stack")
	if !strings.Contains(page, "`random_id.drawn` replaced, forced by `keepers.revision`") {
		t.Errorf("review is\n%s", page)
	}
	run("drift", "dev-stack.json").Succeeds(t)
}
