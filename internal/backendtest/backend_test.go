package backendtest_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"landform/internal/backendtest"
	"landform/internal/lockfile"

	"github.com/tidwall/gjson"
)

// Locations of the states of test/app: those in Volteryde's requirement document.
const (
	bucket     = "volteryde-terraform-state"
	table      = "terraform-state-lock"
	devKey     = "environments/dev/terraform.tfstate"
	stagingKey = "environments/staging/terraform.tfstate"
)

func TestEndToEndDeployStoresTheStateEncryptedWithItsDigest(t *testing.T) {
	cloud, project := start(t)
	project.CDKTF(t, "deploy", "dev-stack", "--auto-approve")

	state := cloud.Get(t, bucket, devKey)
	if len(values(state)) != 1 {
		t.Errorf("the state does not have exactly the one resource of the stack: %s", state)
	}
	deployed(t, cloud, "")
	writes := 0
	for _, request := range cloud.Requests() {
		if !request.Writes(bucket, devKey) {
			continue
		}
		writes++
		for name, want := range map[string]string{
			"X-Amz-Server-Side-Encryption":                "aws:kms",
			"X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id": "arn:aws:kms:us-east-1:111122223333:alias/volteryde-shared-terraform-state",
		} {
			if got := request.Header.Get(name); got != want {
				t.Errorf("the state is written with the header %s: %q, want %q", name, got, want)
			}
		}
	}
	if writes == 0 {
		t.Error("no request wrote the state")
	}
}

func TestEndToEndDeployInstallsTheProvidersOfTheLockFile(t *testing.T) {
	_, project := start(t)
	project.CDKTF(t, "deploy", "dev-stack", "--auto-approve")
	reviewed, err := os.ReadFile(filepath.Join(project.Dir, lockfile.Name))
	if err != nil {
		t.Fatal(err)
	}
	used, err := os.ReadFile(filepath.Join(project.StackDir("dev-stack"), lockfile.Name))
	if err != nil || !bytes.Equal(used, reviewed) {
		t.Errorf("the stack's lock file is %q with error %v, want the project's %q", used, err, reviewed)
	}
	forged := bytes.ReplaceAll(reviewed, []byte("h1:"), []byte("h1:x"))
	if err := os.WriteFile(filepath.Join(project.Dir, lockfile.Name), forged, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(project.StackDir("dev-stack"), ".terraform")); err != nil {
		t.Fatal(err)
	}
	startDeployment(t, project, "2").Fails(t, "checksums")
}

func TestEndToEndSecondDeploymentIsRefusedWhileTheFirstHoldsTheLock(t *testing.T) {
	cloud, project := start(t)
	project.CDKTF(t, "deploy", "dev-stack", "--auto-approve")
	before := cloud.Get(t, bucket, devKey)

	hold := cloud.Hold(writesDev)
	first := startDeployment(t, project, "2")
	reached(t, hold, first)
	held := cloud.Lock(t, table, bucket, devKey)
	sent := len(cloud.Requests())

	second := startDeployment(t, project, "3")
	printed := second.Fails(t, "Error acquiring the state lock")
	if id := lockID(t, printed); id != held["ID"] {
		t.Errorf("the error names the lock %s, want the held lock %s", id, held["ID"])
	}
	if slices.ContainsFunc(cloud.Requests()[sent:], writesDev) {
		t.Error("the refused deployment wrote a state")
	}
	if !bytes.Equal(cloud.Get(t, bucket, devKey), before) {
		t.Error("the refused deployment changed the state")
	}
	if lock := cloud.Lock(t, table, bucket, devKey); lock["ID"] != held["ID"] {
		t.Errorf("the refused deployment changed the lock to %v", lock)
	}

	hold.Release()
	first.Succeeds(t)
	deployed(t, cloud, "2")
}

func TestEndToEndKilledDeploymentIsRecoveredByForceUnlock(t *testing.T) {
	cloud, project := start(t)
	project.CDKTF(t, "deploy", "dev-stack", "--auto-approve")
	before := cloud.Get(t, bucket, devKey)

	killWhile(t, project, cloud.Hold(writesDev))
	if !bytes.Equal(cloud.Get(t, bucket, devKey), before) {
		t.Error("the killed deployment changed the state")
	}
	if cloud.Lock(t, table, bucket, devKey) == nil {
		t.Error("the killed deployment left no lock")
	}
	listed := project.StartTerraform(t, "dev-stack", "state", "list").Succeeds(t)
	if listed != "random_id.drawn\n" {
		t.Errorf("terraform state list prints %q, want the resource of the first deployment", listed)
	}

	unlock(t, project)
	startDeployment(t, project, "2").Succeeds(t)
	deployed(t, cloud, "2")
}

func TestEndToEndDeploymentKilledBeforeItWroteTheDigestIsRecoveredByCorrectingTheDigest(t *testing.T) {
	cloud, project := start(t)
	project.CDKTF(t, "deploy", "dev-stack", "--auto-approve")
	before := cloud.Get(t, bucket, devKey)

	written := false
	killWhile(t, project, cloud.Hold(func(request backendtest.Request) bool {
		written = written || request.Writes(bucket, devKey)
		return written && request.Operation == "PutItem"
	}))
	if got := cloud.Digest(t, table, bucket, devKey); got != sum(before) {
		t.Errorf("the digest is %q, want %q, the digest of the first deployment", got, sum(before))
	}

	printed := startDeployment(t, project, "2").Fails(t, "state data in S3 does not have the expected content")
	calculated := sum(cloud.Get(t, bucket, devKey))
	if !strings.Contains(printed, "DynamoDB table to the following value: "+calculated) {
		t.Errorf("the error does not name the correct digest %s:\n%s", calculated, printed)
	}
	cloud.SetDigest(t, table, bucket, devKey, calculated)
	unlock(t, project)
	startDeployment(t, project, "2").Succeeds(t)
	deployed(t, cloud, "2")
}

func TestEndToEndTwoEnvironmentsDeployAtTheSameTime(t *testing.T) {
	cloud, project := start(t)
	project.CDKTF(t, "synth")
	// Each deployment is held before it writes its state until the other reaches the same point, so that both run at the same time.
	holdDev, holdStaging := cloud.Hold(writesDev), cloud.Hold(writesStaging)
	dev := project.StartCDKTF(t, "deploy", "dev-stack", "--auto-approve", "--skip-synth")
	staging := project.StartCDKTF(t, "deploy", "staging-stack", "--auto-approve", "--skip-synth")
	reached(t, holdDev, dev)
	reached(t, holdStaging, staging)
	holdStaging.Release()
	staging.Succeeds(t)
	holdDev.Release()
	dev.Succeeds(t)

	devState, stagingState := cloud.Get(t, bucket, devKey), cloud.Get(t, bucket, stagingKey)
	if len(values(devState)) != 1 || len(values(stagingState)) != 1 || values(devState)[0] == values(stagingState)[0] {
		t.Errorf("dev has the values %v and staging %v, want one each, and different ones", values(devState), values(stagingState))
	}
	for key, state := range map[string][]byte{devKey: devState, stagingKey: stagingState} {
		if got := cloud.Digest(t, table, bucket, key); got != sum(state) {
			t.Errorf("the digest of %s is %q, want %q", key, got, sum(state))
		}
	}
}

func TestEndToEndCorruptedStateIsDetectedByItsDigest(t *testing.T) {
	cloud, project := start(t)
	project.CDKTF(t, "deploy", "dev-stack", "--auto-approve")
	corrupted := bytes.Replace(cloud.Get(t, bucket, devKey), []byte(`"serial": 1`), []byte(`"serial": 7`), 1)
	cloud.Put(t, bucket, devKey, corrupted)

	startDeployment(t, project, "2").Fails(t, "state data in S3 does not have the expected content")
	if !bytes.Equal(cloud.Get(t, bucket, devKey), corrupted) {
		t.Error("the refused deployment changed the state")
	}
}

func TestEndToEndRepeatedDeploymentChangesNothingAndDestroyLeavesNothing(t *testing.T) {
	cloud, project := start(t)
	project.CDKTF(t, "deploy", "dev-stack", "--auto-approve")
	before := cloud.Get(t, bucket, devKey)
	project.CDKTF(t, "deploy", "dev-stack", "--auto-approve")
	if !bytes.Equal(cloud.Get(t, bucket, devKey), before) {
		t.Error("a deployment without changes changed the state")
	}

	project.CDKTF(t, "destroy", "dev-stack", "--auto-approve")
	state := cloud.Get(t, bucket, devKey)
	if left := gjson.GetBytes(state, "resources").Array(); len(left) != 0 {
		t.Errorf("destroy left %v in the state", left)
	}
	if lock := cloud.Lock(t, table, bucket, devKey); lock != nil {
		t.Errorf("destroy left the lock: %v", lock)
	}
}
