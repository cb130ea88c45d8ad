package deployment_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"landform/internal/backendtest"
)

// The bucket, key and table of the states in the tests' app, as in Volteryde's document.
const (
	bucket   = "volteryde-terraform-state"
	table    = "terraform-state-lock"
	stateKey = "shared/terraform.tfstate"
)

// folder holds the built programs. TestMain removes it after the last test.
var folder string

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "landform-"); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := os.RemoveAll(folder); err != nil {
		panic(err)
	}
	os.Exit(code)
}

// executables builds the tests' app and landform once.
var executables = sync.OnceValues(func() ([2]string, error) {
	app, err := backendtest.Build("landform/test/app", folder)
	if err != nil {
		return [2]string{}, err
	}
	command, err := backendtest.Build("landform/cmd/landform", filepath.Join(folder, "cmd"))
	return [2]string{app, command}, err
})

// beginning returns an empty cloud, and a project that can be bootstrapped into it.
type beginning struct {
	cloud   *backendtest.Cloud
	project *backendtest.Project
	app     string
	command string
}

func begin(t *testing.T) beginning {
	t.Helper()
	built, err := executables()
	if err != nil {
		t.Fatal(err)
	}
	cloud := backendtest.StartCloud(t)
	return beginning{cloud, backendtest.NewProject(t, built[0], cloud), built[0], built[1]}
}

// bootstrap starts "landform bootstrap" with additional environment variables.
func (b beginning) bootstrap(t *testing.T, environ ...string) *backendtest.Run {
	t.Helper()
	return b.project.With(environ...).Start(t, b.command, "bootstrap", "volteryde", "--emulator", "--app", b.app, "--", "-auto-approve")
}

// local returns the local state, or "" if there is none.
func (b beginning) local() string {
	text, _ := os.ReadFile(filepath.Join(b.project.Dir, ".bootstrap", "build", "emulator", "state-stack", "terraform.tfstate"))
	return string(text)
}

// drawn returns the random value in a state. If the value stays the same, the stack was not built twice.
func drawn(t *testing.T, state string) string {
	t.Helper()
	var read struct {
		Resources []struct {
			Type      string
			Instances []struct{ Attributes struct{ Hex string } }
		}
	}
	if err := json.Unmarshal([]byte(state), &read); err != nil {
		t.Fatalf("state %q: %v", state, err)
	}
	for _, resource := range read.Resources {
		if resource.Type == "random_id" {
			return resource.Instances[0].Attributes.Hex
		}
	}
	t.Fatalf("no random value in %s", state)
	return ""
}

// finished fails the test unless the complete state is in its bucket with a digest, without a lock and without a local
// copy.
func (b beginning) finished(t *testing.T) string {
	t.Helper()
	state := string(b.cloud.Get(t, bucket, stateKey))
	if !strings.Contains(state, `"terraform_data"`) || b.cloud.Digest(t, table, bucket, stateKey) == "" {
		t.Errorf("the state in the bucket is not complete: %s", state)
	}
	if lock := b.cloud.Lock(t, table, bucket, stateKey); lock != nil {
		t.Errorf("the lock was not released: %v", lock)
	}
	if local := b.local(); local != "" {
		t.Errorf("a local state remains: %s", local)
	}
	return drawn(t, state)
}

func TestEndToEndBootstrapMovesTheStateIntoTheBucketThatItMade(t *testing.T) {
	b := begin(t)
	printed := b.bootstrap(t).Succeeds(t)
	for _, words := range []string{"no bucket and no state", "Migrating the state to the bucket", "The state is in its bucket"} {
		if !strings.Contains(printed, words) {
			t.Errorf("output does not contain %q:\n%s", words, printed)
		}
	}
	value := b.finished(t)

	sent := len(b.cloud.Requests())
	if printed := b.bootstrap(t).Succeeds(t); !strings.Contains(printed, "nothing to do") {
		t.Errorf("output of the second run:\n%s", printed)
	}
	for _, request := range b.cloud.Requests()[sent:] {
		if request.Method == http.MethodPut || request.Operation == "PutItem" {
			t.Errorf("the second run writes: %s %s%s", request.Method, request.Path, request.Operation)
		}
	}
	if got := b.finished(t); got != value {
		t.Errorf("the second run built the stack again")
	}
	b.project.CDKTF(t, "deploy", "state-stack", "--auto-approve")
	if got := b.finished(t); got != value {
		t.Errorf("the deployment built the stack again")
	}
}

func TestEndToEndBootstrapContinuesAfterAFailedApply(t *testing.T) {
	b := begin(t)
	b.bootstrap(t, "FAIL=1").Fails(t, "the variable FAIL is set")
	value := drawn(t, b.local())
	b.bootstrap(t).Succeeds(t)
	if got := b.finished(t); got != value {
		t.Errorf("value is %s, want %s as in the first run", got, value)
	}
}

func TestEndToEndBootstrapContinuesAfterAKillBetweenApplyAndMigration(t *testing.T) {
	b := begin(t)
	made := false
	value := b.killedAt(t, func(request backendtest.Request) bool {
		made = made || request.Operation == "CreateTable"
		return made && request.Method == http.MethodGet
	})
	b.bootstrap(t).Succeeds(t)
	if got := b.finished(t); got != value {
		t.Errorf("value is %s, want %s as in the first run", got, value)
	}
}

func TestEndToEndBootstrapContinuesAfterAKillDuringMigration(t *testing.T) {
	b := begin(t)
	value := b.killedAt(t, func(request backendtest.Request) bool { return request.Writes(bucket, stateKey) })
	lock := b.cloud.Lock(t, table, bucket, stateKey)
	if lock == nil {
		t.Fatal("the killed migration left no lock behind")
	}
	b.bootstrap(t).Fails(t, "Error acquiring the state lock")
	b.project.Start(t, b.command, "unlock", "state-stack", lock["ID"].(string), "--emulator", "--app", b.app).Fails(t, "cannot ask for confirmation")
	b.project.Start(t, b.command, "unlock", "state-stack", lock["ID"].(string), "--emulator", "--app", b.app, "--", "-force").Succeeds(t)
	b.bootstrap(t).Succeeds(t)
	if got := b.finished(t); got != value {
		t.Errorf("value is %s, want %s as in the first run", got, value)
	}
}

func TestEndToEndBootstrapStartsOverInANewEmulator(t *testing.T) {
	b := begin(t)
	b.bootstrap(t).Succeeds(t)
	value := b.finished(t)
	b.cloud = backendtest.StartCloud(t)
	b.project.Environ = b.cloud.Environ()
	b.bootstrap(t).Succeeds(t)
	if got := b.finished(t); got == value {
		t.Error("the new emulator has the value of the old one")
	}
}

func TestEndToEndBootstrapRefusesABucketWithoutItsState(t *testing.T) {
	b := begin(t)
	b.cloud.CreateBucket(t, bucket)
	b.bootstrap(t).Fails(t, "its stack's state was not found")
	if local := b.local(); local != "" {
		t.Errorf("it was applied nevertheless: %s", local)
	}
}

// killedAt runs the bootstrap and kills it at the first request that matches. It returns the random value in the
// remaining state.
func (b beginning) killedAt(t *testing.T, matches func(backendtest.Request) bool) string {
	t.Helper()
	hold := b.cloud.Hold(matches)
	run := b.bootstrap(t)
	select {
	case <-hold.Reached:
	case <-run.Done():
		t.Fatalf("it ended before the request that matches:\n%s", run.Fails(t, ""))
	}
	run.Kill(t)
	hold.Drop()
	return drawn(t, b.local())
}
