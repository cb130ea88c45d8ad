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

// mode is an engine with a way of locking.
type mode struct {
	engine  engine.Kind
	locking string // the setting: "dynamodb", "both" or "s3"
}

func (m mode) table() bool { return m.locking != "s3" }

func (m mode) file() bool { return m.locking != "dynamodb" }

// startDeployment starts a deployment of dev-stack with a revision. It runs the engine directly, without cdktf.
func (m mode) startDeployment(t *testing.T, project *backendtest.Project, revision string) *backendtest.Run {
	t.Helper()
	executable, err := app()
	if err != nil {
		t.Fatal(err)
	}
	return project.With("REVISION="+revision, "LOCKING="+m.locking, "CDKTF_OUTDIR=cdktf.out", "TF_CLI_ARGS=-no-color", "TF_INPUT=0").Start(t, "sh", "-c",
		`mkdir -p cdktf.out && "$1" && cd cdktf.out/stacks/dev-stack && "$2" init -reconfigure && exec "$2" apply -auto-approve`,
		"sh", executable, m.engine.String())
}

// locked fails the test unless the locks in the table and beside the state are exactly those of the mode, or none if the state must
// be unlocked.
func (m mode) locked(t *testing.T, cloud *backendtest.Cloud, want bool) {
	t.Helper()
	if got := cloud.Lock(t, table, bucket, devKey) != nil; got != (want && m.table()) {
		t.Errorf("a lock in the table: %v, want %v", got, !got)
	}
	if got := cloud.Has(t, bucket, lockFile); got != (want && m.file()) {
		t.Errorf("a lock file: %v, want %v", got, !got)
	}
}

// TestEndToEndEveryWayOfLockingSurvivesAKilledDeployment deploys with each engine and way of locking; the other tests cover
// Terraform with the table. While one deployment holds the lock, others are refused. After it was killed, force-unlock releases
// the lock.
func TestEndToEndEveryWayOfLockingSurvivesAKilledDeployment(t *testing.T) {
	for _, mode := range []mode{
		{engine.Terraform, "both"}, {engine.Terraform, "s3"},
		{engine.OpenTofu, "dynamodb"}, {engine.OpenTofu, "both"}, {engine.OpenTofu, "s3"},
	} {
		t.Run(mode.engine.String()+" "+mode.locking, func(t *testing.T) {
			t.Parallel()
			cloud, project := start(t)
			mode.startDeployment(t, project, "1").Succeeds(t)
			mode.locked(t, cloud, false)
			state := cloud.Get(t, bucket, devKey)
			if got := cloud.Digest(t, table, bucket, devKey); (got == sum(state)) != mode.table() {
				t.Errorf("the digest is %q", got)
			}

			hold := cloud.Hold(writesDev)
			killed := mode.startDeployment(t, project, "2")
			reached(t, hold, killed)
			mode.locked(t, cloud, true)
			for _, other := range mode.blocks() {
				other.startDeployment(t, project, "3").Fails(t, "Error acquiring the state lock")
			}
			killed.Kill(t)
			hold.Drop()
			mode.locked(t, cloud, true)
			if !bytes.Equal(cloud.Get(t, bucket, devKey), state) {
				t.Error("the killed or a refused deployment changed the state")
			}

			refusal := mode.startDeployment(t, project, "3").Fails(t, "Error acquiring the state lock")
			project.Start(t, mode.engine.String(), "-chdir=cdktf.out/stacks/dev-stack", "force-unlock", "-force", lockID(t, refusal)).Succeeds(t)
			mode.locked(t, cloud, false)
			mode.startDeployment(t, project, "3").Succeeds(t)
			if got := revision(cloud.Get(t, bucket, devKey)); got != "3" {
				t.Errorf("the state has revision %q", got)
			}
			mode.locked(t, cloud, false)
			mode.detects(t, cloud, project)
		})
	}
}

// blocks returns the modes whose deployments a lock of this mode blocks. "both" blocks all: it is the step between the two others.
func (m mode) blocks() []mode {
	if m.table() && m.file() {
		return []mode{m, {m.engine, "dynamodb"}, {m.engine, "s3"}}
	}
	return []mode{m, {m.engine, "both"}}
}

// detects fails the test unless a state that something else changed is refused, in a mode with the table, which has its digest.
func (m mode) detects(t *testing.T, cloud *backendtest.Cloud, project *backendtest.Project) {
	t.Helper()
	cloud.Put(t, bucket, devKey, append(cloud.Get(t, bucket, devKey), '\n'))
	run := m.startDeployment(t, project, "4")
	if m.table() {
		run.Fails(t, "state data in S3 does not have the expected content")
		return
	}
	run.Succeeds(t)
}

// TestEndToEndLockingChangesStepByStep changes the way of locking from the table to files and back, in the steps of
// docs/operations.md, with both engines. On the way back, the table still has the digest of an older state.
func TestEndToEndLockingChangesStepByStep(t *testing.T) {
	steps := []struct {
		locking string
		refused bool // until the digest is corrected
	}{{"dynamodb", false}, {"both", false}, {"s3", false}, {"both", true}, {"dynamodb", false}}
	for _, kind := range engine.Kinds() {
		t.Run(kind.String(), func(t *testing.T) {
			t.Parallel()
			cloud, project := start(t)
			for index, step := range steps {
				mode, next := mode{kind, step.locking}, strconv.Itoa(index+1)
				if step.refused {
					refusal := mode.startDeployment(t, project, next).Fails(t, "state data in S3 does not have the expected content")
					calculated := sum(cloud.Get(t, bucket, devKey))
					if !strings.Contains(refusal, calculated) {
						t.Errorf("the error does not name the correct digest %s:\n%s", calculated, refusal)
					}
					cloud.SetDigest(t, table, bucket, devKey, calculated)
				}
				mode.startDeployment(t, project, next).Succeeds(t)
				mode.locked(t, cloud, false)
				state := cloud.Get(t, bucket, devKey)
				if got := cloud.Digest(t, table, bucket, devKey); (got == sum(state)) != mode.table() {
					t.Errorf("%s: the digest is %q", step.locking, got)
				}
				if got := revision(state); got != next {
					t.Errorf("%s: the state has revision %q, want %s", step.locking, got, next)
				}
			}
		})
	}
}
