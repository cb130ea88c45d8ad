package deployment_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"landform/internal/deployment"
	"landform/internal/synthesized"
)

// withoutBeta returns acme after a commit that has removed beta-stack, which was deployed from the previous commit. Its state is in
// build/beta.tfstate, and it has a variable for a password.
func withoutBeta(t *testing.T, lifecycle string) fixture {
	t.Helper()
	f := acme(t)
	f.write(t, "cdktf.json", `{"app": "sh app.sh", "context": {}}`, 0o644)
	f.write(t, "synthesized/stacks/beta-stack/cdk.tf.json", `{
		"//": {"landform": {"system": "beta", "role": "environment", "environment": "dev", "ci": {"environment": "beta"}}},
		"terraform": {"backend": {"local": {"path": "`+filepath.Join(f.Dir, "build/beta.tfstate")+`"}}},
		"variable": {"password": {"type": "string", "sensitive": true, "nullable": false}},
		"resource": {"terraform_data": {"value": {"input": "${sha256(var.password)}"`+lifecycle+`}}}}`, 0o644)
	f.commits(t, "first")
	environ := f.Environ
	f.Environ = append(f.Environ, "TF_VAR_password=a")
	if _, err := f.Deploy(t.Context(), deployment.Selection{Names: []string{"beta-stack"}}, approved); err != nil {
		t.Fatalf("%v:\n%s", err, f.out)
	}
	f.Environ = environ
	f.write(t, "synthesized/manifest.json", strings.Replace(f.read("synthesized/manifest.json"), `"beta-stack"`, `"gamma-stack"`, 1), 0o644)
	f.commits(t, "second")
	f.isThere(t, true)
	return f
}

// isThere fails the test unless beta's resource is in its state, or is not, as expected.
func (f fixture) isThere(t *testing.T, want bool) {
	t.Helper()
	if got := strings.Contains(f.read("build/beta.tfstate"), `"terraform_data"`); got != want {
		t.Errorf("beta is deployed: %v, want %v:\n%s", got, want, f.out)
	}
}

// destruction contains the options of a plan that destroys beta with the code of the previous commit.
var destruction = deployment.Options{Destroys: true, At: "HEAD~1"}

// saved returns the path of the saved plan and its digest.
func (f fixture) saved(t *testing.T) (plan, digest string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(f.Dir, "build/plans/beta-stack-*.tfplan"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%d plans, error %v", len(found), err)
	}
	return found[0], f.digest(found[0])
}

func TestAStackThatIsGoneIsDestroyedByThePlanThatWasReviewed(t *testing.T) {
	f := withoutBeta(t, "")
	says(t, f.SavePlan(t.Context(), "beta-stack", deployment.Options{Destroys: true}), `no stack "beta-stack"`)
	if err := f.SavePlan(t.Context(), "beta-stack", destruction); err != nil {
		t.Fatalf("%v:\n%s", err, f.out)
	}
	f.isThere(t, true)
	plan, digest := f.saved(t)
	record := "build/plans/" + filepath.Base(plan) + ".json"
	reviewed := f.read(record)
	f.write(t, record, strings.Replace(reviewed, `"destroys": true`, `"destroys": false`, 1), 0o600)
	says(t, f.Apply(t.Context(), plan, digest), "is not the plan that was reviewed")
	f.write(t, record, reviewed, 0o600)
	if err := f.Apply(t.Context(), plan, digest); err != nil {
		t.Errorf("%v:\n%s", err, f.out)
	}
	f.isThere(t, false)
}

// TestADestructionOfAnotherConfigurationIsRefused changes what the commit was synthesized to, between plan and apply.
func TestADestructionOfAnotherConfigurationIsRefused(t *testing.T) {
	f := withoutBeta(t, "")
	if err := f.SavePlan(t.Context(), "beta-stack", destruction); err != nil {
		t.Fatalf("%v:\n%s", err, f.out)
	}
	plan, digest := f.saved(t)
	found, err := filepath.Glob(filepath.Join(f.Dir, "build/commits/*/stacks/beta-stack"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%d syntheses of the commit, error %v", len(found), err)
	}
	folder, err := filepath.Rel(f.Dir, found[0])
	if err != nil {
		t.Fatal(err)
	}
	f.write(t, filepath.Join(folder, "more.tf.json"), `{"locals": {"more": true}}`, 0o644)
	says(t, f.Apply(t.Context(), plan, digest), "the configuration of beta-stack changed since it was planned")
	f.isThere(t, true)
}

func TestTheDestructionOfWhatIsProtectedIsNotPlanned(t *testing.T) {
	f := withoutBeta(t, `, "lifecycle": {"prevent_destroy": true}`)
	says(t, f.SavePlan(t.Context(), "beta-stack", destruction), "beta-stack is protected: nothing was destroyed", "terraform_data.value (prevent_destroy)")
	if found, _ := filepath.Glob(filepath.Join(f.Dir, "build/plans/*")); len(found) > 0 {
		t.Errorf("a plan was saved: %v", found)
	}
}

// TestACommitThatNobodyMergedIsNotRun: the code of a commit runs with the rights of whoever destroys.
func TestACommitThatNobodyMergedIsNotRun(t *testing.T) {
	f := withoutBeta(t, "")
	git := func(arguments ...string) {
		command := exec.Command("git", arguments...)
		command.Dir = f.Dir
		if printed, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", arguments, err, printed)
		}
	}
	git("checkout", "--quiet", "-b", "attack", "HEAD~1")
	f.write(t, "app.sh", `touch "`+filepath.Join(f.Dir, "build/attacked")+`"; mkdir -p "$CDKTF_OUTDIR" && cp -r synthesized/. "$CDKTF_OUTDIR"`, 0o644)
	f.commits(t, "attack")
	git("checkout", "--quiet", "-")
	err := f.SavePlan(t.Context(), "beta-stack", deployment.Options{Destroys: true, At: "attack"})
	says(t, err, `commit "attack" is not an ancestor of the present commit: its code was never merged and does not run`)
	if found, _ := filepath.Glob(filepath.Join(f.Dir, "build/attacked")); len(found) > 0 {
		t.Error("its code was run")
	}
	f.isThere(t, true)
}

// TestCIDestroysNothingWithoutTheLockFileOfTheCommit: that commit's providers do the work.
func TestCIDestroysNothingWithoutTheLockFileOfTheCommit(t *testing.T) {
	f := withoutBeta(t, "")
	f.write(t, ".terraform.lock.hcl", "", 0o644)
	f.commits(t, "third")
	f.Environ = append(f.Environ, "CI=true")
	says(t, f.SavePlan(t.Context(), "beta-stack", deployment.Options{Destroys: true, At: "HEAD~2"}), "there is no .terraform.lock.hcl")
}

// TestAPlaceholderWasNeverDeployed: what is gone is named, but for stacks that could not have been deployed.
func TestAPlaceholderWasNeverDeployed(t *testing.T) {
	f := withoutBeta(t, "")
	now, err := synthesized.Load(filepath.Join(f.Dir, "synthesized"))
	if err != nil {
		t.Fatal(err)
	}
	gone, err := f.Gone(t.Context(), "HEAD~1", now)
	if err != nil || len(gone) != 1 || gone[0].Name != "beta-stack" {
		t.Errorf("gone are %v, error %v", gone, err)
	}
	f.write(t, "cdktf.json", `{"app": "sh app.sh", "context": {"account": "111111111111"}}`, 0o644)
	f.write(t, "synthesized/manifest.json", `{"stacks": {"dev-stack": {"synthesizedStackPath": "stacks/dev-stack/cdk.tf.json"}}}`, 0o644)
	f.synthesizes(t, "dev-stack", "111111111111")
	f.commits(t, "placeholders")
	if gone, err := f.Gone(t.Context(), "HEAD", nil); err != nil || len(gone) != 0 {
		t.Errorf("gone are %v, error %v", gone, err)
	}
}

// TestAFarewellSaysWhatIsLostAndWhatIsInTheWay is what a reviewer reads of a stack that a change takes away.
func TestAFarewellSaysWhatIsLostAndWhatIsInTheWay(t *testing.T) {
	stack := func(metadata, resources string) synthesized.Stack {
		f := newFixture(t, nil)
		f.write(t, "synthesized/stacks/dev-stack/cdk.tf.json", `{"//": {"landform": `+metadata+`}, "resource": {`+resources+`}}`, 0o644)
		stacks, err := synthesized.Load(filepath.Join(f.Dir, "synthesized"))
		if err != nil {
			t.Fatal(err)
		}
		return stacks[0]
	}
	const environment, database = `{"role": "environment", "ci": {"environment": "dev"}}`, `"aws_db_instance": {"main": {"//": {"metadata": {"path": "dev-stack/postgres"}}`
	for want, of := range map[string]synthesized.Stack{
		"**dev-stack** (resources: 1): the project no longer deploys this stack, but its resources still exist. " +
			"After the merge, a job plans their destruction and waits for the approval of the environment `dev`.": stack(environment, database+`}}`),
		"**Their destruction will be refused, because some of them are protected**":                                             stack(environment, database+`, "deletion_protection": true}}`),
		"Jobs do not destroy them; people do, after the stacks that depend on them: `landform destroy dev-stack --at <commit>`": stack(`{"role": "ci"}`, database+`}}`),
	} {
		text := deployment.GoneSection([]deployment.Farewell{deployment.FarewellTo(of)})
		if !strings.Contains(text, want) || !strings.Contains(text, "postgres`: a database") {
			t.Errorf("it says:\n%s\nwant %q", text, want)
		}
	}
	if text := deployment.GoneSection(nil); text != "" {
		t.Errorf("without such a stack it says %q", text)
	}
}
