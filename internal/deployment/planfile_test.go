package deployment_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestASavedPlanIsAppliedAsItWasReviewed(t *testing.T) {
	f, plan := planned(t)
	if err := f.Apply(t.Context(), plan); err != nil {
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
			t.Errorf("%s may be read by %v", file, info.Mode())
		}
	}
}

func TestAPlanIsRefusedOnceItsStackHasChanged(t *testing.T) {
	f, plan := planned(t)
	f.synthesizes(t, "dev-stack", "2")
	says(t, f.Apply(t.Context(), plan), "dev-stack has changed since it was planned at commit none")
	notApplied(t, f)
}

func TestAPlanIsRefusedOnceAnotherFileOfItsStackHasChanged(t *testing.T) {
	f, plan := planned(t)
	f.write(t, "cdktf.out/stacks/dev-stack/adopt.tf.json", `{"locals": {"adopted": true}}`, 0o644)
	says(t, f.Apply(t.Context(), plan), "dev-stack has changed")
	notApplied(t, f)
}

func TestAPlanIsAppliedThoughAnotherStackHasChanged(t *testing.T) {
	f, plan := planned(t)
	f.synthesizes(t, "production-stack", "2")
	if err := f.Apply(t.Context(), plan); err != nil {
		t.Error(err)
	}
}

func TestAPlanIsRefusedThatIsNotAsItWasSaved(t *testing.T) {
	f, plan := planned(t)
	if err := os.WriteFile(plan, []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	says(t, f.Apply(t.Context(), plan), "its checksum differs")
	notApplied(t, f)
}

func TestAPlanIsRefusedWithoutItsRecord(t *testing.T) {
	f, plan := planned(t)
	if err := os.Remove(plan + ".json"); err != nil {
		t.Fatal(err)
	}
	says(t, f.Apply(t.Context(), plan), "the record beside the plan")
	notApplied(t, f)
}

func TestAPlanForAWSIsRefusedForAnEmulator(t *testing.T) {
	f, plan := planned(t)
	f.Emulated = true
	says(t, f.Apply(t.Context(), plan), "was planned for AWS, and not for an emulator")
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

	if err := f.SavePlan(t.Context(), "dev-stack"); err != nil {
		t.Fatalf("%v:\n%s", err, f.out)
	}
	if record := f.read("build/plans/dev-stack-" + commit[:12] + ".tfplan.json"); !strings.Contains(record, `"commit": "`+commit+`"`) {
		t.Errorf("the record is %q", record)
	}
	f.write(t, "cdktf.json", `{"more": true}`, 0o644)
	if err := f.SavePlan(t.Context(), "dev-stack"); err != nil {
		t.Fatal(err)
	}
	if record := f.read("build/plans/dev-stack-" + commit[:12] + ".tfplan.json"); !strings.Contains(record, `"commit": "`+commit+`+changes"`) {
		t.Errorf("with changes, the record is %q", record)
	}
}

// planned saves a plan of dev-stack, and returns its file.
func planned(t *testing.T) (fixture, string) {
	t.Helper()
	f := newFixture(t, nil)
	if err := f.SavePlan(t.Context(), "dev-stack"); err != nil {
		t.Fatalf("%v:\n%s", err, f.out)
	}
	return f, filepath.Join(f.Dir, "build", "plans", "dev-stack-none.tfplan")
}

func notApplied(t *testing.T, f fixture) {
	t.Helper()
	if state := f.read("cdktf.out/stacks/dev-stack/terraform.tfstate"); strings.Contains(state, `"input"`) {
		t.Errorf("the plan was applied all the same: %s", state)
	}
}
