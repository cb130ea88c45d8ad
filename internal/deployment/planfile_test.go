package deployment_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"landform/internal/deployment"
)

func TestASavedPlanIsApplied(t *testing.T) {
	f, plan, digest := planned(t)
	if err := f.Apply(t.Context(), plan, digest); err != nil {
		t.Fatalf("%v:\n%s", err, f.out)
	}
	if state := f.read("cdktf.out/stacks/dev-stack/terraform.tfstate"); !strings.Contains(state, `"input"`) {
		t.Errorf("the plan was not applied: the state is %q", state)
	}
	for _, file := range []string{plan, plan + ".json"} {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("permissions of %s are %v", file, info.Mode())
		}
	}
}

func TestAPlanIsRefusedOnceItsStackHasChanged(t *testing.T) {
	f, plan, digest := planned(t)
	f.synthesizes(t, "dev-stack", "2")
	says(t, f.Apply(t.Context(), plan, digest), "the configuration of dev-stack changed since it was planned at commit none")
	notApplied(t, f)
}

func TestAPlanIsRefusedOnceAnotherFileOfItsStackHasChanged(t *testing.T) {
	f, plan, digest := planned(t)
	f.write(t, "cdktf.out/stacks/dev-stack/adopt.tf.json", `{"locals": {"adopted": true}}`, 0o644)
	says(t, f.Apply(t.Context(), plan, digest), "the configuration of dev-stack changed")
	notApplied(t, f)
}

func TestAPlanIsAppliedThoughAnotherStackHasChanged(t *testing.T) {
	f, plan, digest := planned(t)
	f.synthesizes(t, "production-stack", "2")
	if err := f.Apply(t.Context(), plan, digest); err != nil {
		t.Error(err)
	}
}

func TestAModifiedPlanIsRefused(t *testing.T) {
	f, plan, digest := planned(t)
	if err := os.WriteFile(plan, []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	says(t, f.Apply(t.Context(), plan, digest), "its checksum differs")
	notApplied(t, f)
}

func TestAPlanIsRefusedWithoutItsRecord(t *testing.T) {
	f, plan, digest := planned(t)
	if err := os.Remove(plan + ".json"); err != nil {
		t.Fatal(err)
	}
	says(t, f.Apply(t.Context(), plan, digest), "the record of the plan")
	notApplied(t, f)
}

func TestAPlanForAWSIsRefusedForAnEmulator(t *testing.T) {
	f, plan, digest := planned(t)
	f.Emulated = true
	says(t, f.Apply(t.Context(), plan, digest), "was planned for AWS, not for an emulator")
}

func TestAPlanNamesItsCommit(t *testing.T) {
	f := newFixture(t, nil)
	git := func(arguments ...string) string {
		command := exec.Command("git", arguments...)
		command.Dir = f.Dir
		printed, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v: %s", arguments, err, printed)
		}
		return strings.TrimSpace(string(printed))
	}
	git("init", "--quiet")
	f.write(t, ".gitignore", "/cdktf.out/\n/build/\n*.log\n", 0o644)
	git("add", "--all")
	git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "--message", "first")
	commit := git("rev-parse", "HEAD")

	if err := f.SavePlan(t.Context(), "dev-stack", deployment.Options{}); err != nil {
		t.Fatalf("%v:\n%s", err, f.out)
	}
	if record := f.read("build/plans/dev-stack-" + commit[:12] + ".tfplan.json"); !strings.Contains(record, `"commit": "`+commit+`"`) {
		t.Errorf("record is %q", record)
	}
	f.write(t, "cdktf.json", `{"more": true}`, 0o644)
	if err := f.SavePlan(t.Context(), "dev-stack", deployment.Options{}); err != nil {
		t.Fatal(err)
	}
	if record := f.read("build/plans/dev-stack-" + commit[:12] + ".tfplan.json"); !strings.Contains(record, `"commit": "`+commit+`+changes"`) {
		t.Errorf("record with uncommitted changes is %q", record)
	}
}

// TestASwappedPlanIsRefused attacks a plan that is stored where others can write: plan and record are replaced by
// another pair, which are consistent with each other.
func TestASwappedPlanIsRefused(t *testing.T) {
	f, plan, reviewed := planned(t)
	f.synthesizes(t, "dev-stack", "another")
	if err := f.SavePlan(t.Context(), "dev-stack", deployment.Options{}); err != nil {
		t.Fatalf("%v:\n%s", err, f.out)
	}
	swapped := f.digest(plan)
	if swapped == reviewed {
		t.Fatal("two plans have the same digest")
	}
	says(t, f.Apply(t.Context(), plan, reviewed), "is not the plan that was reviewed: the digest of its record is "+swapped)
	notApplied(t, f)
	if err := f.Apply(t.Context(), plan, swapped); err != nil {
		t.Errorf("the other pair is refused with its own digest too, so the test proves nothing: %v", err)
	}
}

func TestAModifiedRecordIsRefused(t *testing.T) {
	f, plan, digest := planned(t)
	text := strings.Replace(f.read("build/plans/dev-stack-none.tfplan.json"), `"emulated": false`, `"emulated": true`, 1)
	f.write(t, "build/plans/dev-stack-none.tfplan.json", text, 0o600)
	f.Emulated = true
	says(t, f.Apply(t.Context(), plan, digest), "is not the plan that was reviewed")
	notApplied(t, f)
}

func TestApplyRequiresADigest(t *testing.T) {
	f, plan, digest := planned(t)
	for _, wrong := range []string{"", "abc", strings.ToUpper(digest), digest + " "} {
		says(t, f.Apply(t.Context(), plan, wrong), "must be 64 lower-case hexadecimal digits")
	}
	notApplied(t, f)
}

func TestTheDigestIsPrintedWithTheCommand(t *testing.T) {
	f, plan, digest := planned(t)
	if want := "make apply PLAN=" + plan + " DIGEST=" + digest + "\n"; !strings.Contains(f.out.String(), want) {
		t.Errorf("output is\n%s\nwant %q", f.out, want)
	}
}

// planned saves a plan of dev-stack, and returns its path and its digest.
func planned(t *testing.T) (fixture, string, string) {
	t.Helper()
	f := newFixture(t, nil)
	if err := f.SavePlan(t.Context(), "dev-stack", deployment.Options{}); err != nil {
		t.Fatalf("%v:\n%s", err, f.out)
	}
	plan := filepath.Join(f.Dir, "build", "plans", "dev-stack-none.tfplan")
	return f, plan, f.digest(plan)
}

// digest returns the SHA-256 of a plan's record, as sha256sum prints it.
func (f fixture) digest(plan string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(f.read("build/plans/"+filepath.Base(plan)+".json"))))
}

func notApplied(t *testing.T, f fixture) {
	t.Helper()
	if state := f.read("cdktf.out/stacks/dev-stack/terraform.tfstate"); strings.Contains(state, `"input"`) {
		t.Errorf("the plan was applied nevertheless: %s", state)
	}
}

// TestCIDeploysNothingWithoutALockFile: without it, an unreviewed provider would run with the rights of the deployment.
func TestCIDeploysNothingWithoutALockFile(t *testing.T) {
	f, plan, digest := planned(t)
	f.Environ = append(f.Environ, "CI=true")
	for name, err := range map[string]error{
		"plan-file": f.SavePlan(t.Context(), "dev-stack", deployment.Options{}),
		"apply":     f.Apply(t.Context(), plan, digest),
	} {
		if err == nil || !strings.Contains(err.Error(), "there is no .terraform.lock.hcl") {
			t.Errorf("%s: error is %v", name, err)
		}
	}
	notApplied(t, f)
}
