package backendtest_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"landform/internal/backendtest"
	"landform/internal/engine"
)

const lockFile = devKey + ".tflock"

// mode is a program that deploys, and how it locks.
type mode struct {
	engine  engine.Kind
	locking string // setting: "dynamodb", "both" or "s3"
}

func (m mode) table() bool { return m.locking != "s3" }

func (m mode) file() bool { return m.locking != "dynamodb" }

// startDeploying starts to deploy a revision of dev-stack with the engine itself.
func (m mode) startDeploying(t *testing.T, project *backendtest.Project, revision string) *backendtest.Run {
	t.Helper()
	executable, err := app()
	if err != nil {
		t.Fatal(err)
	}
	return project.With("REVISION="+revision, "LOCKING="+m.locking, "CDKTF_OUTDIR=cdktf.out", "TF_CLI_ARGS=-no-color", "TF_INPUT=0").Start(t, "sh", "-c",
		`mkdir -p cdktf.out && "$1" && cd cdktf.out/stacks/dev-stack && "$2" init -reconfigure && exec "$2" apply -auto-approve`,
		"sh", executable, m.engine.String())
}

// locked fails the test unless the state is locked, or is not, wherever the mode locks it; and nowhere else.
func (m mode) locked(t *testing.T, cloud *backendtest.Cloud, want bool) {
	t.Helper()
	if got := cloud.Lock(t, table, bucket, devKey) != nil; got != (want && m.table()) {
		t.Errorf("the table has a lock: %v", got)
	}
	if got := cloud.Has(t, bucket, lockFile); got != (want && m.file()) {
		t.Errorf("there is a lock file: %v", got)
	}
}

// TestEndToEndEveryWayOfLockingSurvivesAKilledDeployment deploys with both engines and every way of locking: one at a
// time, and again after one was killed.
func TestEndToEndEveryWayOfLockingSurvivesAKilledDeployment(t *testing.T) {
	for _, mode := range []mode{
		{engine.Terraform, "both"}, {engine.Terraform, "s3"},
		{engine.OpenTofu, "dynamodb"}, {engine.OpenTofu, "both"}, {engine.OpenTofu, "s3"},
	} {
		t.Run(mode.engine.String()+" "+mode.locking, func(t *testing.T) {
			t.Parallel()
			cloud, project := start(t)
			mode.startDeploying(t, project, "1").Succeeds(t)
			mode.locked(t, cloud, false)
			state := cloud.Get(t, bucket, devKey)
			if got := cloud.Digest(t, table, bucket, devKey); (got == sum(state)) != mode.table() {
				t.Errorf("the digest is %q", got)
			}

			hold := cloud.Hold(writesDev)
			killed := mode.startDeploying(t, project, "2")
			reached(t, hold, killed)
			mode.locked(t, cloud, true)
			for _, other := range mode.sees() {
				other.startDeploying(t, project, "3").Fails(t, "Error acquiring the state lock")
			}
			killed.Kill(t)
			hold.Drop()
			mode.locked(t, cloud, true)
			if !bytes.Equal(cloud.Get(t, bucket, devKey), state) {
				t.Error("the killed or the refused deployment changed the state")
			}

			refusal := mode.startDeploying(t, project, "3").Fails(t, "Error acquiring the state lock")
			project.Start(t, mode.engine.String(), "-chdir=cdktf.out/stacks/dev-stack", "force-unlock", "-force", lockID(t, refusal)).Succeeds(t)
			mode.locked(t, cloud, false)
			mode.startDeploying(t, project, "3").Succeeds(t)
			if got := revision(cloud.Get(t, bucket, devKey)); got != "3" {
				t.Errorf("the state is of revision %q", got)
			}
			mode.locked(t, cloud, false)
			mode.detects(t, cloud, project)
		})
	}
}

// sees are the modes whose deployments see a lock of this one: "both" is a step from each of the others to the other.
func (m mode) sees() []mode {
	if m.table() && m.file() {
		return []mode{m, {m.engine, "dynamodb"}, {m.engine, "s3"}}
	}
	return []mode{m, {m.engine, "both"}}
}

// detects fails the test unless a state that was written by somebody else is refused if the table has its digest.
func (m mode) detects(t *testing.T, cloud *backendtest.Cloud, project *backendtest.Project) {
	t.Helper()
	cloud.Put(t, bucket, devKey, append(cloud.Get(t, bucket, devKey), '\n'))
	run := m.startDeploying(t, project, "4")
	if m.table() {
		run.Fails(t, "state data in S3 does not have the expected content")
		return
	}
	run.Succeeds(t)
}

// TestEndToEndLockingChangesStepByStep goes from the table to files and back, as docs/operations.md has it, with both
// engines. On the way back, the table has the digest of a state from before.
func TestEndToEndLockingChangesStepByStep(t *testing.T) {
	steps := []struct {
		locking string
		refused bool // until somebody has put the digest right
	}{{"dynamodb", false}, {"both", false}, {"s3", false}, {"both", true}, {"dynamodb", false}}
	for _, kind := range engine.Kinds() {
		t.Run(kind.String(), func(t *testing.T) {
			t.Parallel()
			cloud, project := start(t)
			for index, step := range steps {
				mode, next := mode{kind, step.locking}, strconv.Itoa(index+1)
				if step.refused {
					refusal := mode.startDeploying(t, project, next).Fails(t, "state data in S3 does not have the expected content")
					calculated := sum(cloud.Get(t, bucket, devKey))
					if !strings.Contains(refusal, calculated) {
						t.Errorf("the refusal does not name the digest %s to put:\n%s", calculated, refusal)
					}
					cloud.SetDigest(t, table, bucket, devKey, calculated)
				}
				mode.startDeploying(t, project, next).Succeeds(t)
				mode.locked(t, cloud, false)
				state := cloud.Get(t, bucket, devKey)
				if got := cloud.Digest(t, table, bucket, devKey); (got == sum(state)) != mode.table() {
					t.Errorf("%s: the digest is %q", step.locking, got)
				}
				if got := revision(state); got != next {
					t.Errorf("%s: the state is of revision %q, want %s", step.locking, got, next)
				}
			}
		})
	}
}
