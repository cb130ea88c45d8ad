package backendtest_test

import (
	"crypto/md5"
	"encoding/hex"
	"os"
	"regexp"
	"sync"
	"testing"

	"landform/internal/backendtest"

	"github.com/tidwall/gjson"
)

// folder is for executables. TestMain removes it after all tests.
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

// app builds test/app once, and returns the executable.
var app = sync.OnceValues(func() (string, error) {
	return backendtest.Build("landform/test/app", folder)
})

// start starts a cloud with the bucket and the lock table of the states, and creates a project that deploys to it.
func start(t *testing.T) (*backendtest.Cloud, *backendtest.Project) {
	t.Helper()
	executable, err := app()
	if err != nil {
		t.Fatal(err)
	}
	cloud := backendtest.StartCloud(t)
	cloud.CreateBucket(t, bucket)
	cloud.CreateLockTable(t, table)
	return cloud, backendtest.NewProject(t, executable, cloud)
}

// startDeployment starts a deployment of dev-stack with a revision.
func startDeployment(t *testing.T, project *backendtest.Project, revision string) *backendtest.Run {
	t.Helper()
	return project.With("REVISION="+revision).StartCDKTF(t, "deploy", "dev-stack", "--auto-approve")
}

// killWhile deploys revision 2, and kills the deployment while one of its requests is held.
func killWhile(t *testing.T, project *backendtest.Project, hold *backendtest.Hold) {
	t.Helper()
	killed := startDeployment(t, project, "2")
	reached(t, hold, killed)
	killed.Kill(t)
	hold.Drop()
}

// unlock releases the lock of a killed deployment, with the ID in the error of the next one.
func unlock(t *testing.T, project *backendtest.Project) {
	t.Helper()
	printed := startDeployment(t, project, "2").Fails(t, "Error acquiring the state lock")
	project.StartTerraform(t, "dev-stack", "force-unlock", "-force", lockID(t, printed)).Succeeds(t)
}

// deployed fails the test unless dev's state has the expected revision and the correct digest, and is unlocked.
func deployed(t *testing.T, cloud *backendtest.Cloud, want string) {
	t.Helper()
	state := cloud.Get(t, bucket, devKey)
	if got := revision(state); got != want {
		t.Errorf("the state has revision %q, want %q", got, want)
	}
	if got := cloud.Digest(t, table, bucket, devKey); got != sum(state) {
		t.Errorf("the digest is %q, want %q", got, sum(state))
	}
	if lock := cloud.Lock(t, table, bucket, devKey); lock != nil {
		t.Errorf("the state is locked: %v", lock)
	}
}

// reached waits until a request of a run is held, and ends the test if the run ends before.
func reached(t *testing.T, hold *backendtest.Hold, run *backendtest.Run) {
	t.Helper()
	select {
	case <-hold.Reached:
	case <-run.Done():
		printed, err := run.Ends()
		t.Fatalf("the run ended before a request of it was held: %v:\n%s", err, printed)
	}
}

func writesDev(request backendtest.Request) bool { return request.Writes(bucket, devKey) }

func writesStaging(request backendtest.Request) bool { return request.Writes(bucket, stagingKey) }

// values returns the random value of each resource in a state.
func values(state []byte) []string {
	var found []string
	for _, resource := range gjson.GetBytes(state, "resources").Array() {
		found = append(found, resource.Get("instances.0.attributes.hex").String())
	}
	return found
}

// revision returns the revision for which the value in a state was generated.
func revision(state []byte) string {
	return gjson.GetBytes(state, "resources.0.instances.0.attributes.keepers.revision").String()
}

func sum(state []byte) string {
	digest := md5.Sum(state)
	return hex.EncodeToString(digest[:])
}

var lockPattern = regexp.MustCompile(`ID:\s+([0-9a-f]{8}-[0-9a-f-]{27})`)

// lockID returns the ID of the lock that Terraform's error names.
func lockID(t *testing.T, printed string) string {
	t.Helper()
	found := lockPattern.FindStringSubmatch(printed)
	if found == nil {
		t.Fatalf("the output names no lock:\n%s", printed)
	}
	return found[1]
}
